import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { migrate } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { EARLIER_RELEASES } from './migrations/earlier-releases.fixture.js';
import { gramsOf } from './statements/name-grams.js';

const TENANT = uuid();
const PEOPLE = 100_000;
const WRITERS = 2;
/** What a client of SCIM may notice of an upgrade. */
const LONGEST_WAIT_MS = 2_000;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, EARLIER_RELEASES[2]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(
    `insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, attributes)
     select uuidv7(), $1, 1, true, now(), now(), 'user' || n,
            json_build_object('userName', 'user' || n, 'displayName', 'Person ' || n)::text
       from generate_series(1, $2::int) as n`,
    [TENANT, PEOPLE],
  );
}, 60_000);

afterAll(async () => {
  await owner.end();
  await database.drop();
});

describe('an upgrade of a database with 100,000 users', () => {
  it('from before the first backfill keeps no write of the release before waiting', async () => {
    const upgraded = new AbortController();
    const writers = Array.from({ length: WRITERS }, () => writeUntil(upgraded.signal));
    const stalls = writeBesideUntil(upgraded.signal);
    await migrate({ url: database.ownerUrl, migrations: MIGRATIONS });
    upgraded.abort();
    const waits = (await Promise.all(writers)).flat();

    expect(waits.length).toBeGreaterThan(100);
    // What the machine itself stands still is no wait for the upgrade: whoever writes elsewhere waits for it, too.
    expect(Math.max(...waits) - Math.max(...(await stalls))).toBeLessThan(LONGEST_WAIT_MS);
    await owner.query(`select set_config('rollcall.tenant', $1, false)`, [TENANT]);
    const found = await owner.query('select users_by_display_name($1, $2)', ['person 54321', gramsOf('person 54321')]);
    expect(found.rows).toHaveLength(1);
    const { rows } = await owner.query(
      `select (select count(*)::int from users) as users, (select sum(total)::int from resource_counts) as counted`,
    );
    expect(rows).toEqual([{ users: PEOPLE + waits.length, counted: PEOPLE + waits.length }]);
  }, 120_000);
});

/** The same server, and a table that no migration touches; how long each write took. */
async function writeBesideUntil(signal: AbortSignal): Promise<number[]> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query('create table beside (n int)');
  const waits: number[] = [];
  try {
    while (!signal.aborted) {
      const begun = performance.now();
      await client.query('insert into beside values (1)');
      waits.push(performance.now() - begun);
    }
    await client.query('drop table beside');
  } finally {
    await client.end();
  }
  return waits;
}

/** As the service's role, with the statements of the release that knew no search columns; how long each write took. */
async function writeUntil(signal: AbortSignal): Promise<number[]> {
  const scim = new Client({ connectionString: database.url('scim') });
  await scim.connect();
  const waits: number[] = [];
  try {
    while (!signal.aborted) {
      const begun = performance.now();
      await scim.query('begin');
      await scim.query(`select set_config('rollcall.tenant', $1, true)`, [TENANT]);
      await scim.query(
        `insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, attributes)
         values ($1::uuid, $2, 1, true, now(), now(), $1::uuid::text, '{}')`,
        [uuid(), TENANT],
      );
      await scim.query('update users set version = version + 1 where user_name_key = $1', [`user${waits.length + 1}`]);
      await scim.query('commit');
      waits.push(performance.now() - begun);
    }
  } finally {
    await scim.end();
  }
  return waits;
}
