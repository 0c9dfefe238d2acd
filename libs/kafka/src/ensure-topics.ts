import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Admin, type ITopicMetadata, type Kafka } from 'kafkajs';
import { judgeTopic, safeConfig, type Findings, type FoundTopic } from './judge-topic.js';

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface EnsureOptions {
  readonly prefix: string;
  /** 1 on a single broker, 3 on a cluster. */
  readonly replicationFactor: number;
}

/**
 * Creates the topics that are missing and waits until every partition has a leader. Those that exist are left as they
 * are, and held against what a new one would be.
 *
 * Why it refuses instead of altering: who runs a cluster may have set it so for other reasons, and often set-up has no
 * right to. Why it does not merely warn: nothing that is accepted may be lost, and set-up is the last one to look.
 *
 * @returns a sentence for each difference that an operator should know of
 * @throws Error with a sentence for each setting that could lose events or keep them from being published
 */
export async function ensureTopics(
  kafka: Kafka,
  topics: readonly TopicSpec[],
  options: EnsureOptions,
): Promise<readonly string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const known = new Set(await admin.listTopics());
    const findings = await judge(
      admin,
      topics.filter(({ name }) => known.has(options.prefix + name)),
      options,
    );
    const wrong = findings.flatMap((one) => one.wrong);
    if (wrong.length > 0) throw new Error(`Kafka's topics are not safe:\n${wrong.map((one) => `  ${one}`).join('\n')}`);
    await create(
      admin,
      topics.filter(({ name }) => !known.has(options.prefix + name)),
      options,
    );
    return findings.flatMap((one) => one.notable);
  } finally {
    await admin.disconnect();
  }
}

async function create(
  admin: Admin,
  missing: readonly TopicSpec[],
  { prefix, replicationFactor }: EnsureOptions,
): Promise<void> {
  if (missing.length === 0) return;
  await admin.createTopics({
    // kafkajs' own wait asks once and fails when the broker has not heard of the new topic yet.
    waitForLeaders: false,
    topics: missing.map((topic) => ({
      topic: prefix + topic.name,
      numPartitions: topic.partitions,
      replicationFactor,
      configEntries: Object.entries({ ...topic.config, ...safeConfig(replicationFactor) }).map(([name, value]) => ({
        name,
        value,
      })),
    })),
  });
  for (const topic of missing) await serving(admin, prefix + topic.name);
}

async function judge(admin: Admin, topics: readonly TopicSpec[], options: EnsureOptions): Promise<Findings[]> {
  if (topics.length === 0) return [];
  const names = topics.map(({ name }) => options.prefix + name);
  const { topics: described } = await admin.fetchTopicMetadata({ topics: names });
  return Promise.all(
    topics.map(async ({ name, partitions, config }) => {
      const metadata = described.find((one) => one.name === options.prefix + name);
      const found = await look(admin, options.prefix + name, metadata);
      return judgeTopic(found, { partitions, copies: options.replicationFactor, config });
    }),
  );
}

async function look(admin: Admin, name: string, metadata: ITopicMetadata | undefined): Promise<FoundTopic> {
  const partitions = metadata?.partitions ?? [];
  return {
    name,
    partitions: partitions.length,
    copies: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    config: await configOf(admin, name),
  };
}

// Node finds no named export of it.
const TOPIC_RESOURCE = kafkajs.ConfigResourceTypes.TOPIC;

/** Null where the user may create and describe topics, and not their settings. */
async function configOf(admin: Admin, name: string): Promise<Record<string, string> | null> {
  try {
    const resources = [{ type: TOPIC_RESOURCE, name }];
    const { resources: answers } = await admin.describeConfigs({ resources, includeSynonyms: false });
    const entries = answers.flatMap(({ configEntries }) => configEntries);
    return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'TOPIC_AUTHORIZATION_FAILED') return null;
    throw error;
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
