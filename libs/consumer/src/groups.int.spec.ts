import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, USERS } from '#contracts';
import { openKafka } from '#kafka';
import { eventually } from '../../../test/support/eventually.js';
import { recordingHandler, testProjection, userEvent, usersHandlers, type TestProjection } from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import type { BatchHandler } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { kafkaLog, type TestKafkaLog } from './kafka-source.fixture.js';
import { SILENT } from './log.js';

jest.setTimeout(60_000);

/** `a#1 … a#n` for the subjects named, in the order of the versions. */
const history = (subjects: readonly string[], from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => index + from).flatMap((version) =>
    subjects.map((subject) => encodeEvent(userEvent(subject, version))),
  );

function isInOrder(effects: readonly string[], subject: string, versions: number): boolean {
  const own = effects.filter((line) => line.startsWith(`${subject}#`));
  return own.join() === Array.from({ length: versions }, (_, index) => `${subject}#${index + 1}`).join();
}

describe('consumers of one group', () => {
  let projection: TestProjection;
  let log: TestKafkaLog;
  const running: Consumer[] = [];

  beforeEach(async () => {
    [projection, log] = await Promise.all([testProjection(), kafkaLog()]);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
    await log.drop();
    await projection.end();
  });

  const consume = (handler: BatchHandler = recordingHandler()): Consumer => {
    const consumer = new Consumer({
      source: log.source(),
      pool: projection.pool,
      handlers: usersHandlers(handler),
      limits: { rows: 5, bytes: 1_048_576 },
      instruments: UNMEASURED,
      log: SILENT,
    });
    consumer.start();
    running.push(consumer);
    return consumer;
  };
  const stored = (partition: number, offset: bigint) =>
    eventually(`${offset} is stored for ${partition}`, async () => (await projection.stored(partition)) === offset, {
      timeout: 30_000,
    });

  it('share the partitions, and neither lose, repeat nor reorder anything while they come and go', async () => {
    const partitions = Array.from({ length: USERS.partitions }, (_, index) => index);
    const publish = (from: number, to: number) =>
      Promise.all(
        partitions.map((number) => log.publishTo(number, ...history([`p${number}`, `q${number}`], from, to))),
      );
    const settled = (offset: bigint) => Promise.all(partitions.map((number) => stored(number, offset)));
    await publish(1, 20);
    const first = consume();
    await eventually('the first has begun', async () => (await projection.effects()).length > 0, { timeout: 20_000 });
    const second = consume();
    await publish(21, 40);
    await settled(80n);
    await eventually('both are in order', () => [...first.problems(), ...second.problems()].length === 0);
    await publish(41, 60);
    await first.stop();
    await publish(61, 70);
    await settled(140n);
    const effects = await projection.effects();
    expect(effects).toHaveLength(partitions.length * 2 * 70);
    for (const number of partitions) {
      expect(isInOrder(effects, `p${number}`, 70)).toBe(true);
      expect(isInOrder(effects, `q${number}`, 70)).toBe(true);
    }
  });

  it('leave to the successor what a replaced consumer was still applying', async () => {
    // The replaced one is held before it begins its transaction's work; its group has moved on when it goes on.
    const held = Promise.withResolvers<void>();
    let isHeld = false;
    const zombie = consume(async (batch) => {
      isHeld = true;
      await held.promise;
      return recordingHandler()(batch);
    });
    await log.publish(...history(['a'], 1, 3));
    await eventually('the first consumer holds the batch', () => isHeld, { timeout: 20_000 });
    // As if its group had declared it dead: another group member cannot be waited for, so another group stands in.
    const successor = new Consumer({
      source: log.source(`${log.groupId}-successor`),
      pool: projection.pool,
      handlers: usersHandlers(),
      limits: { rows: 5, bytes: 1_048_576 },
      instruments: UNMEASURED,
      log: SILENT,
    });
    successor.start();
    running.push(successor);
    await log.publish(...history(['a'], 4, 6));
    await eventually(
      'the successor waits for the row',
      async () => {
        const { rows } = await projection.owner.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length > 0;
      },
      { timeout: 20_000 },
    );
    held.resolve();
    await stored(0, 6n);
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3', 'a#4', 'a#5', 'a#6']);
    expect(zombie.problems()).toEqual([]);
  });

  it('step over the control records of a transactional producer', async () => {
    const { settings } = log.kafka;
    const producer = openKafka(settings, 'test').producer({
      idempotent: true,
      maxInFlightRequests: 1,
      transactionalId: `t-${log.groupId}`,
    });
    await producer.connect();
    const topic = settings.topicPrefix + USERS.name;
    const write = async (version: number, isKept: boolean): Promise<void> => {
      const transaction = await producer.transaction();
      const event = encodeEvent(userEvent('a', version));
      await transaction.send({ topic, messages: [{ ...event, headers: { ...event.headers }, partition: 0 }] });
      await (isKept ? transaction.commit() : transaction.abort());
    };
    await write(1, true);
    await write(2, false);
    await write(2, true);
    const consumer = consume();
    await stored(0, 6n);
    // Nothing but an aborted record and its marker: kafkajs hands out no batch for that.
    await write(3, false);
    await stored(0, 8n);
    await write(3, true);
    await stored(0, 10n);
    await producer.disconnect();
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3']);
    expect(consumer.problems()).toEqual([]);
  });

  it('keep their partitions while a slice takes longer than the session', async () => {
    const SESSION = { timeoutMs: 6_000, heartbeatMs: 500 };
    const held = Promise.withResolvers<void>();
    let heldAt = 0;
    const consumer = new Consumer({
      source: log.source(log.groupId, SESSION),
      pool: projection.pool,
      handlers: usersHandlers(async (batch) => {
        heldAt ||= performance.now();
        await held.promise;
        return recordingHandler()(batch);
      }),
      limits: { rows: 5, bytes: 1_048_576 },
      instruments: UNMEASURED,
      log: SILENT,
    });
    consumer.start();
    running.push(consumer);
    await log.publish(...history(['a'], 1, 3));
    await eventually('a slice is held', () => heldAt > 0, { timeout: 20_000 });
    const admin = openKafka(log.kafka.settings, 'test').admin();
    await admin.connect();
    const members: number[] = [];
    const outlast = SESSION.timeoutMs * 1.5;
    await eventually(
      'the session is long over',
      async () => {
        members.push((await admin.describeGroups([log.groupId])).groups[0]?.members.length ?? 0);
        return performance.now() - heldAt > outlast;
      },
      { timeout: 20_000, every: 200 },
    );
    await admin.disconnect();
    held.resolve();
    await stored(0, 3n);
    expect(new Set(members)).toEqual(new Set([1]));
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3']);
  });

  it('finish what is in flight when they stop, and tell Kafka where they are', async () => {
    const go = Promise.withResolvers<void>();
    let isBusy = false;
    const consumer = consume(async (batch) => {
      isBusy = true;
      await go.promise;
      return recordingHandler()(batch);
    });
    await log.publish(...history(['a'], 1, 30));
    await eventually('a batch is in flight', () => isBusy, { timeout: 20_000 });
    const end = consumer.stop();
    go.resolve();
    await end;
    // One slice of five was in flight; the rest of the fetched batch was left alone.
    expect(await projection.effects()).toHaveLength(5);
    expect(await projection.stored(0)).toBe(5n);
    const admin = openKafka(log.kafka.settings, 'test').admin();
    await admin.connect();
    const [committed] = await admin.fetchOffsets({
      groupId: log.groupId,
      topics: [log.kafka.settings.topicPrefix + USERS.name],
    });
    await admin.disconnect();
    expect(committed?.partitions.find(({ partition }) => partition === 0)?.offset).toBe('5');
  });
});
