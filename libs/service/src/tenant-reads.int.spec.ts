import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { openPool, type Transaction } from '#postgres';
import { turns } from '#turns';
import { eventually } from '../../../test/support/eventually.js';
import { parts } from '../../../test/support/parts.js';
import { MemoryShares } from './shares.js';
import { TenantReads } from './tenant-reads.js';

const NAME = `reads-${process.pid}`;
let reads: Pool;
let cancels: Pool;
let looking: Pool;

beforeAll(() => {
  const { postgresUrl: url } = parts();
  reads = openPool({ url, applicationName: NAME, max: 8 });
  cancels = openPool({ url, applicationName: `${NAME}-cancels`, max: 1 });
  looking = openPool({ url, applicationName: 'test', max: 1 });
});
afterAll(() => Promise.all([reads, cancels, looking].map((pool) => pool.end())));

const sleep = (tx: Transaction) => tx.query('select pg_sleep(60)');

async function sleeping(): Promise<number> {
  const { rows } = await looking.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
      where application_name = $1 and state = 'active' and query like '%pg_sleep%'`,
    [NAME],
  );
  return rows[0]?.count ?? 0;
}

describe('the reads of a projection', () => {
  it('leave places to a neighbour while one tenant has all its lists running, and end them when it has gone', async () => {
    const shared = new TenantReads({ reads, cancels }, { TENANT_SHARE_LIST_SECONDS: 1 });
    const client = new AbortController();
    const hostile = Promise.allSettled(
      Array.from({ length: 9 }, () => shared.list({ tenantId: 'attacker', gone: client.signal }, sleep)),
    );
    await eventually('its share of the places is taken', async () => (await sleeping()) === 1);
    const asked = (tx: Transaction) => tx.query<{ one: number }>('select 1 as one').then(({ rows }) => rows[0]?.one);
    expect(await shared.list({ tenantId: 'neighbour' }, asked)).toBe(1);
    expect(await shared.lookUp({ tenantId: 'attacker' }, asked)).toBe(1);
    expect(await sleeping()).toBe(1);
    client.abort(new Error('gone'));
    for (const one of await hostile) expect(one).toMatchObject({ status: 'rejected', reason: { message: 'gone' } });
    expect(await sleeping()).toBe(0);
    // What was ended does not end what the connection is used for next.
    expect(await Promise.all([1, 2, 3].map(() => shared.list({ tenantId: 'attacker' }, asked)))).toEqual([1, 1, 1]);
  });

  it('refuse the lists of a tenant that has held the thread for its seconds, while others are there', async () => {
    const settings = { SHARED_BYTES: 1, TENANT_SHARE_BYTES: 1, TENANT_SHARE_LIST_SECONDS: 1 };
    const shared = new TenantReads({ reads, cancels }, settings);
    const asked = (tx: Transaction) => tx.query<{ one: number }>('select 1 as one').then(({ rows }) => rows[0]?.one);
    const [begun, clock] = [performance.now(), jest.spyOn(performance, 'now')];
    turns.begin('burner').hold(() => clock.mockReturnValue(begun + 20_000));
    new MemoryShares(settings).open('neighbour');
    await expect(shared.list({ tenantId: 'burner' }, asked)).rejects.toMatchObject({ code: 'SHARE_EXCEEDED' });
    expect(await shared.lookUp({ tenantId: 'burner' }, asked)).toBe(1);
    expect(await shared.list({ tenantId: 'neighbour' }, asked)).toBe(1);
    clock.mockRestore();
  });

  it('answer what takes too long with what to change', async () => {
    const shared = new TenantReads({ reads, cancels }, { TENANT_SHARE_LIST_SECONDS: 1 });
    const slow = shared.list({ tenantId: 'a' }, async (tx) => {
      await tx.query(`set local statement_timeout = '50ms'`);
      await sleep(tx);
    });
    await expect(slow).rejects.toMatchObject({ status: 400, code: 'too-many' });
  });
});
