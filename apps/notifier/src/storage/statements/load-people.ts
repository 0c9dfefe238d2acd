import type { Transaction } from '#postgres';
import type { Person } from '../../rules/person.js';

/** Characters of a name that mails show, and some: what earlier releases took may be a mebibyte. */
export const SHOWN = 1_000;

const LOAD_PEOPLE = `
  select p.tenant_id, p.user_id, p.version::int, left(p.name, ${SHOWN}) as name, left(p.user_name, ${SHOWN}) as user_name,
         left(p.employee_number, ${SHOWN}) as employee_number, p.mail, p.is_active,
         p.manager_id, p.details_version is distinct from p.version as is_partial
    from unnest($1::uuid[], $2::text[]) as wanted (tenant_id, user_id)
   cross join lateral (
         select *
           from people known
          where known.tenant_id = wanted.tenant_id
            and known.user_id = wanted.user_id
          limit 1) as p`;

export interface PersonRow {
  tenant_id: string;
  user_id: string;
  version: number;
  name: string;
  user_name: string | null;
  employee_number: string | null;
  mail: string | null;
  is_active: boolean;
  manager_id: string | null;
  is_partial: boolean;
}

export interface PersonKey {
  readonly tenantId: string;
  readonly id: string;
}

/** Without locks: a person's events come from one partition, whose batches run one after the other. */
export async function loadPeople(tx: Transaction, keys: readonly PersonKey[]): Promise<Person[]> {
  const values = [keys.map((key) => key.tenantId), keys.map((key) => key.id)];
  const { rows } = await tx.query<PersonRow>({ name: 'load-people', text: LOAD_PEOPLE }, values);
  return rows.map(personOf);
}

export function personOf(row: PersonRow): Person {
  return {
    tenantId: row.tenant_id,
    id: row.user_id,
    version: row.version,
    name: row.name,
    userName: row.user_name ?? '',
    employeeNumber: row.employee_number,
    mail: row.mail,
    isActive: row.is_active,
    managerId: row.manager_id,
    isPartial: row.is_partial,
  };
}
