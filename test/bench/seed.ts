import type { Client } from 'pg';
import type { Person } from './shots.js';

/**
 * Fills a tenant up to `users` with rows as the service stores them, past the service: a hundred thousand POSTs would
 * take longer than the rest of the bench. They have no events.
 */
export async function seedUsers(database: Client, tenantId: string, users: number): Promise<Person[]> {
  await database.query(SEED, [tenantId, users]);
  await database.query('analyze users');
  const sample = `select id::text, user_name_key as "userName" from users where tenant_id = $1 and user_name_key like 'seed%' limit 1000`;
  return (await database.query<Person>(sample, [tenantId])).rows;
}

const SEED = `
  insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, external_id,
                     work_email_key, attributes, display_name_key)
  select gen_random_uuid(), $1::uuid, 1, true, now(), now(), name, name, name,
         json_build_object('userName', name, 'active', true, 'displayName', 'Person ' || n, 'externalId', name,
                           'emails', json_build_array(json_build_object('value', name, 'type', 'work')))::text,
         'person ' || n
    from generate_series(1, $2::int4 - (select count(*) from users where tenant_id = $1::uuid)::int4) as n,
         lateral (select 'seed' || $2 || '-' || n || '@bench.example' as name) as named`;
