import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Admin, Consumer as KafkaConsumer } from 'kafkajs';
import { encodeEvent, USERS } from '#contracts';
import { openKafka } from '#kafka';
import { eventually } from '../../../test/support/eventually.js';
import { testProjection, userEvent, type TestProjection } from './consumer.fixture.js';
import { deleteFormerGroups } from './former-groups.js';
import { kafkaLog, type TestKafkaLog } from './kafka-source.fixture.js';
import { SILENT } from './log.js';

jest.setTimeout(60_000);

describe('a group of an earlier version', () => {
  let projection: TestProjection;
  let log: TestKafkaLog;
  let admin: Admin;
  let group: string;
  let member: KafkaConsumer | undefined;

  beforeEach(async () => {
    [projection, log] = await Promise.all([testProjection(), kafkaLog()]);
    admin = openKafka(log.kafka.settings, 'test').admin();
    await admin.connect();
    group = `former-${randomUUID()}`;
    await log.publish(encodeEvent(userEvent('a', 1)), encodeEvent(userEvent('a', 2)));
  });
  afterEach(async () => {
    await member?.disconnect();
    member = undefined;
    await admin.disconnect();
    await log.drop();
    await projection.end();
  });

  const look = () =>
    deleteFormerGroups({
      kafka: openKafka(log.kafka.settings, 'test'),
      topicPrefix: log.kafka.settings.topicPrefix,
      groups: [group],
      topics: [USERS.name],
      pool: projection.pool,
      log: SILENT,
    });
  // kafkajs waits for the last fetch of a member that leaves: five seconds as it is, in `admin.setOffsets`, too.
  const join = async (prefix: string): Promise<KafkaConsumer> => {
    const consumer = openKafka(log.kafka.settings, 'test').consumer({ groupId: group, maxWaitTimeInMs: 50 });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.connect();
    await consumer.subscribe({ topics: [prefix + USERS.name] });
    await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
    await joined;
    return consumer;
  };
  const commit = async (prefix: string, offset: string): Promise<void> => {
    const consumer = await join(prefix);
    await consumer.commitOffsets([{ topic: prefix + USERS.name, partition: 0, offset }]);
    await consumer.disconnect();
  };
  const store = (next: number) =>
    projection.owner.query(
      `insert into consumer_offsets (topic, partition, next_offset, cluster_id) values ($1, 0, $2, 'c')
       on conflict (topic, partition) do update set next_offset = excluded.next_offset`,
      [USERS.name, next],
    );
  const state = async () => (await admin.describeGroups([group])).groups[0]?.state;

  it('is deleted when nobody is in it and its offsets are in the database', async () => {
    await commit(log.kafka.settings.topicPrefix, '2');
    await store(2);
    expect(await look()).toEqual([]);
    expect(await state()).toBe('Dead');
  });

  it.each([
    ['has stored less', () => store(1)],
    ['has stored nothing', () => Promise.resolve()],
  ])('waits while the database %s', async (_what, prepare) => {
    await commit(log.kafka.settings.topicPrefix, '2');
    await prepare();
    expect(await look()).toEqual([group]);
    expect(await state()).toBe('Empty');
  });

  it('waits while a replica of the version before is in it', async () => {
    await commit(log.kafka.settings.topicPrefix, '2');
    await store(2);
    member = await join(log.kafka.settings.topicPrefix);
    await eventually('it has joined', async () => (await state()) === 'Stable', { timeout: 20_000 });
    expect(await look()).toEqual([group]);
    await member.disconnect();
    member = undefined;
    await eventually('it is deleted', async () => (await look()).length === 0, { timeout: 20_000 });
    expect(await state()).toBe('Dead');
  });

  it('is left alone when it is of another installation on the cluster, wholly or in part', async () => {
    const other = await kafkaLog();
    await store(2);
    await commit(other.kafka.settings.topicPrefix, '0');
    expect(await look()).toEqual([]);
    expect(await state()).toBe('Empty');
    await commit(log.kafka.settings.topicPrefix, '2');
    expect(await look()).toEqual([]);
    expect(await state()).toBe('Empty');
    await other.drop();
  });

  it('is nobody and nothing to wait for when it never was', async () => {
    expect(await look()).toEqual([]);
  });
});
