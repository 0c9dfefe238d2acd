import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, EVENTS, USERS, type EncodedEvent } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import { testProjection, userEvent, usersHandlers, type TestProjection } from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import { NewerEventError } from './failure.js';
import { UNMEASURED, type Instruments } from './instruments.js';
import { SILENT, type ConsumerLog } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';
import { decodeRecord } from './middleware/decode.js';
import { discardParked, releaseParked } from './release.js';
import type { Partition } from './source.js';
import { standStillAt } from './stand-still.js';
import { listParked } from './statements/list-parked.js';

jest.setTimeout(60_000);

const PLACE = { topic: USERS.name, partition: 0 };
const OTHER = { topic: USERS.name, partition: 1 };
const WORD = { who: 'kim@example.com', why: 'rolled back for good' };

let projection: TestProjection;
let log: MemoryLog;
let stops: [number, boolean][];
let lines: string[];
const running: Consumer[] = [];

beforeEach(async () => {
  projection = await testProjection();
  log = new MemoryLog();
  stops = [];
  lines = [];
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
  await projection.end();
});

const event = (subject: string, version: number): EncodedEvent => encodeEvent(userEvent(subject, version));

function withHeaders(encoded: EncodedEvent, headers: Record<string, string>): EncodedEvent {
  return { ...encoded, headers: { ...encoded.headers, ...headers } };
}

/** As the next version writes it. */
function ofTomorrow(subject: string, version: number): EncodedEvent {
  return withHeaders(event(subject, version), { ce_dataschema: 'urn:rollcall:event:UserUpdated:2' });
}

/** The table of events as the next version has it, until the mocks are restored. */
function upgrade(): void {
  jest.replaceProperty(EVENTS['rollcall.UserUpdated'], 'version', 2);
}

function publish(place: Partition, ...events: EncodedEvent[]): void {
  for (const { key, headers, value } of events) log.append(place, { key, headers, value: Buffer.from(value) });
}

function consume(tryAgainMs = 60_000): Consumer {
  const note = (_fields: object, message: string) => void lines.push(message);
  const told: ConsumerLog = { ...SILENT, error: note, info: note };
  const instruments: Instruments = {
    ...UNMEASURED,
    stopped: ({ partition }, isStopped) => void stops.push([partition, isStopped]),
  };
  const consumer = new Consumer({
    source: new MemorySource(log, [PLACE, OTHER]),
    pool: projection.pool,
    handlers: usersHandlers(undefined, 'itself'),
    limits: { rows: 10, bytes: 1_048_576 },
    instruments,
    log: told,
    tryAgainMs,
  });
  consumer.start();
  running.push(consumer);
  return consumer;
}

const stored = (offset: bigint, partition = 0) =>
  eventually(`${offset} is stored`, async () => (await projection.stored(partition)) === offset, { timeout: 20_000 });
const standsStill = (consumer: Consumer) =>
  eventually('the partition stands still', () =>
    consumer.problems().find((problem) => problem.includes('stands still')),
  );

