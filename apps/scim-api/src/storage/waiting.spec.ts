import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { GatheredReads, MAX_WAITING_READS, MAX_WAITING_READS_OF_TENANT } from './read/gathered-reads.js';
import { MAX_WAITING, MAX_WAITING_OF_TENANT, Writer } from './writer/writer.js';

const forEver = <Value>(): Promise<Value> => new Promise<Value>(() => undefined);

/** Sends so many for each tenant at one moment, and returns whose were refused at once, all for more than a share. */
async function refused(
  counts: Record<string, number>,
  send: (tenantId: string) => Promise<unknown>,
): Promise<string[]> {
  const tenants: string[] = [];
  for (const [tenantId, count] of Object.entries(counts)) {
    for (let sent = 0; sent < count; sent += 1)
      send(tenantId).catch((error: { code: string }) =>
        tenants.push(error.code === 'SHARE_EXCEEDED' ? tenantId : error.code),
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
