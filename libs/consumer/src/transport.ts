import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Pool } from 'pg';
import { groupName, openKafka, type KafkaSettings } from '#kafka';
import { Consumer } from './consumer.js';
import type { Handlers } from './delivery.js';
import { processInstruments } from './instruments.js';
import { FormerGroupsWatch } from './former-groups.js';
import { KafkaSource } from './kafka-source.js';
import type { SessionTimes } from './kafka-source-options.js';
import { HeardWatch, type HeardOptions } from './heard-watch.js';
import { LagWatch, type Lags } from './lag-watch.js';
import { SILENT, type ConsumerLog } from './log.js';
import { parkedFinding, type ParkedFinding } from './parked-finding.js';
import { sumParked } from './statements/sum-parked.js';

export interface ProjectionTransportOptions {
  readonly kafka: KafkaSettings;
  /** Names the consumer group (see `groupName` of `#kafka`), Kafka's client and the projection in metrics. */
  readonly projection: string;
  /** Names that the group had in earlier versions: deleted once nobody is in them. */
  readonly formerGroups?: readonly string[];
  /** The projection's writer, with `search_path` on the schema that has its tables and the consumer's. */
  readonly pool: Pool;
  /** Their topics are what it subscribes to. */
  readonly handlers: Handlers;
  readonly log?: ConsumerLog;
  /** Transactions at the same time. 3 unless told; each takes a connection of the pool. */
  readonly concurrency?: number;
  /** Most events of one transaction. 500 unless told. */
  readonly batchRows?: number;
  /** Most bytes of values of one transaction, unless one event alone is larger. 4 MiB unless told. */
  readonly batchBytes?: number;
  /** Milliseconds (at most 500) that events may wait for others to share their transaction. 0 unless told. */
  readonly gatherMs?: number;
  /** Told again and again up to when a topic is applied, whoever of the projection's processes reads it. */
  readonly heard?: HeardOptions;
  /** How soon a dead process's partitions are another's: see `sessionTimes`. */
  readonly session?: SessionTimes;
}

export const DEFAULTS = {
  concurrency: 3,
  // All partitions of a fetch share a transaction where they can: a worker of kafkajs for each.
  handedOut: 16,
  batchRows: 500,
  batchBytes: 4 * 1_048_576,
  fetchBytes: 8 * 1_048_576,
  bytesPerPartition: 1_048_576,
} as const;

/**
 * Nest's door to the consumer: Nest starts and stops it beside the HTTP server. The handlers are a map, the same one for a
 * rebuild and for the release of what is parked; Nest's own `@EventPattern` would stand between a handler and what it throws.
 */
export class ProjectionTransport extends Server implements CustomTransportStrategy {
  readonly #options: ProjectionTransportOptions;
  #consumer: Consumer | null = null;
  #watches: readonly { stop(): void }[] = [];
  #heard: HeardWatch | null = null;
  #lag: LagWatch | null = null;

  constructor(options: ProjectionTransportOptions) {
    super();
    this.#options = options;
  }

  /** Why the consumer is not in order, in sentences; empty when it is. For readiness. */
  problems(): readonly string[] {
    return this.#consumer?.problems() ?? ['the consumer has not started'];
  }

  /** True while the process is only beginning to read what `heard` names, and it can be read. */
  isCatchingUp(): boolean {
    return this.#heard?.isCatchingUp() ?? false;
  }

  /** How far the projection is behind, by partition; null before it has begun, and while that cannot be asked. */
  async lags(): Promise<Lags | null> {
    return (await this.#lag?.lags()) ?? null;
  }

  /** What is set aside, by every process of the projection, for readiness. @throws when the database cannot be asked */
  async parked(): Promise<ParkedFinding> {
    return parkedFinding(this.#options.projection, await sumParked(this.#options.pool));
  }

  /** Returns at once: a broker that is away makes the process unready, not dead. @throws when Nest has a handler, too */
  listen(callback: (error?: unknown) => void): void {
    const { pool, handlers, log = SILENT, batchRows: rows = DEFAULTS.batchRows, batchBytes: bytes } = this.#options;
    const [stray] = this.getHandlers().keys();
    if (stray !== undefined) throw new Error(`a controller waits for ${stray}: put its handler into the map`);
    const topics = [...handlers.keys()];
    const instruments = processInstruments(pool, topics, this.#options.projection);
    const source = this.#source();
    const limits = { rows, bytes: bytes ?? DEFAULTS.batchBytes };
    const { concurrency = DEFAULTS.concurrency } = this.#options;
    const bytesAtOnce = concurrency * DEFAULTS.bytesPerPartition;
    const consumer = new Consumer({ source, pool, handlers, limits, concurrency, bytesAtOnce, instruments, log });
    const lag = new LagWatch({ source, pool, instruments, log, topics, places: () => consumer.places() });
    this.#lag = lag;
    const groups = this.#formerGroups(topics);
    const { heard } = this.#options;
    this.#heard = heard === undefined ? null : new HeardWatch({ ...heard, source, pool, log });
    this.#consumer = consumer;
    this.#watches = [lag, groups, ...(this.#heard === null ? [] : [this.#heard])];
    consumer.start();
    lag.start();
    this.#heard?.start();
    groups.start();
    callback();
  }

  /** Finishes the batches in flight, whose offsets are stored with them, and leaves the group. */
  async close(): Promise<void> {
    for (const watch of this.#watches) watch.stop();
    await this.#consumer?.stop();
  }

  #source(): KafkaSource {
    const { kafka, projection, session, gatherMs = 0, log = SILENT } = this.#options;
    return new KafkaSource({
      kafka: openKafka(kafka, `rollcall-${projection}`, log),
      topicPrefix: kafka.topicPrefix,
      groupId: groupName(kafka, projection),
      log,
      concurrency: DEFAULTS.handedOut,
      fetchBytes: DEFAULTS.fetchBytes,
      bytesPerPartition: DEFAULTS.bytesPerPartition,
      gatherMs,
      ...(session === undefined ? {} : { session }),
    });
  }

  #formerGroups(topics: readonly string[]): FormerGroupsWatch {
    const { kafka, projection, formerGroups = [], pool, log = SILENT } = this.#options;
    const { topicPrefix } = kafka;
    const groups = formerGroups.filter((group) => group !== groupName(kafka, projection));
    // Without a log of its own: each look would repeat kafkajs' lines about a group that is not permitted.
    const client = openKafka(kafka, `rollcall-${projection}-groups`);
    return new FormerGroupsWatch({ kafka: client, topicPrefix, groups, topics, pool, log });
  }

  on(): never {
    throw new Error('the projection transport has no events to listen to: see problems()');
  }

  unwrap(): never {
    throw new Error('the projection transport hides its Kafka client');
  }
}
