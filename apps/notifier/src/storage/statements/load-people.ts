import type { Transaction } from '#postgres';
import type { Person } from '../../rules/person.js';

/** Characters of a name that mails show, and some: what earlier releases took may be a mebibyte. */
const SHOWN = 1_000;

/** What is read of a row `of` of people, under names that begin with `prefix`: see {@link personOf}. */
export function personSql(of: string, prefix = ''): string {
  const names = ['name', 'user_name', 'employee_number'].map(
    (name) => `left(${of}.${name}, ${SHOWN}) as ${prefix}${name}`,
  );
  const others = ['user_id', 'mail', 'is_active', 'manager_id'].map((name) => `${of}.${name} as ${prefix}${name}`);
  return [`${of}.version::int as ${prefix}version`, ...names, ...others].join(', ');
}

const LOAD_PEOPLE = `
  select p.tenant_id, ${personSql('p')},
         p.details_version is distinct from p.version as is_partial
    from unnest($1::uuid[], $2::text[]) as wanted (tenant_id, user_id)
   cross join lateral (
         select *
           from people known
          where known.tenant_id = wanted.tenant_id
            and known.user_id = wanted.user_id
          limit 1) as p`;

interface PersonRow {
  user_id: string;
  version: number;
  name: string;
  user_name: string | null;
  employee_number: string | null;
  mail: string | null;
  is_active: boolean;
  manager_id: string | null;
}

export interface PersonKey {
  readonly tenantId: string;
  readonly id: string;
}

/** Without locks: a person's events come from one partition, whose batches run one after the other. */
export async function loadPeople(tx: Transaction, keys: readonly PersonKey[]): Promise<Person[]> {
  const values = [keys.map((key) => key.tenantId), keys.map((key) => key.id)];
  const { rows } = await tx.query<PersonRow & { tenant_id: string; is_partial: boolean }>(
    { name: 'load-people', text: LOAD_PEOPLE },
    values,
  );
  return rows.map((row) => ({ ...personOf(row, row.tenant_id), isPartial: row.is_partial }));
}

export function personOf(row: PersonRow, tenantId: string): Person {
  return {
    tenantId,
    id: row.user_id,
    version: row.version,
    name: row.name,
    userName: row.user_name ?? '',
    employeeNumber: row.employee_number,
    mail: row.mail,
    isActive: row.is_active,
    managerId: row.manager_id,
  };
}
