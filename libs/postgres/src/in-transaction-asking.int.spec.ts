import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { inTransactionAsking } from './in-transaction-asking.js';
import { openPool } from './pool.js';
import type { Transaction } from './transaction.js';

let database: TestDatabase<'service'>;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'asking', roles: { service: 'asking_service' } }, []);
});
afterAll(() => database.drop());

const insert = (tx: Transaction, n: number) => tx.query('insert into noted values ($1::int)', [n]);
const ids = { name: 'ids', text: 'select pg_current_xact_id_if_assigned()::text as id, count(*)::int as n from noted' };

describe.each([true, false])('a transaction that asks first, on a connection that pipelines: %s', (pipeline) => {
  let pool: Pool;
  beforeAll(async () => {
    pool = openPool({ url: database.ownerUrl, applicationName: 'spec', max: 1, pipeline });
    await pool.query('create table if not exists noted (n integer primary key)');
  });
  beforeEach(() => pool.query('truncate noted'));
  afterAll(() => pool.end());
  const stored = async (): Promise<unknown[]> =>
    (await pool.query<{ n: number }>('select n from noted order by n')).rows;

  it('is one: what is asked first, and what its work does', async () => {
    const result = await inTransactionAsking(
      pool,
      (tx) => [insert(tx, 1), tx.query<{ id: string; n: number }>(ids)] as const,
      async (tx, [, asked]) => {
        const before = (await asked).rows[0];
        await insert(tx, 2);
        const { rows } = await tx.query<{ id: string; n: number }>(ids);
        return [before, rows[0]];
      },
    );
    expect(result).toEqual([
      { id: result[0]?.id, n: 1 },
      { id: result[0]?.id, n: 2 },
    ]);
    expect(await stored()).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('has no work where one of these fails, and nothing of it is stored', async () => {
    const work: string[] = [];
    const failing = inTransactionAsking(
      pool,
      (tx) => [insert(tx, 1), insert(tx, 1), insert(tx, 3)],
      async () => work.push('done'),
    );
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(work).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('is rolled back where its work throws', async () => {
    const failing = inTransactionAsking(
      pool,
      (tx) => insert(tx, 1),
      () => Promise.reject(new Error('no')),
    );
    await expect(failing).rejects.toThrow('no');
    expect(await stored()).toEqual([]);
  });

  it('takes no question later by what was for the first ones', async () => {
    const late = inTransactionAsking(
      pool,
      (tx) => tx,
      (_tx, first) => insert(first, 1),
    );
    await expect(late).rejects.toThrow('sent already');
  });
});
