import { hash } from 'node:crypto';
import type { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { tenantGrams } from '../../apps/scim-api/src/storage/statements/name-grams.js';

/** Somebody of the seeded tenant, by everything that one is asked for by. */
export interface Seeded {
  readonly id: string;
  /** `userName`, `externalId` and the mail of type "work" alike. */
  readonly userName: string;
  /** Eight hexadecimal digits in the middle of `displayName`; nobody else has them. */
  readonly mark: string;
}

const SAMPLE = 500;
const AT_ONCE = 20_000;

/**
 * Fills a tenant up to `users` with rows as the service stores them, past the service: a million POSTs would take longer
 * than the rest of the bench. They have no events. Returns some of them, from all over the table.
 */
export async function seedUsers(database: Client, tenantId: string, users: number): Promise<Seeded[]> {
  const { rows } = await database.query<{ n: number }>('select count(*)::int4 as n from users where tenant_id = $1', [
    tenantId,
  ]);
  const missing = users - (rows[0]?.n ?? 0);
  const sample: Seeded[] = [];
  const stride = Math.max(2, Math.floor(missing / SAMPLE));
  for (let from = 0; from < missing; from += AT_ONCE) {
    const seeded = Array.from({ length: Math.min(AT_ONCE, missing - from) }, (_, n): Seeded => {
      const userName = `seed${users}-${from + n}@bench.example`;
      return { id: uuid(), userName, mark: hash('md5', userName).slice(0, 8) };
    });
    await database.query(SEED, [tenantId, ...columnsOf(tenantId, seeded)]);
    sample.push(...seeded.filter((_, n) => (from + n) % stride === 0));
  }
  // Searches of a hundred thousand new rows would else go through the pending list of the grams' index.
  await database.query('vacuum (analyze) users');
  return sample;
}

function columnsOf(tenantId: string, seeded: readonly Seeded[]): unknown[] {
  const names = seeded.map(({ mark }) => `Person ${mark} Family`);
  return [
    seeded.map(({ id }) => id),
    seeded.map(({ userName }) => userName),
    seeded.map(({ userName, mark }, n) =>
      JSON.stringify({
        userName,
        externalId: userName,
        name: { givenName: 'Person', familyName: mark },
        displayName: names[n],
        active: true,
        emails: [{ value: userName, type: 'work' }],
      }),
    ),
    names.map((name) => name.toLowerCase()),
    names.map((name) => `{${tenantGrams(tenantId, name.toLowerCase()).join(',')}}`),
  ];
}

const SEED = `
  insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, external_id,
                     work_email_key, attributes, display_name_key, display_name_grams)
  select id, $1::uuid, 1, true, now(), now(), name, name, name, attributes, display_name, grams::int4[]
    from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
      as t(id, name, attributes, display_name, grams)`;

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
