import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeEvent, USERS } from '#contracts';
import { metricsText } from '#telemetry';
import { recordTelemetry, type RecordedTelemetry } from '../../../test/support/record-telemetry.js';
import { eventually } from '../../../test/support/eventually.js';
import { recordingHandler, testProjection, userEvent, usersHandlers, type TestProjection } from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import type { BatchHandler } from './delivery.js';
import { processInstruments } from './instruments.js';
import { LagWatch } from './lag-watch.js';
import { SILENT } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';

const PLACE = { topic: USERS.name, partition: 0 };
const HOUR_MS = 3_600_000;

describe('the lag of a projection', () => {
  let telemetry: RecordedTelemetry;
  let projection: TestProjection;
  let log: MemoryLog;
  let consumer: Consumer;
  let watch: LagWatch;
  let isAway = false;
  let isSilent = false;
  let time = 0;
  let answerTakesMs = 0;

  beforeEach(async () => {
    telemetry = recordTelemetry('lag-test');
    projection = await testProjection();
    [log, isAway, isSilent, time] = [new MemoryLog(), false, false, Date.now()];
  });
  afterEach(async () => {
    watch.stop();
    await consumer.stop();
    await telemetry.stop();
    await projection.end();
  });

  const publish = (...versions: readonly number[]): void => {
    for (const version of versions) {
      const { key, headers, value } = encodeEvent(userEvent('a', version));
      log.append(PLACE, { key, headers, value: Buffer.from(value) });
    }
  };
  const consume = (handler: BatchHandler): void => {
    const source = new MemorySource(log, [PLACE]);
    const instruments = processInstruments(projection.pool, [USERS.name], 'test');
    const handlers = usersHandlers(handler);
    const limits = { rows: 10, bytes: 1_048_576 };
    consumer = new Consumer({ source, pool: projection.pool, handlers, limits, instruments, log: SILENT });
    watch = new LagWatch({
      source: {
        highWatermarks: (topics) => {
          if (isAway) return Promise.reject(Object.assign(new Error('no broker'), { code: 'ECONNREFUSED' }));
          if (isSilent) return new Promise(() => undefined);
          const ends = source.highWatermarks(topics);
          time += answerTakesMs;
          return ends;
        },
      },
      pool: projection.pool,
      instruments,
      log: SILENT,
      places: () => consumer.places(),
      deadlineMs: 200,
      now: () => time,
    });
    consumer.start();
  };
  const shown = async (name: string): Promise<number | null> => {
    const [, value] = new RegExp(`^${name}\\{[^}]*partition="0"[^}]*\\} (\\S+)`, 'm').exec(await metricsText()) ?? [];
    return value === undefined ? null : Number(value);
  };
  const lag = () => shown('rollcall_consumer_lag');

  it('grows while a handler is stuck, and shrinks when it goes on', async () => {
    const held = Promise.withResolvers<void>();
    let isStuck = false;
    consume(async (batch) => {
      isStuck = true;
      await held.promise;
      return recordingHandler()(batch);
    });
    publish(1);
    await eventually('the handler is stuck', () => isStuck);
    publish(2, 3, 4);
    await watch.runOnce();
    expect(await lag()).toBe(4);
    publish(5);
    await watch.runOnce();
    expect(await lag()).toBe(5);
    held.resolve();
    await eventually('all is applied', async () => (await projection.stored(0)) === 5n);
    await watch.runOnce();
    expect(await lag()).toBe(0);
  });

  it('grows while its partition is stopped, and the oldest event grows older', async () => {
    publish(1);
    log.truncate(PLACE, 1n);
    consume(recordingHandler());
    await eventually('the partition is stopped', () => consumer.problems().length > 0);
    time -= HOUR_MS;
    await watch.runOnce();
    time += HOUR_MS;
    publish(2, 3);
    await watch.runOnce();
    expect(await lag()).toBe(3);
    const age = Number(await shown('rollcall_consumer_oldest_seconds'));
    expect(age).toBeGreaterThanOrEqual(3_600);
    expect(age).toBeLessThan(3_700);
  });

  it('is told of each partition to whoever asks, of one that another process reads, too', async () => {
    publish(1);
    log.truncate(PLACE, 1n);
    consume(recordingHandler());
    await eventually('the partition is stopped', () => consumer.problems().length > 0);
    const other = new LagWatch({
      source: new MemorySource(log, [PLACE]),
      pool: projection.pool,
      instruments: processInstruments(projection.pool, [USERS.name], 'other'),
      log: SILENT,
      places: () => [],
      topics: [USERS.name],
      now: () => time,
    });
    const [asked] = (await other.lags())?.partitions ?? [];
    expect(asked).toEqual({ ...PLACE, events: 1, behindMs: 0, upTo: null });
    publish(2);
    time += 500;
    // Measured half a second ago, which is told again; then anew.
    expect((await other.lags())?.partitions).toEqual([asked]);
    time += HOUR_MS;
    expect((await other.lags())?.partitions).toEqual([{ ...PLACE, events: 2, behindMs: HOUR_MS + 500, upTo: null }]);
  });

  it('tells up to when all is applied: until the question that saw the end which is passed', async () => {
    const held = Promise.withResolvers<void>();
    consume(async (batch) => {
      if (batch.deliveries.some(({ event }) => event.resourceVersion === 2)) await held.promise;
      return recordingHandler()(batch);
    });
    const upTo = async (): Promise<number> => {
      const told = (await watch.lags())?.partitions[0]?.upTo ?? NaN;
      // Of the clock that the test sets, as it stands against the one of the day.
      // Plus 0: a millisecond before is -0 otherwise.
      return Math.round((told - Date.now()) / 60_000) + 0;
    };
    publish(1);
    await eventually('the first is applied', async () => (await projection.stored(0)) === 1n);
    // The answer takes ten minutes: what comes in the meantime is in neither half of it.
    answerTakesMs = 600_000;
    expect(await upTo()).toBe(-10);
    answerTakesMs = 0;
    publish(2, 3);
    time += HOUR_MS;
    expect(await upTo()).toBe(-70);
    held.resolve();
    await eventually('all is applied', async () => (await projection.stored(0)) === 3n);
    time += HOUR_MS;
    expect(await upTo()).toBe(0);
  });

  it.each([
    ['cannot be reached', () => (isAway = true)],
    ['does not answer', () => (isSilent = true)],
  ])('is absent, not frozen, while the log %s', async (_how, goAway) => {
    consume(recordingHandler());
    publish(1);
    await eventually('it is applied', async () => (await projection.stored(0)) === 1n);
    await watch.runOnce();
    expect(await lag()).toBe(0);
    goAway();
    time += HOUR_MS;
    expect(await watch.lags()).toBeNull();
    expect([await lag(), await shown('rollcall_consumer_oldest_seconds')]).toEqual([null, null]);
    // A second question is not put beside one that is still open.
    await watch.runOnce();
    expect(await lag()).toBeNull();
  });

  it('comes back with the log', async () => {
    consume(recordingHandler());
    await eventually('it reads', () => consumer.places().length > 0);
    isAway = true;
    await watch.runOnce();
    isAway = false;
    publish(1);
    await eventually('it is applied', async () => (await projection.stored(0)) === 1n);
    await watch.runOnce();
    expect(await lag()).toBe(0);
  });
});
