import { randomUUID } from 'node:crypto';
import type { EachMessagePayload, Kafka } from 'kafkajs';
import { deleteGroup } from './delete-group.js';
import { groupName } from './group-name.js';

export interface ReadOptions {
  readonly each: (message: EachMessagePayload) => void;
  /** The installation's: its groups are permitted by it. Empty unless told. */
  readonly topicPrefix?: string;
  readonly timeoutMs?: number;
}

/**
 * Gives every message of the topics, from the first to the last that was there when it began, and resolves then. Order
 * holds per partition. Nothing is committed; the group that kafkajs needs is deleted again.
 *
 * @param topics full names, prefix included
 * @throws Error when a batch has not come for `timeoutMs` (30,000)
 */
export async function readToEnd(
  kafka: Kafka,
  topics: readonly string[],
  { each, topicPrefix = '', timeoutMs = 30_000 }: ReadOptions,
): Promise<void> {
  const open = await endsOf(kafka, topics);
  if (open.size === 0) return;
  const groupId = groupName({ topicPrefix }, `read-${randomUUID()}`);
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  let timer: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => reject(new Error(`not read to the end: ${[...open.keys()].join(', ')}`));
      timer = setTimeout(giveUp, timeoutMs);
      const run = consumer.run({
        autoCommit: false,
        eachBatch: (payload) => {
          const { topic, partition } = payload.batch;
          const [heartbeat, pause] = [() => payload.heartbeat(), () => payload.pause()];
          const place = `${topic}/${partition}`;
          const end = open.get(place) ?? 0n;
          try {
            for (const message of payload.batch.messages) {
              if (BigInt(message.offset) < end) each({ topic, partition, message, heartbeat, pause });
            }
          } catch (error) {
            // Thrown on, kafkajs would retry the batch for ever.
            reject(error instanceof Error ? error : new Error(String(error)));
            return Promise.resolve();
          }
          timer?.refresh();
          if (BigInt(payload.batch.lastOffset()) + 1n >= end) open.delete(place);
          if (open.size === 0) resolve();
          return Promise.resolve();
        },
      });
      run.catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
    await deleteGroup(kafka, groupId);
  }
}

async function endsOf(kafka: Kafka, topics: readonly string[]): Promise<Map<string, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = new Map<string, bigint>();
    for (const topic of topics) {
      for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
        if (BigInt(high) > BigInt(low)) ends.set(`${topic}/${partition}`, BigInt(high));
      }
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}
