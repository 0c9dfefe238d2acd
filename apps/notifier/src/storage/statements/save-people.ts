import { mailKey, nameKeys } from '#contracts';
import type { Transaction } from '#postgres';
import type { Person } from '../../rules/person.js';

const SAVE_PEOPLE = `
  insert into people (tenant_id, user_id, version, details_version, name, user_name, employee_number, mail, mail_key,
                      is_active, manager_id, manager_key)
  select tenant_id, user_id, version, version, name, user_name, employee_number, mail, mail_key, is_active, manager_id,
         manager_key
    from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::boolean[], $10::text[], $11::text[])
         as person (tenant_id, user_id, version, name, user_name, employee_number, mail, mail_key, is_active, manager_id,
                    manager_key)
      on conflict (tenant_id, user_id) do update
     set version = excluded.version,
         details_version = excluded.details_version,
         name = excluded.name,
         user_name = excluded.user_name,
         employee_number = excluded.employee_number,
         mail = excluded.mail,
         mail_key = excluded.mail_key,
         is_active = excluded.is_active,
         manager_id = excluded.manager_id,
         manager_key = excluded.manager_key`;

/** Each person at most once. Nobody else writes these rows: see load-people. */
export async function savePeople(tx: Transaction, people: readonly Person[]): Promise<void> {
  if (people.length === 0) return;
  await tx.query({ name: 'save-people', text: SAVE_PEOPLE }, [
    people.map((person) => person.tenantId),
    people.map((person) => person.id),
    people.map((person) => person.version),
    people.map((person) => person.name),
    people.map((person) => person.userName),
    people.map((person) => person.employeeNumber),
    people.map((person) => person.mail),
    people.map((person) => (person.mail === null ? null : mailKey(person.mail))),
    people.map((person) => person.isActive),
    people.map((person) => person.managerId),
    people.map((person) => (person.managerId === null ? null : nameKeys(person.managerId).mailKey)),
  ]);
}
