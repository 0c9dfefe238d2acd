import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, GROUPS, USERS, type UserUpdated } from '#contracts';
import { metricsText } from '#telemetry';
import { recordTelemetry, type RecordedTelemetry } from '../../../test/support/record-telemetry.js';
import { eventually } from '../../../test/support/eventually.js';
import { recordingHandler, testProjection, userEvent, usersHandlers, type TestProjection } from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import { poison } from './delivery.js';
import { processInstruments } from './instruments.js';
import { SILENT } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';

jest.setTimeout(30_000);

const PLACE = { topic: USERS.name, partition: 0 };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('what a consumer shows of its work', () => {
  let telemetry: RecordedTelemetry;
  let projection: TestProjection;
  let consumer: Consumer;
  const log = new MemoryLog();

  beforeAll(async () => {
    telemetry = recordTelemetry('consumer-test');
    projection = await testProjection();
    const publish = (event: UserUpdated) => {
      const { key, headers, value } = encodeEvent(event);
      log.append(PLACE, { key, headers, value: Buffer.from(value) });
    };
    publish(userEvent('a', 1, `00-${TRACE}-${PARENT}-01`));
    publish(userEvent('b', 1, `00-${TRACE.replace('4', '5')}-${PARENT}-00`));
    publish(userEvent('bad', 1));
    consumer = new Consumer({
      source: new MemorySource(log, [PLACE]),
      pool: projection.pool,
      handlers: usersHandlers(recordingHandler(({ event }) => (event.subject === 'bad' ? poison('no') : undefined))),
      limits: { rows: 10, bytes: 1_048_576 },
      instruments: processInstruments(projection.pool, [USERS.name, GROUPS.name], 'test'),
      log: SILENT,
    });
    consumer.start();
    await eventually('all are read', async () => (await projection.stored(0)) === 3n);
    await eventually('the spans have ended', () => telemetry.spans().length >= 2);
  });
  afterAll(async () => {
    await consumer.stop();
    await telemetry.stop();
    await projection.end();
  });

  it('continues the trace of the request for an event that was sampled', () => {
    const span = telemetry.spans().find(({ name }) => name === 'process rollcall.UserUpdated');
    expect(span?.spanContext().traceId).toBe(TRACE);
    expect(span?.parentSpanContext?.spanId).toBe(PARENT);
    expect(Object.values(span?.attributes ?? {}).join()).not.toContain('@');
  });

  it('has one span for the batch that links to them, and none for what was not sampled', () => {
    const [batch, ...more] = telemetry.spans().filter(({ name }) => name.startsWith('process batch'));
    expect(more).toEqual([]);
    expect(batch?.links.map(({ context }) => context.spanId)).toEqual([PARENT]);
    expect(telemetry.spans()).toHaveLength(2);
  });

  it('counts outcomes, lag, latency and parked events', async () => {
    const isCaughtUp = /rollcall_consumer_lag\{[^}]*partition="0"[^}]*\} 0/;
    const text = await eventually('the lag is gone', async () => {
      const read = await metricsText();
      return isCaughtUp.test(read) && read;
    });
    expect(text).toMatch(/rollcall_consumed_events(_total)?\{[^}]*kind="done"[^}]*\} 2/);
    expect(text).toMatch(/rollcall_projection_latency_seconds_count\{[^}]*\} 2/);
    expect(text).toMatch(/rollcall_parked_events\{projection="test"[^}]*kind="poison"[^}]*\} 1/);
    expect(text).toMatch(/rollcall_parked_events\{[^}]*topic="rollcall.groups.v1"[^}]*\} 0/);
    expect(text).toMatch(/rollcall_consumer_stopped\{[^}]*partition="0"[^}]*\} 0/);
    expect(text).not.toContain('@');
  });
});
