import type { Transaction } from '#postgres';

/** People of a tenant in order of their ids, each with the value that stands as manager, as key. For the role that folds. */
export const READ_REPORTING = `
  select e.id,
         e.manager_id,
         e.manager_mail_key
    from employees e
   where e.tenant_id = $1::uuid
     and e.id > $2::text
     and not e.deleted
   order by e.id
   limit $3::int`;

export interface ReportingRow {
  readonly id: string;
  readonly manager_id: string | null;
  readonly manager_mail_key: string | null;
}

export async function readReporting(
  tx: Transaction,
  tenantId: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<ReportingRow[]> {
  const { rows } = await tx.query<ReportingRow>({ name: 'read-reporting', text: READ_REPORTING }, [
    tenantId,
    after,
    limit,
  ]);
  return rows;
}

const only = (condition: string): string => `
                (select (array_agg(m.id))[1]
                   from (select m.id from employees m where m.tenant_id = $1::uuid and ${condition} limit 2) m
                 having count(*) = 1)`;

/** Whom values name that are nobody's id: the rest of the one rule, as `manager-named.ts` has it. */
export const RESOLVE_NAMES = `
  select named.value,
         found.id
    from unnest($2::text[], $3::text[]) as named (value, mail_key)
   cross join lateral (
         select case
                when (select true from employees m where m.tenant_id = $1::uuid and m.mail_key = named.mail_key limit 1)
                then ${only('m.mail_key = named.mail_key')}
                else ${only('m.employee_number = named.value')}
                end as id) as found
   where found.id is not null`;

export interface Name {
  readonly value: string;
  readonly mailKey: string | null;
}

/** By value the id of who is named. */
export async function resolveNames(
  tx: Transaction,
  tenantId: string,
  names: readonly Name[],
): Promise<ReadonlyMap<string, string>> {
  const values = [tenantId, names.map(({ value }) => value), names.map(({ mailKey }) => mailKey)];
  const { rows } = await tx.query<{ value: string; id: string }>(
    { name: 'resolve-names', text: RESOLVE_NAMES },
    values,
  );
  return new Map(rows.map(({ value, id }) => [value, id]));
}
