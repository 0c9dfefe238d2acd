import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeEvent, USERS } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import { applySlice } from './apply-slice.js';
import {
  LIMITS,
  recordingHandler,
  testProjection,
  userEvent,
  usersHandler,
  usersHandlers,
  type TestProjection,
} from './consumer.fixture.js';
import { poison, type BatchHandler } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { decodeRecord } from './middleware/decode.js';
import type { Slice } from './pipeline.js';
import { releaseParked } from './release.js';
import { SharedTransactions, type OpenTransaction } from './shared-transactions.js';

const PLACE = { topic: USERS.name, partition: 0 };

/** The slice of these versions of one user, the first at offset `from`. */
function slice(from: number, ...versions: number[]): Slice {
  const items = versions.map((version, index) => {
    const { key, headers, value } = encodeEvent(userEvent('a', version));
    return decodeRecord(PLACE, { offset: BigInt(from + index), key, headers, value: Buffer.from(value) });
  });
  return { ...PLACE, from: BigInt(from), next: BigInt(from + versions.length), items, attempt: 1 };
}

describe('the transaction of a slice', () => {
  let projection: TestProjection;
  const open: OpenTransaction = (of, inside) =>
    new SharedTransactions({ pool: projection.pool, limits: LIMITS, concurrency: 1 }).alone(of, inside);
  const apply = (of: Slice, handler?: BatchHandler) =>
    applySlice({ open, instruments: UNMEASURED, isTraced: false }, usersHandler(handler))(of);

  beforeEach(async () => {
    projection = await testProjection();
    await projection.owner.query(`insert into consumer_offsets values ('${USERS.name}', 0, 0, 'memory')`);
  });
  afterEach(() => projection.end());

  it('leaves out what is before the stored offset, also when its ids are not known', async () => {
    await apply(slice(0, 1, 2));
    await projection.owner.query('delete from consumed_events');
    const kinds = (await apply(slice(0, 1, 2, 3))).map(({ kind }) => kind);
    expect(kinds).toEqual(['older', 'older', 'done']);
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3']);
  });

  it('never moves the offset back', async () => {
    await apply(slice(0, 1, 2, 3));
    await apply(slice(0, 1, 2));
    expect(await projection.stored(0)).toBe(3n);
  });

  it('applies nothing beyond a gap', async () => {
    await expect(apply(slice(1, 2))).rejects.toMatchObject({ code: 'GAP' });
    expect(await projection.effects()).toEqual([]);
  });

  it('waits for a release of its key, and does not park behind what is being released', async () => {
    await apply(
      slice(0, 1),
      recordingHandler(() => poison('not yet')),
    );
    const entered = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const slowly: BatchHandler = async (batch) => {
      entered.resolve();
      await go.promise;
      return recordingHandler()(batch);
    };
    const { rows } = await projection.owner.query<{ id: string }>('select id from parked_events');
    const released = releaseParked(projection.pool, usersHandlers(slowly), rows[0]?.id ?? '');
    await entered.promise;
    let isApplied = false;
    const applied = apply(slice(1, 2)).finally(() => {
      isApplied = true;
    });
    await eventually('it waits for a lock, or is through', async () => {
      const waiting = await projection.owner.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return isApplied || waiting.rows.length > 0;
    });
    go.resolve();
    await Promise.all([released, applied]);
    expect(await projection.effects()).toEqual(['a#1', 'a#2']);
    expect(await projection.parked()).toEqual([]);
  });
});
