import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, migrate, openPool, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { PAST_TABLES, VERSION_COLUMNS } from './line-tables.js';
import { MIGRATIONS } from './migrations.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 1 });
  owner = open(database.ownerUrl);
  writer = open(database.url('directory'));
});
afterAll(async () => {
  await owner.end();
  await writer.end();
  await database.drop();
});

const missing = async () => (await owner.query('select from missing_past')).rowCount;
const indexes = async () =>
  (
    await owner.query<{ indexdef: string }>(
      'select indexdef from pg_indexes where schemaname = $1 order by indexname',
      [LIVE_SCHEMA],
    )
  ).rows;

describe('a directory of before its past was kept', () => {
  it('goes on after the upgrade, and says that the past is missing', async () => {
    expect(await missing()).toBe(0);
    const fresh = await indexes();
    await inTransaction(writer, (tx) => applyUsers(tx, [created({ id: 'ada' })]));
    await owner.query(`drop table ${PAST_TABLES.join(', ')}`);
    for (const column of VERSION_COLUMNS)
      await owner.query(`alter table employee_versions drop column ${column.split(' ')[0] ?? ''}`);
    await owner.query(
      'create index employee_versions_by_time on employee_versions (tenant_id, valid_from, id, version)',
    );
    await owner.query(`delete from public.migrations where name like 'KeptPast%'`);
    await migrate({ url: database.ownerUrl, migrations: MIGRATIONS });
    expect(await missing()).toBe(1);
    expect(await indexes()).toEqual(fresh);
    const again = updated({ id: 'ada', managerId: 'bob' }, { version: 2 });
    await inTransaction(writer, (tx) => applyUsers(tx, [again]));
    const { rows } = await owner.query('select version, manager_id from reporting_lines');
    expect(rows).toEqual([{ version: 2, manager_id: 'bob' }]);
  });
});
