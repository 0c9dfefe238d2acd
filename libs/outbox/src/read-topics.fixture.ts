import type { Kafka, KafkaMessage } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { eventually } from '../../../test/support/eventually.js';

/** Every message of the topics, partition by partition, up to where they end now. */
export async function readTopics(kafka: Kafka, topics: readonly string[]): Promise<KafkaMessage[]> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, offset } of await admin.fetchTopicOffsets(topic))
      ends.set(`${topic}/${partition}`, +offset);
  }
  const expected = [...ends.values()].reduce((sum, end) => sum + end, 0);
  const groupId = `read-${randomUUID()}`;
  const found: { where: string; message: KafkaMessage }[] = [];
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50 });
  try {
    if (expected === 0) return [];
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ topic, partition, message }) => {
        found.push({ where: `${topic}/${partition}`, message });
      },
    });
    await eventually('the topics are read to their ends', () => found.length >= expected, { timeout: 15_000 });
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
  return found.sort((a, b) => (a.where < b.where ? -1 : Number(a.where > b.where))).map(({ message }) => message);
}

export function headersOf(message: KafkaMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]));
}