describe('a record of a later version', () => {
  it.each([
    ['a type that is not known', withHeaders(event('a', 2), { ce_type: 'rollcall.UserPromoted' })],
    ['a higher version of a known type', ofTomorrow('a', 2)],
  ])('%s stops its partition after what is before it, and is told like a parked event', async (_what, newer) => {
    publish(PLACE, event('a', 1), newer, event('a', 3), event('b', 1));
    const consumer = consume();
    expect(await standsStill(consumer)).toMatch(/users\.v1\[0\]: stands still at offset 1: unknown .* a later version/);
    publish(OTHER, event('c', 1), event('c', 2));
    await stored(2n, 1);
    expect(await projection.stored(0)).toBe(1n);
    expect((await projection.effects()).sort()).toEqual(['a#1', 'c#1', 'c#2']);
    const [row] = await listParked(projection.pool);
    expect(row).toMatchObject({ kind: 'stopped', partition: 0, offset: '1', eventType: newer.headers.ce_type });
    expect(stops.at(-1)).toEqual([0, true]);
    expect(lines).toEqual(['the partition is stopped']);
    const id = row?.id ?? '';
    await expect(releaseParked(projection.pool, usersHandlers(), id)).rejects.toThrow(
      'start a version that can read it',
    );
  });

  it('is tried again, quietly, and is stopped at all the while', async () => {
    publish(PLACE, ofTomorrow('a', 1));
    const consumer = consume(20);
    await standsStill(consumer);
    await eventually('it was tried thrice', async () => ((await listParked(projection.pool))[0]?.attempts ?? 0) > 3);
    expect(await standsStill(consumer)).toBeDefined();
    expect(stops.filter(([, isStopped]) => !isStopped)).toHaveLength(2);
    expect(lines).toEqual(['the partition is stopped']);
  });

  it('is read by a newer process, and nothing of the stop remains', async () => {
    publish(PLACE, ofTomorrow('a', 1));
    const old = consume();
    await standsStill(old);
    await old.stop();
    upgrade();
    const consumer = consume();
    await stored(1n);
    expect(await projection.effects()).toEqual(['a#1']);
    expect(await projection.parked()).toEqual([]);
    expect(consumer.problems()).toEqual([]);
  });

  it('stops the version before again after a rollback, until it is discarded', async () => {
    upgrade();
    publish(PLACE, ofTomorrow('a', 1));
    const newer = consume();
    await stored(1n);
    publish(PLACE, ofTomorrow('a', 2));
    await stored(2n);
    await newer.stop();
    jest.restoreAllMocks();
    publish(PLACE, ofTomorrow('a', 3), event('a', 4));
    const rolledBack = consume(20);
    await standsStill(rolledBack);
    await discardParked(projection.pool, usersHandlers(), `${USERS.name}/0/2`, WORD);
    await stored(4n);
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#4']);
    expect(await projection.parked()).toEqual(['discarded a#3']);
    await eventually('it says that all is well', () => rolledBack.problems().length === 0);
    expect(lines.at(-1)).toBe('the partition goes on');
    expect(stops.at(-1)).toEqual([0, false]);
  });

  it('is discarded one by one: the next one stops the partition again', async () => {
    publish(PLACE, ofTomorrow('a', 1), ofTomorrow('a', 2), event('a', 3));
    const consumer = consume(20);
    await standsStill(consumer);
    await discardParked(projection.pool, usersHandlers(), `${USERS.name}/0/0`, WORD);
    await eventually('it stands at the second', () => consumer.problems().join().includes('offset 1'));
    expect(await projection.parked()).toEqual(['discarded a#1', 'stopped a#2']);
    await expect(discardParked(projection.pool, usersHandlers(), `${USERS.name}/0/2`, WORD)).rejects.toThrow(
      'nothing is parked',
    );
  });

  it('is not written down once another consumer has passed it', async () => {
    await projection.owner.query(`insert into consumer_offsets values ('${USERS.name}', 0, 4, 'memory')`);
    const { key, headers, value } = ofTomorrow('a', 1);
    const stand = (offset: bigint) => {
      const record = { offset, key, headers, value: Buffer.from(value) };
      const error = new NewerEventError(decodeRecord(PLACE, record), 'a later version wrote it');
      return standStillAt({ pool: projection.pool, log: SILENT, place: PLACE, error, pause: () => Promise.resolve() });
    };
    expect([await stand(3n), await projection.parked()]).toEqual([true, []]);
    expect([await stand(4n), await projection.parked()]).toEqual([false, ['stopped a#1']]);
  });

  it('does not keep a consumer back whose partition was passed by another', async () => {
    publish(PLACE, ofTomorrow('a', 1), event('a', 2));
    const zombie = consume(20);
    await standsStill(zombie);
    // In the consumer's own order of locks: first the partition's row.
    await projection.owner.query('update consumer_offsets set next_offset = 1; delete from parked_events');
    await stored(2n);
    expect(await projection.parked()).toEqual([]);
  });

  it('stands still without the row when that cannot be written', async () => {
    await projection.owner.query('revoke insert on parked_events from consumer_test');
    publish(PLACE, event('a', 1), ofTomorrow('a', 2));
    expect(await standsStill(consume())).toContain('offset 1');
    expect(await projection.effects()).toEqual(['a#1']);
    await projection.owner.query('grant insert on parked_events to consumer_test');
  });
});
