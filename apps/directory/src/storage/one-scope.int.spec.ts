import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, migrate, openPool, scopeToTenant, TENANT_SETTING, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, OTHER_TENANT, TENANT } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let reader: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 1 });
  owner = open(database.ownerUrl);
  reader = open(database.url('reader'));
  const writer = open(database.url('directory'));
  const people = [created({ id: 'ada' }), created({ id: 'eve' }, { tenantId: OTHER_TENANT })];
  await inTransaction(writer, (tx) => applyUsers(tx, people));
  await writer.end();
});
afterAll(async () => {
  await Promise.all([owner.end(), reader.end()]);
  await database.drop();
});

interface Policy {
  readonly table: string;
  readonly qual: string;
}

async function policies(): Promise<readonly Policy[]> {
  const find = `select schemaname || '.' || tablename as table, qual from pg_policies where policyname = 'tenant' order by 1`;
  return (await owner.query<Policy>(find)).rows;
}

async function seen(tenantId?: string): Promise<unknown[]> {
  const { rows } = await inTransaction(reader, async (tx) => {
    if (tenantId !== undefined) await scopeToTenant(tx, tenantId);
    return tx.query<{ id: string }>('select distinct id from employee_words order by id');
  });
  return rows.map(({ id }) => id);
}

describe('a directory of before its policies read the tenant once a statement', () => {
  it('has them as a fresh one, and shows each tenant its own people', async () => {
    const fresh = await policies();
    const before = `tenant_id = nullif(current_setting('${TENANT_SETTING}', true), '')::uuid`;
    const changed = fresh.filter(({ qual }) => !qual.includes('rollcall.sight'));
    for (const { table } of changed) await owner.query(`alter policy tenant on ${table} using (${before})`);
    await owner.query(`delete from public.migrations where name like 'OneScope%'`);
    await migrate({ url: database.ownerUrl, migrations: MIGRATIONS });
    expect(await policies()).toEqual(fresh);
    expect([await seen(TENANT), await seen(OTHER_TENANT), await seen()]).toEqual([['ada'], ['eve'], []]);
  });

  it.each(['employees', 'employee_versions', 'employee_words', 'reporting_lines', 'org_places', 'groups'])(
    'reads it once of %s',
    async (table) => {
      const { rows } = await reader.query<{ 'QUERY PLAN': string }>(
        `explain (costs off) select p.id from unnest('{a,b}'::text[]) as wanted (id)
          cross join lateral (select o.id from ${table} o where o.id = wanted.id limit 1) as p`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('InitPlan');
      expect(plan).not.toContain('current_setting');
    },
  );
});
