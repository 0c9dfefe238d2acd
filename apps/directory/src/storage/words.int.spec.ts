import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, migrate, openPool, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, deleted, disabled, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { digestProjection } from './digest.js';
import { MIGRATIONS } from './migrations.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = openPool({ url: withSearchPath(database.ownerUrl, LIVE_SCHEMA), applicationName: 'test', max: 1 });
  writer = openPool({
    url: withSearchPath(database.url('directory'), LIVE_SCHEMA),
    applicationName: 'test',
    max: 1,
    pipeline: true,
  });
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end()]);
  await database.drop();
});

/** As the release before left it. */
const WITHOUT_WORDS = [
  'drop table employee_words, employee_pairs',
  'alter table employees drop column name_key, drop column title_key, drop column terms_key cascade',
  `delete from public.migrations where name like 'Words%'`,
  `delete from public.backfills where name = 'employees: words'`,
];

describe('the words of people who were there before', () => {
  it('are as the fold makes them', async () => {
    const people = Array.from({ length: 60 }, (_, n) => [
      created({
        id: `p${n}`,
        displayName: `Łukasz Müller ${n}`,
        title: 'Ingénieur',
        department: 'नेहा',
        mail: `p${n}@x`,
      }),
      ...(n % 3 === 0 ? [updated({ id: `p${n}`, displayName: `Петр ${n}` }, { version: 2 })] : []),
      ...(n % 5 === 0 ? [disabled({ id: `p${n}`, displayName: `王小明 ${n}` }, { version: 3 })] : []),
      ...(n % 7 === 0 ? [deleted(`p${n}`, { version: 4 })] : []),
    ]).flat();
    await inTransaction(writer, (tx) => applyUsers(tx, people));
    const folded = await inTransaction(writer, (_, client) => digestProjection(client));
    for (const statement of WITHOUT_WORDS) await owner.query(statement);
    await migrate({ url: database.ownerUrl, migrations: MIGRATIONS });
    expect(await inTransaction(writer, (_, client) => digestProjection(client))).toEqual(folded);
    expect((await owner.query('select from employee_words')).rowCount).toBeGreaterThan(300);
  }, 30_000);

  it('are written only when they change', async () => {
    const rows = async () => (await owner.query(`select ctid, xmin, word from employee_words where id = 'p1'`)).rows;
    const before = await rows();
    const person = { id: 'p1', displayName: 'Łukasz Müller 1', title: 'Ingénieur', department: 'नेहा', mail: 'p1@x' };
    await inTransaction(writer, (tx) => applyUsers(tx, [updated({ ...person, managerId: 'p2' }, { version: 2 })]));
    expect(await rows()).toEqual(before);
    await inTransaction(writer, (tx) => applyUsers(tx, [updated({ ...person, title: 'Chef' }, { version: 3 })]));
    const after = await rows();
    const isOf = (word: string) => (row: { readonly word: string }) => row.word === word;
    expect([after.some(isOf('chef')), after.some(isOf('ingenieur'))]).toEqual([true, false]);
    const stay = before.filter(({ word }) => word !== 'ingenieur');
    expect(stay.length).toBeGreaterThan(4);
    expect(after).toEqual(expect.arrayContaining(stay));
    expect(after).toHaveLength(stay.length + 1);
  });
});
