import { TOPICS } from '#contracts';
import { openKafka, readToEnd, type KafkaSettings } from '#kafka';

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
  const found: Published[] = [];
  const names = TOPICS.map((topic) => settings.topicPrefix + topic.name);
  await readToEnd(openKafka(settings, 'test-reader'), names, {
    timeoutMs: READ_TIMEOUT_MS,
    each: ({ topic, partition, message }) => found.push(describe(topic, partition, message)),
  });
  return found;
}

const READ_TIMEOUT_MS = 60_000;

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
