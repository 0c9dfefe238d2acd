import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import type { RollcallEvent } from '#contracts';
import { TENANT, userUpdated } from '../ledger/events.fixture.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { LedgerReader } from './ledger-reader.js';
import { MIGRATIONS } from './migrations.js';
import { recordBatch } from './record-batch.js';

jest.setTimeout(60_000);

let database: TestDatabase<'audit' | 'reader'>;
let writer: Pool;
let reader: Pool;
let ledger: LedgerReader;

const open = (url: string): Pool =>
  openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'audit-test', max: 4, pipeline: true });

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  [writer, reader] = [open(database.url('audit')), open(database.url('reader'))];
  ledger = new LedgerReader(new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 10 }));
});
afterAll(async () => {
  await Promise.all([writer.end(), reader.end()]);
  await database.drop();
});

/** Writes the entry of an event in a transaction that stays open until `commit`. */
async function begin(event: RollcallEvent, commit: Promise<void>): Promise<{ readonly end: Promise<unknown> }> {
  const written = Promise.withResolvers<void>();
  const delivery = { event, topic: 'rollcall.users.v1', partition: 0, offset: 0n, key: '' };
  const end = inTransaction(writer, async (tx) => {
    await recordBatch({ tx, isLate: false, deliveries: [delivery] });
    written.resolve();
    await commit;
  });
  await Promise.race([written.promise, end]);
  return { end };
}

async function record(event: RollcallEvent): Promise<void> {
  const { end } = await begin(event, Promise.resolve());
  await end;
}

async function poll(after: number): Promise<readonly { readonly id: string; readonly sequence: number }[]> {
  const page = { filter: { after }, order: 'arrival', after: null, limit: 200 } as const;
  return (await ledger.list(TENANT, page)).entries;
}

it('passes no entry that is still to come, however late its commit and its time are', async () => {
  const late = userUpdated(1, { time: '2020-01-01T00:00:00.000Z' });
  const hold = Promise.withResolvers<void>();
  const { end } = await begin(late, hold.promise);
  const soon = [1, 2, 3].map((day) => userUpdated(1, { time: `2026-11-0${day}T00:00:00.000Z` }));
  for (const event of soon) await record(event);
  // The first is not committed: what came after it might be shown, and it would be missed.
  expect(await poll(0)).toEqual([]);
  hold.resolve();
  await end;
  const seen = await poll(0);
  expect(seen.map(({ id }) => id)).toEqual([late, ...soon].map(({ id }) => id));
  const last = seen.at(-1)?.sequence ?? 0;
  expect(await poll(last)).toEqual([]);
  const next = userUpdated(1, { time: '2019-01-01T00:00:00.000Z' });
  await record(next);
  expect((await poll(last)).map(({ id }) => id)).toEqual([next.id]);
});

it('misses none of many that come at once', async () => {
  const events = Array.from({ length: 60 }, () => userUpdated(1));
  const seen = new Set<string>();
  let after = (await poll(0)).at(-1)?.sequence ?? 0;
  const recorded = Promise.all(events.map((event) => record(event)));
  let isDone = false;
  void recorded.finally(() => (isDone = true));
  for (let rounds = 0; rounds < 2; rounds += isDone ? 1 : 0) {
    for (const { id, sequence } of await poll(after)) {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
      after = sequence;
    }
  }
  await recorded;
  expect(seen.size).toBe(events.length);
});
