import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, USERS } from '#contracts';
import { inTransaction, PAGE_BYTES, type Transaction } from '#postgres';
import { bytesRead, type BytesRead } from '../../../test/support/bytes-read.js';
import { recordingHandler, testProjection, userEvent, usersHandlers, type TestProjection } from './consumer.fixture.js';
import { decodeRecord } from './middleware/decode.js';
import { releaseParked } from './release.js';
import { settleWaiting } from './settle-waiting.js';
import { parkEvents } from './statements/park-events.js';
import { parkedAfter, waitingIn, type ParkedRecord } from './statements/release-parked.js';

jest.setTimeout(60_000);

const PLACE = { topic: USERS.name, partition: 0 };
const EVENTS = 12;
/** Of a value; a row has headers and names beside it, and `bytea` travels as text, two characters a byte. */
const VALUE = 400_000;
const ON_THE_WIRE = 2 * PAGE_BYTES + 50_000;

let projection: TestProjection;
let read: BytesRead;

beforeEach(async () => {
  projection = await testProjection();
  read = bytesRead(projection.pool);
});
afterEach(() => projection.end());

/** Large events of one person, the first of the kind, those behind it waiting. */
async function park(kind: 'poison' | 'waiting'): Promise<void> {
  await projection.owner.query(`insert into consumer_offsets values ('${USERS.name}', 0, ${EVENTS}, 'c')`);
  const lot = Array.from({ length: EVENTS }, (_, index) => {
    const event = userEvent('large', index + 1);
    const user = { ...event.data.user, displayName: 'x'.repeat(VALUE) };
    const { key, headers, value } = encodeEvent({ ...event, data: { ...event.data, user } });
    const record = { offset: BigInt(index), key, headers, value: Buffer.from(value) };
    return { item: decodeRecord(PLACE, record), kind: index === 0 ? kind : 'waiting', because: 'a test' };
  });
  for (const one of lot) {
    await inTransaction(projection.pool, (tx) => parkEvents(tx, { place: PLACE, attempts: 1, lot: [one] }));
  }
  // As the pipeline remembers them; what is applied now is known already.
  read.largest();
}

const VERSIONS = Array.from({ length: EVENTS }, (_, index) => `large#${index + 1}`);

describe('a queue of large parked events', () => {
  it('is released in order with one of them in memory at a time', async () => {
    await park('poison');
    const [first] = (await projection.owner.query<{ id: string }>('select id from parked_events order by id')).rows;
    const released = await releaseParked(projection.pool, usersHandlers(recordingHandler()), first?.id ?? '');
    expect(released).toEqual({ applied: EVENTS, left: 0, because: null });
    expect(await projection.effects()).toEqual(VERSIONS);
    expect(read.largest()).toBeLessThanOrEqual(2 * VALUE + 50_000);
  });

  it('is settled in order after an assignment, a bounded page at a time', async () => {
    await park('waiting');
    expect(await settleWaiting(projection.pool, usersHandlers(recordingHandler(), 'itself'), PLACE)).toBe(EVENTS);
    expect(await projection.effects()).toEqual(VERSIONS);
    expect(read.largest()).toBeLessThanOrEqual(ON_THE_WIRE);
  });

  it.each([
    ['what waits', (tx: Transaction, after: string) => waitingIn(tx, PLACE, after)],
    ['all that is parked', parkedAfter],
  ] as const)('is read completely and in bounded pages where %s is asked for', async (_, pageAfter) => {
    await park('waiting');
    const offsets: number[] = [];
    for (let after = '0'; ;) {
      const page: ParkedRecord[] = await inTransaction(projection.pool, (tx) => pageAfter(tx, after));
      offsets.push(...page.map(({ record }) => Number(record.offset)));
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
    expect(offsets).toEqual(VERSIONS.map((_version, index) => index));
    expect(read.largest()).toBeLessThanOrEqual(ON_THE_WIRE);
  });
});
