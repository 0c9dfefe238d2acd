import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { GatheredReads, MAX_WAITING_READS, MAX_WAITING_READS_OF_TENANT } from './read/gathered-reads.js';
import { LIST_WAIT_MS, ListReads, MAX_WAITING_LISTS, MAX_WAITING_LISTS_OF_TENANT } from './read/list-reads.js';
import { MAX_WAITING, MAX_WAITING_OF_TENANT, Writer } from './writer/writer.js';

const forEver = <Value>(): Promise<Value> => new Promise<Value>(() => undefined);

const codeOf = (error: unknown): string => (error as { code: string }).code;

/** Sends so many for each tenant at one moment, and returns whose were refused at once, all for more than a share. */
async function refused(
  counts: Record<string, number>,
  send: (tenantId: string) => Promise<unknown>,
): Promise<string[]> {
  const tenants: string[] = [];
  for (const [tenantId, count] of Object.entries(counts)) {
    for (let sent = 0; sent < count; sent += 1)
      send(tenantId).catch((error: unknown) =>
        tenants.push(codeOf(error) === 'SHARE_EXCEEDED' ? tenantId : codeOf(error)),
      );
  }
  // What is refused is refused before the next turn of the event loop.
  await Promise.resolve().then(() => undefined);
  return tenants;
}

const writes = (counts: Record<string, number>): Promise<string[]> => {
  const writer = new Writer({ bell: { ring: () => undefined } });
  return refused(counts, (tenantId) => writer.submit(tenantId, {}, { write: () => forEver() }));
};

const reads = (counts: Record<string, number>): Promise<string[]> => {
  // Nothing of the pool is used before it gives a connection, and it gives none.
  const pool = { connect: () => forEver() } as unknown as Pool;
  const gathered = new GatheredReads(pool);
  return refused(counts, (tenantId) => gathered.rows(tenantId, { text: 'select 1' }));
};

describe.each([
  ['writes', writes, MAX_WAITING, MAX_WAITING_OF_TENANT],
  ['reads', reads, MAX_WAITING_READS, MAX_WAITING_READS_OF_TENANT],
] as const)('%s that wait', (_name, wait, all, ofTenant) => {
  it('are as many of one tenant as it may have, and no more: another is let in all the same', async () => {
    expect(await wait({ a: ofTenant })).toEqual([]);
    expect(await wait({ a: ofTenant + 1, b: 1 })).toEqual(['a']);
  });

  it('are as many in all as there is room for, and beyond it whoever has most loses the newest', async () => {
    expect(await wait({ a: ofTenant, b: all - ofTenant })).toEqual([]);
    expect(await wait({ a: ofTenant, b: all - ofTenant - 1, c: 3 })).toEqual(['a', 'a']);
  });
});

describe('lists that wait', () => {
  const settings = { SHARED_BYTES: 1, TENANT_SHARE_BYTES: 1, TENANT_SHARE_LIST_SECONDS: 1 };
  const open = (): ListReads => {
    const pool = { connect: () => forEver() } as unknown as Pool;
    return new ListReads({ reads: pool, cancels: pool }, settings);
  };
  const lists = (counts: Record<string, number>): Promise<string[]> => {
    const reads = open();
    return refused(counts, (tenantId) => reads.rows({ tenantId }, { text: 'select 1' }));
  };
  /** Beside those that wait a tenant has two that run. */
  const most = MAX_WAITING_LISTS_OF_TENANT + 2;

  afterEach(() => {
    jest.useRealTimers();
  });

  it('are MAX_WAITING_LISTS_OF_TENANT of one tenant and MAX_WAITING_LISTS in all', async () => {
    jest.useFakeTimers();
    expect(await lists({ a: most + 1, b: 1 })).toEqual(['a']);
    // The third place is for who comes second; the others have none that run.
    const others = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`t${at}`, MAX_WAITING_LISTS_OF_TENANT]));
    const all = { a: most, b: 1, ...others };
    expect(Object.values(all).reduce((sum, count) => sum + count, 0)).toBe(MAX_WAITING_LISTS + 3);
    expect(await lists(all)).toEqual([]);
    expect(await lists({ ...all, last: 1 })).toEqual(['a']);
  });

  it('wait LIST_WAIT_MS', async () => {
    jest.useFakeTimers();
    const reads = open();
    const told = Array.from({ length: 3 }, () => reads.rows({ tenantId: 'a' }, { text: 'select 1' }));
    const late = expect(told[2]).rejects.toMatchObject({ code: 'SHARE_EXCEEDED' });
    await jest.advanceTimersByTimeAsync(LIST_WAIT_MS);
    await late;
  });
});
