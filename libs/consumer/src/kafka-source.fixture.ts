import { randomUUID } from 'node:crypto';
import { USERS, type EncodedEvent, type Topic } from '#contracts';
import { openKafka } from '#kafka';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import type { TestLog } from './consumer.suite.js';
import { KafkaSource } from './kafka-source.js';
import { DEFAULT_SESSION, type SessionTimes } from './kafka-source-options.js';
import { SILENT } from './log.js';
import type { RecordSource } from './source.js';

export interface TestKafkaLog extends TestLog {
  readonly kafka: TestKafka;
  readonly groupId: string;
  source(groupId?: string, session?: SessionTimes): RecordSource;
  /** Round-robin or by key, instead of partition 0. */
  publishTo(partition: number, ...events: EncodedEvent[]): Promise<void>;
}

/** The topic of users on the real broker, under a prefix of its own, and others beside it. */
export async function kafkaLog(...others: readonly Topic[]): Promise<TestKafkaLog> {
  const kafka = await testKafka([USERS, ...others]);
  const { settings } = kafka;
  const client = openKafka(settings, 'consumer-test');
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const groupId = `test-${randomUUID()}`;
  const topic = settings.topicPrefix + USERS.name;
  const publishTo = async (partition: number, ...events: EncodedEvent[]): Promise<void> => {
    await producer.send({
      topic,
      messages: events.map((event) => ({ ...event, headers: { ...event.headers }, partition })),
    });
  };
  return {
    kafka,
    groupId,
    publishTo,
    publish: (...events) => publishTo(0, ...events),
    source: (group = groupId, session = DEFAULT_SESSION) =>
      new KafkaSource({
        kafka: openKafka(settings, 'consumer-test'),
        topicPrefix: settings.topicPrefix,
        groupId: group,
        log: SILENT,
        concurrency: 3,
        fetchBytes: 8_388_608,
        bytesPerPartition: 1_048_576,
        session,
      }),
    truncate: async (offset) => {
      const admin = client.admin();
      await admin.connect();
      // kafkajs deletes by metadata that it only loads for topics it was asked about.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: offset.toString() }] });
      await admin.disconnect();
    },
    drop: async () => {
      await producer.disconnect();
      await kafka.drop();
    },
  };
}
