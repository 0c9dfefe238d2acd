import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import type { RollcallEvent } from '#contracts';
import { openKafka } from '#kafka';
import { appendToOutbox, OutboxBell } from '#outbox';
import { inTransaction, openPool, scopeToTenant } from '#postgres';
import { type RunningService } from '#service';
import { recordTelemetry, type RecordedTelemetry } from '../../../test/support/record-telemetry.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { startRelay } from './start-relay.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';

jest.setTimeout(30_000);

const TENANT = uuid();
const WRITER_SPAN = 'b7ad6b7169203331';
const TRACE = '0af7651916cd43dd8448eb211c80319c';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;
let telemetry: RecordedTelemetry;
let relay: RunningService;
let writer: Pool;

beforeAll(async () => {
  telemetry = recordTelemetry();
  [database, kafka] = await Promise.all([createTestDatabase(DATABASE, MIGRATIONS), testKafka()]);
  writer = openPool({ url: database.url('scim'), applicationName: 'writer', max: 2 });
  relay = await startRelay({
    host: '127.0.0.1',
    port: 0,
    logLevel: 'silent',
    drainGrace: 0,
    databaseUrl: database.url('relay'),
    retentionSeconds: 60,
    pollMs: 1_000,
    kafka: kafka.settings,
  });
});

afterAll(async () => {
  await relay.stop();
  await writer.end();
  await Promise.all([database.drop(), kafka.drop()]);
  await telemetry.stop();
});

function groupDeleted(): RollcallEvent {
  const id = uuid();
  return {
    id: uuid(),
    type: 'rollcall.GroupDeprovisioned',
    source: `/tenants/${TENANT}/connections/c`,
    subject: id,
    time: new Date().toISOString(),
    tenantId: TENANT,
    resourceVersion: 2,
    scimEvent: 'urn:ietf:params:scim:event:prov:delete',
    correlationId: uuid(),
    traceparent: `00-${TRACE}-${WRITER_SPAN}-01`,
    data: { reason: 'deleted', actor: { connectionId: 'c', credentialId: 'k' }, group: null, changes: [] },
  };
}

describe('the relay process', () => {
  it('is ready, publishes what scim-api appends, and continues its trace', async () => {
    await eventually('it is ready', async () => (await fetch(`${relay.url}/readyz`)).status === 200);
    const received: { traceparent: string; after: number }[] = [];
    const consumer = openKafka(kafka.settings, 'spec').consumer({ groupId: `g-${uuid()}`, maxWaitTimeInMs: 10 });
    await consumer.connect();
    await consumer.subscribe({ topics: [`${kafka.settings.topicPrefix}rollcall.groups.v1`], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        const decided = Date.parse(String(message.headers?.ce_time));
        received.push({ traceparent: String(message.headers?.traceparent), after: Date.now() - decided });
      },
    });

    const bell = new OutboxBell(writer);
    const rounds = 20;
    for (let n = 1; n <= rounds; n += 1) {
      await inTransaction(writer, async (tx) => {
        await scopeToTenant(tx, TENANT);
        await appendToOutbox(tx, [groupDeleted()]);
      });
      bell.ring();
      await eventually('the event arrives', () => received.length === n, { every: 1 });
    }
    bell.close();
    await consumer.disconnect();

    const [, trace, span] = String(received[0]?.traceparent).split('-');
    expect(trace).toBe(TRACE);
    const published = telemetry.spans().find((ended) => ended.spanContext().spanId === span);
    expect(published).toMatchObject({ name: 'outbox publish', parentSpanContext: { spanId: WRITER_SPAN } });

    const settled = received.slice(1).map(({ after }) => after);
    const median = settled.sort((a, b) => a - b)[settled.length >> 1] ?? Infinity;
    // Append, ring, claim, send and fetch: 6 to 15 ms on two idle cores. The budget up to the directory is 250 ms.
    expect(median).toBeLessThan(100);
  });

  it('shows its figures', async () => {
    const metrics = await (await fetch(`${relay.internalUrl}/metrics`)).text();
    for (const name of [
      'rollcall_outbox_backlog',
      'rollcall_outbox_oldest_age_seconds',
      'rollcall_publish_latency_seconds_bucket',
    ]) {
      expect(metrics).toContain(name);
    }
  });
});
