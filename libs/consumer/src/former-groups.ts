import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import { failureCode } from './failure.js';
import type { ConsumerLog } from './log.js';
import { placeName } from './source.js';
import { readOffsets } from './statements/read-offsets.js';

// kafkajs is CommonJS and spreads its errors into its exports, where Node's ESM loader does not see them by name.
const { KafkaJSDeleteGroupsError } = kafkajs;

export interface FormerGroups {
  readonly kafka: Kafka;
  readonly topicPrefix: string;
  /** Names that the projection's group had in earlier versions. */
  readonly groups: readonly string[];
  /** The projection's topics, without the prefix. */
  readonly topics: readonly string[];
  readonly pool: Pool;
  readonly log: ConsumerLog;
}

/**
 * Deletes the groups that a projection had under another name, and returns those that have to wait: still with members (a
 * replica of the version before), or ahead of what the projection's database has stored.
 *
 * Only a group whose offsets are all of this installation's topics is deleted: where installations share a cluster, the same
 * old name may be another's. A group without offsets says nothing of whose it is, and Kafka drops it by itself.
 */
export async function deleteFormerGroups(options: FormerGroups): Promise<readonly string[]> {
  const admin = options.kafka.admin({ retry: { retries: 3 } });
  await admin.connect();
  try {
    const waiting: string[] = [];
    for (const group of options.groups) {
      const verdict = await judge(admin, group, options);
      if (verdict === 'wait') waiting.push(group);
      if (verdict === 'delete' && !(await deleted(admin, group, options.log))) waiting.push(group);
    }
    return waiting;
  } finally {
    await admin.disconnect();
  }
}

async function judge(admin: Admin, group: string, options: FormerGroups): Promise<'delete' | 'wait' | 'leave'> {
  const { topicPrefix, topics, pool, log } = options;
  const {
    groups: [description],
  } = await admin.describeGroups([group]);
  const state: string = description?.state ?? 'Dead';
  if (state === 'Dead') return 'leave';
  const committed = await admin.fetchOffsets({ groupId: group });
  const own = new Set(topics.map((topic) => topicPrefix + topic));
  if (committed.length === 0 || committed.some(({ topic }) => !own.has(topic))) {
    log.info({ group }, 'an old consumer group is left alone: it is not of this installation only');
    return 'leave';
  }
  if (state !== 'Empty') return 'wait';
  const stored = new Map((await readOffsets(pool)).map((place) => [placeName(place), place.next]));
  const isBehind = committed.some(({ topic, partitions }) =>
    partitions.some(({ partition, offset }) => {
      const next = stored.get(placeName({ topic: topic.slice(topicPrefix.length), partition }));
      return BigInt(offset) > (next ?? 0n);
    }),
  );
  return isBehind ? 'wait' : 'delete';
}

/** False when a member came in between: the broker refuses then. */
async function deleted(admin: Admin, group: string, log: ConsumerLog): Promise<boolean> {
  try {
    await admin.deleteGroups([group]);
    log.info({ group }, 'an old consumer group was deleted');
    return true;
  } catch (error) {
    if (!(error instanceof KafkaJSDeleteGroupsError)) throw error;
    log.warn({ group, code: failureCode(error.groups[0]?.error ?? error) }, 'an old consumer group was not deleted');
    return false;
  }
}

const EVERY_MS = 60_000;

/** Looks again every minute until nothing has to wait any more. A cluster that does not permit it costs one line an hour. */
export class FormerGroupsWatch {
  readonly #options: FormerGroups;
  readonly #everyMs: number;
  #left: readonly string[];
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(options: FormerGroups, everyMs = EVERY_MS) {
    this.#options = options;
    this.#everyMs = everyMs;
    this.#left = options.groups;
  }

  start(): void {
    if (this.#left.length === 0) return;
    this.#timer = setTimeout(() => void this.#look(), this.#everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#left = [];
  }

  async #look(): Promise<void> {
    try {
      const left = await deleteFormerGroups({ ...this.#options, groups: this.#left });
      if (this.#left.length > 0) this.#left = left;
    } catch (error) {
      if (this.#failures++ % 60 === 0) {
        this.#options.log.warn({ code: failureCode(error) }, 'old consumer groups could not be looked at');
      }
    }
    this.start();
  }
}
