import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { atOnce } from './at-once.js';
import { openPool } from './pool.js';
import { placeTogether } from './together.js';

let database: TestDatabase<'service'>;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'at_once', roles: { service: 'at_once_service' } }, []);
  pool = openPool({ url: database.ownerUrl, applicationName: 'spec', max: 1, pipeline: true, statementTimeout: 500 });
  await pool.query('create table noted (n integer)');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const set = { name: 'set', text: `select set_config('rollcall.tenant', $1, true)`, values: ['contoso'] };
const shown = { name: 'shown', text: `select current_setting('rollcall.tenant', true) as tenant` };
const backend = async (): Promise<number> =>
  (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;

describe('statements at once', () => {
  it('are one transaction: what is set for it holds for all, and for nobody after', async () => {
    const [, first, second] = await atOnce(pool, [
      set,
      shown,
      { text: 'select n, $1::text as x from noted', values: ['a'] },
    ]);
    expect(first?.rows).toEqual([{ tenant: 'contoso' }]);
    expect(second?.rows).toEqual([]);
    expect((await pool.query(shown.text)).rows).toEqual([{ tenant: '' }]);
  });

  it('are prepared once on a connection, whoever uses it', async () => {
    const before = await backend();
    await atOnce(pool, [set, shown]);
    await pool.query(shown);
    await atOnce(pool, [set, shown, shown]);
    const { rows } = await pool.query<{ name: string }>('select name from pg_prepared_statements order by name');
    expect(rows.map(({ name }) => name)).toEqual(['set', 'shown']);
    expect(await backend()).toBe(before);
  });

  it('have rows that are described once, and fail where the table is another by now', async () => {
    await pool.query('create table changing (n integer, at timestamptz)');
    await pool.query(`insert into changing values (1, '2026-01-05T00:00:00Z'), (2, null)`);
    const all = { name: 'changing', text: 'select * from changing order by n' };
    const rows = [
      { n: 1, at: new Date('2026-01-05T00:00:00Z') },
      { n: 2, at: null },
    ];
    for (const results of [await atOnce(pool, [set, all]), await atOnce(pool, [all, all])])
      expect(results[1]?.rows).toEqual(rows);
    await pool.query('alter table changing alter column n type text');
    await expect(atOnce(pool, [set, all])).rejects.toMatchObject({ code: '0A000' });
    expect((await atOnce(pool, [set, shown]))[1]?.rows).toEqual([{ tenant: 'contoso' }]);
  });

  it('fail together, and say which of them it was', async () => {
    const failing = atOnce(pool, [{ text: 'insert into noted values (1)' }, set, { text: 'select 1 / 0' }, shown]);
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: '22012' });
    expect(placeTogether(error)).toBe(2);
    expect((await pool.query('select n from noted')).rows).toEqual([]);
    expect((await atOnce(pool, [set, shown]))[1]?.rows).toEqual([{ tenant: 'contoso' }]);
  });

  it('have each the time of one', async () => {
    const sleep = (seconds: number) => ({ text: `select pg_sleep(${seconds})` });
    await atOnce(pool, [sleep(0.3), sleep(0.3), shown]);
    const error: unknown = await atOnce(pool, [shown, sleep(2)]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: '57014' });
    expect(placeTogether(error)).toBe(1);
  });

  it('fail where one has the name of another, whatever was sent before it', async () => {
    const failing = atOnce(pool, [set, shown, { ...shown, text: 'select 1' }]);
    await expect(failing).rejects.toThrow(/must be unique/);
    expect((await atOnce(pool, [set, shown]))[1]?.rows).toEqual([{ tenant: 'contoso' }]);
  });

  it('fail with their connection, and the next ones have another', async () => {
    const patient = openPool({ url: database.ownerUrl, applicationName: 'spec-patient', max: 1, pipeline: true });
    const { rows } = await patient.query<{ pid: number }>('select pg_backend_pid() as pid');
    const failing = atOnce(patient, [{ text: 'select pg_sleep(60)' }, shown]);
    failing.catch(() => undefined);
    await pool.query('select pg_terminate_backend($1::int)', [rows[0]?.pid]);
    await expect(failing).rejects.toThrow();
    expect((await atOnce(patient, [set, shown]))[1]?.rows).toEqual([{ tenant: 'contoso' }]);
    await patient.end();
  });
});
