import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import type { QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { ResourceCounts0005 } from './migrations/0005-resource-counts.js';
import { FillSearchColumns0007 } from './migrations/0007-fill-search-columns.js';

const TENANT = uuid();
const OTHER = uuid();

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  pool = new Pool({ connectionString: database.url('scim'), max: 20 });
});

afterAll(async () => {
  await pool.end();
  await owner.end();
  await database.drop();
});

const INSERT = `
  insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, attributes)
  select id, $1, 1, true, now(), now(), id::text, '{}' from unnest($2::uuid[]) as id`;

async function inTenant(tenant: string, work: (client: Pick<Client, 'query'>) => Promise<unknown>, end = 'commit') {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('rollcall.tenant', $1, true)`, [tenant]);
    await work(client);
    await client.query(end);
  } finally {
    client.release();
  }
}

const read = async (text: string): Promise<unknown[]> => (await owner.query<Record<string, unknown>>(text)).rows;
const counted = () =>
  read(`select tenant_id, sum(total)::int as total from resource_counts
         where resource_type = 'User' group by tenant_id order by tenant_id`);
const present = () => read(`select tenant_id, count(*)::int as total from users group by tenant_id order by tenant_id`);

describe('the count of a tenant’s resources', () => {
  it('is the number of its rows, whatever comes, goes and is rolled back at the same time', async () => {
    const rounds = Array.from({ length: 60 }, async (_, round) => {
      const tenant = round % 3 === 0 ? OTHER : TENANT;
      const ids = Array.from({ length: 1 + (round % 7) }, () => uuid());
      await inTenant(tenant, (client) => client.query(INSERT, [tenant, ids]), round % 5 === 0 ? 'rollback' : 'commit');
      await inTenant(tenant, async (client) => {
        await client.query('delete from users where id = any($1::uuid[])', [ids.slice(0, round % 4)]);
      });
    });
    await Promise.all(rounds);
    expect(await counted()).toEqual(await present());
    expect(await present()).toHaveLength(2);
  });

  it('is shown to its tenant alone, and written by no statement of the service', async () => {
    await inTenant(TENANT, async (client) => {
      const { rows } = await client.query<{ tenant_id: string }>('select distinct tenant_id from resource_counts');
      expect(rows).toEqual([{ tenant_id: TENANT }]);
    });
    await expect(
      inTenant(TENANT, (client) => client.query('update resource_counts set total = 0'), 'rollback'),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('begins with the rows that are there when it is introduced', async () => {
    const before = await present();
    const runner = {
      query: async (text: string, values?: unknown[]) => (await owner.query(text, values)).rows,
    } as unknown as QueryRunner;
    for (const table of ['users', 'groups']) await owner.query(`drop trigger ${table}_came on ${table}`);
    for (const table of ['users', 'groups']) await owner.query(`drop trigger ${table}_went on ${table}`);
    await owner.query('drop function count_resources()');
    // The views of a shadow, which came later, read it.
    await owner.query('drop table resource_counts cascade');
    await new ResourceCounts0005().up(runner);
    // Who comes between the triggers and the count is counted once.
    await owner.query(INSERT, [TENANT, [uuid()]]);
    await new FillSearchColumns0007().up(runner);
    expect(await counted()).toEqual(await present());
    expect(before).not.toEqual(await present());
    await new FillSearchColumns0007().up(runner);
    expect(await counted()).toEqual(await present());
  });
});
