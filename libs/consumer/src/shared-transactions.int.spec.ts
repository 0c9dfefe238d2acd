import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { encodeEvent, USERS } from '#contracts';
import type { Transaction } from '#postgres';
import { applySlice } from './apply-slice.js';
import { recordingHandler, testProjection, userEvent, usersHandler, type TestProjection } from './consumer.fixture.js';
import { poison, type BatchHandler, type TopicHandler } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { decodeRecord } from './middleware/decode.js';
import type { Slice } from './pipeline.js';
import { SharedTransactions } from './shared-transactions.js';

let projection: TestProjection;
let calls: number[];

beforeEach(async () => {
  projection = await testProjection();
  calls = [];
  await projection.owner.query(
    `insert into consumer_offsets select '${USERS.name}', n, 0, 'memory' from generate_series(0, 2) n`,
  );
});
afterEach(() => projection.end());

/** The slice of a partition that ends with the last of these versions of a user of its own. */
function sliceOf(partition: number, ...versions: number[]): Slice {
  const place = { topic: USERS.name, partition };
  const from = BigInt((versions[0] ?? 1) - 1);
  const items = versions.map((version) => {
    const { key, headers, value } = encodeEvent(userEvent(`of-${partition}`, version));
    return decodeRecord(place, { offset: BigInt(version - 1), key, headers, value: Buffer.from(value) });
  });
  return { ...place, from, next: from + BigInt(versions.length), items, attempt: 1 };
}

function openShared(rows = 500): SharedTransactions {
  return new SharedTransactions({ pool: projection.pool, limits: { rows, bytes: 1_000_000 }, concurrency: 2 });
}

/** What becomes of slices that come in one turn of the loop. */
function apply(slices: readonly Slice[], handle: BatchHandler = recordingHandler(), shared = openShared()) {
  const handler: TopicHandler = usersHandler((batch) => {
    calls.push(batch.deliveries.length);
    return handle(batch);
  });
  const means = { open: shared.of(handler), instruments: UNMEASURED, isTraced: false };
  return Promise.allSettled(slices.map((slice) => applySlice(means, handler)(slice)));
}

/** How often the server has said that it waits for more: once for each message. Of connections that are opened from now on. */
function countAnswers(pool: Pool): () => number {
  let answers = 0;
  pool.on('connect', (client) => {
    // pg's own: its types leave out the connection.
    const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
    connection.on('readyForQuery', () => (answers += 1));
  });
  return () => answers;
}

const kinds = (results: Awaited<ReturnType<typeof apply>>): unknown[] =>
  results.map((result) =>
    result.status === 'fulfilled' ? result.value.map(({ kind }) => kind) : String(result.reason),
  );

const offsets = (): Promise<unknown[]> => Promise.all([0, 1, 2].map((partition) => projection.stored(partition)));

describe('slices that come together', () => {
  it('are applied in one transaction by one call of the handler, and each gets what became of its own', async () => {
    expect(kinds(await apply([sliceOf(0, 1, 2), sliceOf(1, 1), sliceOf(2, 1)]))).toEqual([
      ['done', 'done'],
      ['done'],
      ['done'],
    ]);
    expect(calls).toEqual([4]);
    expect(await offsets()).toEqual([2n, 1n, 1n]);
    const { rows } = await projection.owner.query(
      'select count(distinct xmin::text)::int as transactions from effects',
    );
    expect(rows).toEqual([{ transactions: 1 }]);
  });

  it('are each applied alone when one is refused: that one is parked, and the others are there once', async () => {
    const refusing = recordingHandler(({ partition }) => (partition === 1 ? poison('not this one') : undefined));
    expect(kinds(await apply([sliceOf(0, 1), sliceOf(1, 1), sliceOf(2, 1)], refusing))).toEqual([
      ['done'],
      ['poison'],
      ['done'],
    ]);
    expect(calls).toEqual([3, 1, 1, 1]);
    expect(await projection.effects()).toEqual(['of-0#1', 'of-2#1']);
    expect(await projection.parked()).toEqual(['poison of-1#1']);
    expect(await offsets()).toEqual([1n, 1n, 1n]);
  });

  it('are shared by the others while one of which something was refused stays apart', async () => {
    const shared = openShared();
    const refusing = recordingHandler(({ partition }) => (partition === 1 ? poison('not this one') : undefined));
    await apply([sliceOf(0, 1), sliceOf(1, 1), sliceOf(2, 1)], refusing, shared);
    calls = [];
    await apply([sliceOf(0, 2), sliceOf(1, 2), sliceOf(2, 2)], recordingHandler(), shared);
    expect(calls.sort()).toEqual([2]);
    expect(await offsets()).toEqual([2n, 2n, 2n]);
  });

  it('are each applied alone when one fails in the database, which fails alone', async () => {
    const failing: BatchHandler = async (batch) => {
      if (batch.deliveries.some(({ partition }) => partition === 2)) await batch.tx.query('select 1 / 0');
      return recordingHandler()(batch);
    };
    expect(kinds(await apply([sliceOf(0, 1), sliceOf(1, 1), sliceOf(2, 1)], failing))).toEqual([
      ['done'],
      ['done'],
      'error: division by zero',
    ]);
    expect(await projection.effects()).toEqual(['of-0#1', 'of-1#1']);
    expect(await offsets()).toEqual([1n, 1n, 0n]);
  });

  it('leave nothing behind of one that does not begin where its partition stands', async () => {
    const beyond = { ...sliceOf(1, 1), from: 5n, next: 6n };
    expect(kinds(await apply([sliceOf(0, 1), beyond]))).toEqual([
      ['done'],
      'GapError: the batch begins after the stored offset',
    ]);
    expect(await projection.effects()).toEqual(['of-0#1']);
    expect(await offsets()).toEqual([1n, 0n, 0n]);
  });

  it('ask what they ask first in one message with the begin, before their handler is called', async () => {
    const answers = countAnswers(projection.pool);
    const asked = async (tx: Transaction): Promise<never[]> => {
      await tx.query('select 1');
      return [];
    };
    const seen: number[] = [];
    const handler: TopicHandler = {
      ...usersHandler((batch) => {
        seen.push(answers());
        return recordingHandler()(batch);
      }),
      ended: async (tx) => new Set(await asked(tx)),
      erased: asked,
    };
    const means = { open: openShared().of(handler), instruments: UNMEASURED, isTraced: false };
    const all = [sliceOf(0, 1), sliceOf(1, 1), sliceOf(2, 1)];
    await Promise.all(all.map((slice) => applySlice(means, handler)(slice)));
    expect(seen).toEqual([1]);
    expect(await projection.effects()).toEqual(['of-0#1', 'of-1#1', 'of-2#1']);
  });

  it('are no more than a transaction may take, and of a partition one', async () => {
    await apply([sliceOf(0, 1, 2), sliceOf(1, 1, 2), sliceOf(2, 1)], recordingHandler(), openShared(3));
    expect(calls.sort()).toEqual([2, 3]);
    expect(kinds(await apply([sliceOf(0, 1, 2), sliceOf(0, 1, 2, 3)]))).toEqual([
      ['older', 'older'],
      ['older', 'older', 'done'],
    ]);
  });
});
