import type { Transaction } from '#postgres';
import type { Person } from '../../rules/person.js';

const SAVE_PEOPLE = `
  insert into people (tenant_id, user_id, version, name, mail, is_active, manager_id)
  select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::boolean[], $7::text[])
      on conflict (tenant_id, user_id) do update
     set version = excluded.version,
         name = excluded.name,
         mail = excluded.mail,
         is_active = excluded.is_active,
         manager_id = excluded.manager_id`;

/** Each person at most once. Nobody else writes these rows: see load-people. */
export async function savePeople(tx: Transaction, people: readonly Person[]): Promise<void> {
  if (people.length === 0) return;
  await tx.query({ name: 'save-people', text: SAVE_PEOPLE }, [
    people.map((person) => person.tenantId),
    people.map((person) => person.id),
    people.map((person) => person.version),
    people.map((person) => person.name),
    people.map((person) => person.mail),
    people.map((person) => person.isActive),
    people.map((person) => person.managerId),
  ]);
}
