import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import type { Topic } from '#contracts';
import { deleteGroup, groupName, openKafka, type KafkaSettings } from '#kafka';
import { boundedSource, type Ends } from './bounded-source.js';
import { Consumer } from './consumer.js';
import type { Handlers } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { KafkaSource } from './kafka-source.js';
import { SILENT, type ConsumerLog } from './log.js';
import { placeName } from './source.js';
import { countParked } from './statements/sum-parked.js';
import { readOffsets, type StoredOffset } from './statements/read-offsets.js';
import { DEFAULTS } from './transport.js';

export interface FoldOptions {
  readonly kafka: KafkaSettings;
  readonly clientId: string;
  readonly topics: readonly Topic[];
  /** `search_path` on a schema that has the projection's tables and `consumerTables`: empty, or folded before. */
  readonly pool: Pool;
  readonly handlers: Handlers;
  /** Where to end instead of at the high watermarks: another projection's offsets, say, to be compared with. */
  readonly until?: readonly StoredOffset[];
  readonly log?: ConsumerLog;
  /** Told after every transaction. */
  readonly onProgress?: (events: number) => void;
}

export interface Folded {
  readonly events: number;
  readonly seconds: number;
  /** Events that were parked in the new schema, as they would be in the live one. */
  readonly parked: number;
}

// The larger the batches, the fewer round trips and commits for each event.
const FOLD = { rows: 2_000, bytes: 8 * 1_048_576, fetchBytes: 24 * 1_048_576, bytesPerPartition: 4 * 1_048_576 };

/**
 * Folds everything from the first event (or from where an earlier fold ended) up to the high watermarks of now, as fast
 * as it can; the live group is untouched.
 * The offsets that it leaves behind are where the live consumer goes on once the schemas are swapped.
 *
 * @throws Error when a partition stops on the way, or its log ends before `until`: a fold that is not whole must not be taken for one
 */
export async function foldTopics(options: FoldOptions): Promise<Folded> {
  const { kafka: settings, clientId, topics, pool, until, log = SILENT } = options;
  const startedAt = performance.now();
  const kafka = openKafka(settings, clientId, log);
  const ends = until === undefined ? await highWatermarks(kafka, settings.topicPrefix, topics) : endsOf(until, topics);
  const stored = new Map((await readOffsets(pool)).map((place) => [placeName(place), place.next]));
  const left = new Map([...ends].filter(([name, end]) => (stored.get(name) ?? 0n) < end));
  // A rebuild that catches up under its lock mostly finds nothing to do: no group is joined or deleted for that.
  if (left.size > 0 && until !== undefined) {
    assertReached(left, await highWatermarks(kafka, settings.topicPrefix, topics));
  }
  const events = left.size === 0 ? 0 : await foldLeft(kafka, left, options);
  const parked = await countParked(pool);
  return { events, seconds: (performance.now() - startedAt) / 1_000, parked };
}

/** Of a topic that is read no longer nothing comes, and nobody waits for it. */
function endsOf(until: readonly StoredOffset[], topics: readonly Topic[]): Ends {
  const read = until.filter(({ topic }) => topics.some(({ name }) => name === topic));
  return new Map(read.map((place) => [placeName(place), place.next]));
}

/** @throws Error where a fold would wait for events that are in no log */
function assertReached(ends: Ends, marks: Ends): void {
  for (const [name, end] of ends) {
    const last = marks.get(name) ?? 0n;
    if (end > last)
      throw new Error(`${name}: the log ends at ${last}, before offset ${end}: it is not the one that was read`);
  }
}

/** Reads as a group of its own until every partition in `left` is at its end; returns how many events that were. */
async function foldLeft(kafka: Kafka, left: Map<string, bigint>, options: FoldOptions): Promise<number> {
  const { kafka: settings, clientId, topics, pool, handlers, until, log = SILENT, onProgress } = options;
  const groupId = groupName(settings, `${clientId}-${randomUUID()}`);
  const finished = Promise.withResolvers<undefined>();
  const source = new KafkaSource({
    kafka,
    topicPrefix: settings.topicPrefix,
    groupId,
    log,
    concurrency: DEFAULTS.handedOut,
    fetchBytes: FOLD.fetchBytes,
    bytesPerPartition: FOLD.bytesPerPartition,
  });
  const ends = new Map((until ?? []).map((place) => [placeName(place), place.next]));
  let events = 0;
  const consumer = new Consumer({
    source: until === undefined ? source : boundedSource(source, ends),
    pool,
    handlers: new Map([...handlers].filter(([topic]) => topics.some(({ name }) => name === topic))),
    limits: FOLD,
    bytesAtOnce: DEFAULTS.concurrency * FOLD.bytesPerPartition,
    instruments: UNMEASURED,
    log,
    isTraced: false,
    onStopped: (place, because) => finished.reject(new Error(`${placeName(place)}: ${because}`)),
    onStored: (place, next, settled) => {
      events += settled.filter(({ kind }) => kind !== 'older').length;
      onProgress?.(events);
      const name = placeName(place);
      if (next >= (left.get(name) ?? 0n)) left.delete(name);
      if (left.size === 0) finished.resolve(undefined);
    },
  });
  try {
    consumer.start();
    await finished.promise;
  } finally {
    await consumer.stop();
    await deleteGroup(kafka, groupId);
  }
  return events;
}

async function highWatermarks(kafka: Kafka, prefix: string, topics: readonly Topic[]): Promise<Ends> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const left = new Map<string, bigint>();
    for (const { name } of topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(prefix + name)) {
        if (BigInt(high) > 0n) left.set(placeName({ topic: name, partition }), BigInt(high));
      }
    }
    return left;
  } finally {
    await admin.disconnect();
  }
}
