import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';

const [OURS, THEIRS] = [uuid(), uuid()];
const TABLES = ['users', 'user_emails', 'groups', 'group_members'] as const;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let scim: Client;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  scim = new Client({ connectionString: database.url('scim') });
  await Promise.all([owner.connect(), scim.connect()]);
  for (const tenant of [OURS, THEIRS]) {
    const [user, group] = [uuid(), uuid()];
    await owner.query(`insert into users values ($1, $2, 1, true, now(), now(), 'a', null, null, null, '{}')`, [
      user,
      tenant,
    ]);
    await owner.query(`insert into user_emails values ($1, 'a@b', $2, '')`, [tenant, user]);
    await owner.query(`insert into groups values ($1, $2, 1, now(), now(), 'g', null, '{}')`, [group, tenant]);
    await owner.query(`insert into group_members values ($1, $2, $3, 'User')`, [group, user, tenant]);
  }
});

afterAll(async () => {
  await Promise.all([owner.end(), scim.end()]);
  await database.drop();
});

/** The tenants that the service's role sees in a table, in a transaction of this scope. */
async function tenantsIn(table: string, scope: string | null): Promise<string[]> {
  await scim.query('begin');
  try {
    if (scope !== null) await scim.query(`select set_config('rollcall.tenant', $1, true)`, [scope]);
    const { rows } = await scim.query<{ tenant_id: string }>(`select distinct tenant_id from ${table}`);
    return rows.map((row) => row.tenant_id);
  } finally {
    await scim.query('rollback');
  }
}

describe.each(TABLES)('the service’s role and %s', (table) => {
  it('sees its tenant’s rows and nobody else’s', async () => {
    expect(await tenantsIn(table, OURS)).toEqual([OURS]);
    expect(await tenantsIn(table, uuid())).toEqual([]);
  });

  it('sees nothing without a scope, also after one has ended', async () => {
    expect(await tenantsIn(table, null)).toEqual([]);
    await tenantsIn(table, OURS);
    expect(await tenantsIn(table, null)).toEqual([]);
  });

  it('cannot move a row to another tenant, or touch another’s', async () => {
    await scim.query('begin');
    await scim.query(`select set_config('rollcall.tenant', $1, true)`, [OURS]);
    expect((await scim.query(`delete from ${table} where tenant_id = $1`, [THEIRS])).rowCount).toBe(0);
    await expect(scim.query(`update ${table} set tenant_id = $1`, [THEIRS])).rejects.toMatchObject({ code: '42501' });
    await scim.query('rollback');
  });

  it('would see everything without the policy: the checks above can fail', async () => {
    await owner.query(`alter table ${table} disable row level security`);
    try {
      expect((await tenantsIn(table, OURS)).toSorted()).toEqual([OURS, THEIRS].toSorted());
      expect(await tenantsIn(table, null)).toHaveLength(2);
    } finally {
      await owner.query(`alter table ${table} enable row level security`);
    }
  });
});
