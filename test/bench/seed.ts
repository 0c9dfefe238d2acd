import type { Client } from 'pg';
import { v7 as uuid } from 'uuid';

/** Somebody of the seeded tenant, by everything that one is asked for by. */
export interface Seeded {
  readonly id: string;
  /** `userName`, `externalId` and the mail of type "work" alike. */
  readonly userName: string;
  /** Eight hexadecimal digits in the middle of `displayName`; nobody else has them. */
  readonly mark: string;
}

const SAMPLE = 500;

/**
 * Fills a tenant up to `users` with rows as the service stores them, past the service: a million POSTs would take longer
 * than the rest of the bench. They have no events. Returns some of them, from all over the table.
 */
export async function seedUsers(database: Client, tenantId: string, users: number): Promise<Seeded[]> {
  await database.query(GRAMS);
  await database.query(SEED_USERS, [tenantId, users]);
  // Searches of a hundred thousand new rows would else go through the pending list of the trigrams' index.
  await database.query('vacuum (analyze) users');
  const sample = `
    select id::text, user_name_key as "userName", substr(md5(user_name_key), 1, 8) as mark
      from users
     where tenant_id = $1::uuid and user_name_key like 'seed%' and hashtext(id::text) % greatest(1, $2::int4 / ${SAMPLE}) = 0
     limit ${SAMPLE}`;
  return (await database.query<Seeded>(sample, [tenantId, users])).rows;
}

/** A group of the tenant's other users, at most `members`; its id. */
export async function seedGroup(
  database: Client,
  tenantId: string,
  { members, without }: { readonly members: number; readonly without: readonly Seeded[] },
): Promise<string> {
  const id = uuid();
  const name = `group ${id}`;
  const attributes = JSON.stringify({ displayName: name });
  await database.query(
    `insert into groups (id, tenant_id, version, created, last_modified, display_name_key, attributes)
     values ($1::uuid, $2::uuid, 1, now(), now(), $3::text, $4::text)`,
    [id, tenantId, name, attributes],
  );
  await database.query(
    `insert into group_members (group_id, member_id, tenant_id, member_type)
     select $1::uuid, id, tenant_id, 'User' from users
      where tenant_id = $2::uuid and not id = any($3::uuid[])
      order by id
      limit $4::int4`,
    [id, tenantId, without.map((one) => one.id), members],
  );
  await database.query('vacuum (analyze) group_members');
  return id;
}

const SEED_USERS = `
  insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, external_id,
                     work_email_key, attributes, display_name_key, display_name_grams)
  select uuidv7(), $1::uuid, 1, true, now(), now(), name, name, name,
         json_build_object('userName', name, 'active', true, 'displayName', 'Person ' || mark || ' Family',
                           'externalId', name, 'name', json_build_object('givenName', 'Person', 'familyName', mark),
                           'emails', json_build_array(json_build_object('value', name, 'type', 'work')))::text,
         'person ' || mark || ' family', pg_temp.grams($1::uuid, 'person ' || mark || ' family')
    from generate_series(1, $2::int4 - (select count(*) from users where tenant_id = $1::uuid)::int4) as n,
         lateral (select 'seed' || $2 || '-' || n || '@bench.example' as name) as named,
         lateral (select substr(md5(name), 1, 8) as mark) as marked`;

/** `tenantGrams` of the service in SQL. */
const GRAMS = `
  create or replace function pg_temp.grams(tenant uuid, name text) returns int4[] language plpgsql immutable as $$
  declare
    own int4 := ('x' || right(tenant::text, 8))::bit(32)::int4;
    found int4[] := '{}';
    hash int8;
  begin
    for place in 1 .. length(name) - 2 loop
      hash := 2166136261;
      for next in place .. place + 2 loop
        hash := ((hash # ascii(substr(name, next, 1))) * 16777619) & 4294967295;
      end loop;
      found := found || ((hash::bit(32)::int4) # own);
    end loop;
    return found;
  end
  $$`;
