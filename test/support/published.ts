import { TOPICS } from '#contracts';
import { openKafka, type KafkaSettings } from '#kafka';

/** One record as it lies on a topic. */
export interface Published {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  readonly version: number | null;
  readonly tenantId: string;
  readonly correlationId: string;
}

/** Everything that lies on Rollcall's topics now, in the order of each partition. No group, nothing committed. */
export async function readPublished(settings: KafkaSettings): Promise<Published[]> {
  const kafka = openKafka(settings, 'test-reader');
  const names = TOPICS.map((topic) => settings.topicPrefix + topic.name);
  const open = await highWatermarks(settings, names);
  const found: Published[] = [];
  if (open.size === 0) return found;

  const consumer = kafka.consumer({ groupId: `test-reader-${Date.now()}-${Math.random()}`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: names, fromBeginning: true });
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const place = `${batch.topic}/${batch.partition}`;
      for (const message of batch.messages) found.push(describe(batch.topic, batch.partition, message));
      const end = open.get(place);
      if (end !== undefined && BigInt(batch.lastOffset()) + 1n >= end) open.delete(place);
      if (open.size === 0) finish();
    },
  });
  const timer = setTimeout(finish, READ_TIMEOUT_MS);
  await finished;
  clearTimeout(timer);
  await consumer.disconnect();
  if (open.size > 0) throw new Error(`the topics could not be read to their ends: ${[...open.keys()].join(', ')}`);
  return found;
}

const READ_TIMEOUT_MS = 60_000;

async function highWatermarks(settings: KafkaSettings, topics: readonly string[]): Promise<Map<string, bigint>> {
  const admin = openKafka(settings, 'test-reader').admin();
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

interface RawMessage {
  readonly key: Buffer | null;
  readonly offset: string;
  readonly headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
}

function describe(topic: string, partition: number, message: RawMessage): Published {
  const header = (name: string): string => String(message.headers?.[name] ?? '');
  const version = header('ce_resourceversion');
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: String(message.key ?? ''),
    eventId: header('ce_id'),
    type: header('ce_type'),
    subject: header('ce_subject'),
    version: version === '' ? null : Number(version),
    tenantId: header('ce_tenantid'),
    correlationId: header('ce_correlationid'),
  };
}
