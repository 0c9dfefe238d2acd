import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, migrate, openPool, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
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
  await Promise.all([owner.end(), writer.end()]);
  await database.drop();
});

/** As the release before had it: a mark a transaction. */
const BEFORE = [
  'drop index employee_marks_in_order',
  `alter table employee_marks
     drop constraint employee_marks_pkey,
     drop column moved_in,
     add column moved boolean not null default true,
     add primary key (tenant_id, changed_in, id)`,
  'alter table org_charts drop column seen, add column seen_in xid8',
  `insert into employee_marks (tenant_id, id, changed_in)
   select $1, id, number::text::xid8
     from unnest('{ada,ada,bob}'::text[], '{5,7,6}'::int[]) as mark (id, number)`,
  `delete from public.migrations where name like 'OneMark%'`,
];

const indexes = async () =>
  (await owner.query('select indexdef from pg_indexes where schemaname = $1 order by indexname', [LIVE_SCHEMA])).rows;
const marks = async () =>
  (
    await owner.query(
      'select id, changed_in::text as "changedIn", moved_in is null as stays from employee_marks order by changed_in, id',
    )
  ).rows;

describe('a directory of before each person had one mark', () => {
  it('keeps the last of each, and goes on', async () => {
    const fresh = await indexes();
    for (const statement of BEFORE) await owner.query(statement, statement.includes('$1') ? [TENANT] : []);
    await migrate({ url: database.ownerUrl, migrations: MIGRATIONS });
    expect(await indexes()).toEqual(fresh);
    expect(await marks()).toEqual([
      { id: 'bob', changedIn: '6', stays: true },
      { id: 'ada', changedIn: '7', stays: true },
    ]);
    await inTransaction(writer, (tx) => applyUsers(tx, [created({ id: 'bob' })]));
    await inTransaction(writer, (tx) => applyUsers(tx, [updated({ id: 'bob', title: 'Head' }, { version: 2 })]));
    expect(await marks()).toMatchObject([{ id: 'ada' }, { id: 'bob', stays: false }]);
  });
});
