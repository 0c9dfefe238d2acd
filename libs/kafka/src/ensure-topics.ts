import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/**
 * Creates the topics that are missing and waits until every partition has a leader; existing ones are left as they are.
 *
 * @param replicationFactor 1 on a single broker, 3 on a cluster
 */
export async function ensureTopics(
  kafka: Kafka,
  topics: readonly TopicSpec[],
  { prefix, replicationFactor }: { readonly prefix: string; readonly replicationFactor: number },
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const known = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !known.has(prefix + topic.name));
    if (missing.length === 0) return;
    await admin.createTopics({
      // kafkajs' own wait asks once and fails when the broker has not heard of the new topic yet.
      waitForLeaders: false,
      topics: missing.map((topic) => ({
        topic: prefix + topic.name,
        numPartitions: topic.partitions,
        replicationFactor,
        configEntries: Object.entries(topic.config).map(([name, value]) => ({ name, value })),
      })),
    });
    for (const topic of missing) await serving(admin, prefix + topic.name);
  } finally {
    await admin.disconnect();
  }
}

const SERVING_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** A broker learns of a topic a moment after the controller made it; until then it answers that it does not host it. */
async function serving(admin: Admin, topic: string): Promise<void> {
  const end = performance.now() + SERVING_WITHIN_MS;
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      const passing = error instanceof Error && 'retriable' in error && error.retriable === true;
      if (!passing || performance.now() > end) {
        throw new Error(`topic ${topic} was created and is not served after ${SERVING_WITHIN_MS / 1000} s`, {
          cause: error,
        });
      }
    }
    await pause(LOOK_EVERY_MS);
  }
}
