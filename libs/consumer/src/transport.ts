import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Pool } from 'pg';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Topic } from '#contracts';
import { groupName, openKafka, type KafkaSettings } from '#kafka';
import { Consumer } from './consumer.js';
import {
  needsFrom,
  type BatchHandler,
  type DeliveryBatch,
  type Handlers,
  type Needs,
  type Outcome,
} from './delivery.js';
import { processInstruments } from './instruments.js';
import { FormerGroupsWatch } from './former-groups.js';
import { KafkaSource, type SessionTimes } from './kafka-source.js';
import { HeardWatch, type HeardOptions } from './heard-watch.js';
import { LagWatch } from './lag-watch.js';
import { SILENT, type ConsumerLog } from './log.js';
import { NEEDS, RETHROWS, SEQUENCE } from './on-topic.js';
import { parkedFinding, type ParkedFinding } from './parked-finding.js';
import type { Sequenced } from './sequence.js';
import { sumParked } from './statements/sum-parked.js';

export interface ProjectionTransportOptions {
  readonly kafka: KafkaSettings;
  /** Names the consumer group (see `groupName` of `#kafka`), Kafka's client and the projection in metrics. */
  readonly projection: string;
  /** Names that the group had in earlier versions: deleted once nobody is in them. */
  readonly formerGroups?: readonly string[];
  /** The projection's writer, with `search_path` on the schema that has its tables and the consumer's. */
  readonly pool: Pool;
  /** What to subscribe to; each needs exactly one `@OnTopic` method. */
  readonly topics: readonly Topic[];
  readonly log?: ConsumerLog;
  /** Partitions worked on at the same time. 3 unless told; each takes a connection of the pool. */
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
  batchRows: 500,
  batchBytes: 4 * 1_048_576,
  fetchBytes: 8 * 1_048_576,
  bytesPerPartition: 1_048_576,
} as const;

/** Nest's door to the consumer: hands batches of a topic to the controller method marked `@OnTopic(topic)`. */
export class ProjectionTransport extends Server implements CustomTransportStrategy {
  // What a handler throws comes back here as it was (see OnTopic), and is judged by the slice runner.
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: ProjectionTransportOptions;
  #consumer: Consumer | null = null;
  #watches: readonly { stop(): void }[] = [];
  #heard: HeardWatch | null = null;

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

  /** What is set aside, by every process of the projection, for readiness. @throws when the database cannot be asked */
  async parked(): Promise<ParkedFinding> {
    return parkedFinding(this.#options.projection, await sumParked(this.#options.pool));
  }

  /** Returns at once: a broker that is away makes the process unready, not dead. @throws when a handler is missing */
  listen(callback: (error?: unknown) => void): void {
    const { pool, log = SILENT, batchRows: rows = DEFAULTS.batchRows, batchBytes: bytes } = this.#options;
    const handlers = this.#handlers();
    const topics = [...handlers.keys()];
    const instruments = processInstruments(pool, topics, this.#options.projection);
    const source = this.#source();
    const limits = { rows, bytes: bytes ?? DEFAULTS.batchBytes };
    const consumer = new Consumer({ source, pool, handlers, limits, instruments, log });
    const lag = new LagWatch({ source, pool, instruments, log, places: () => consumer.places() });
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
      concurrency: this.#options.concurrency ?? DEFAULTS.concurrency,
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

  unwrap<T>(): T {
    throw new Error('the projection transport hides its Kafka client');
  }

  /** Nest's own transport acknowledges what no handler matched; here every topic has exactly one, or nothing starts. */
  #handlers(): Handlers {
    const registered = this.getHandlers();
    const topics = this.#options.topics.map(({ name }) => name);
    const unknown = [...registered.keys()].find((pattern) => !topics.includes(pattern));
    if (unknown !== undefined) throw new Error(`a handler waits for ${unknown}, which is not subscribed`);
    return new Map(
      topics.map((topic) => {
        const handler = registered.get(topic);
        if (handler === undefined) throw new Error(`${topic} is subscribed and has no @OnTopic handler`);
        if (handler.next !== undefined) throw new Error(`${topic} has two handlers: a batch has one`);
        if (handler.extras?.[RETHROWS] !== true) throw new Error(`the handler of ${topic} is not marked @OnTopic`);
        const sequence = handler.extras[SEQUENCE] as Sequenced | undefined;
        const needs = needsFrom(needsIn(handler.extras));
        return [topic, { apply: batchHandler(handler), needs, ...(sequence === undefined ? {} : { sequence }) }];
      }),
    );
  }
}

/** Put there by `@OnTopic`, whose argument the compiler has checked. */
function needsIn(extras: Readonly<Record<string, unknown>>): Readonly<Record<string, Needs>> {
  return extras[NEEDS] as Readonly<Record<string, Needs>>;
}

function batchHandler(handler: MessageHandler<DeliveryBatch, unknown, readonly Outcome[]>): BatchHandler {
  return async (batch) => {
    // Nest's proxy gives what the method returned, or an observable when an interceptor or a filter stood between.
    const answer: unknown = await handler(batch);
    const outcomes: unknown = isObservable(answer) ? await lastValueFrom(answer) : answer;
    if (!isOutcomes(outcomes)) throw new TypeError('the handler did not answer with outcomes');
    return outcomes;
  };
}

const KINDS = new Set(['done', 'ignored', 'poison']);

function isOutcomes(answer: unknown): answer is readonly Outcome[] {
  return (
    Array.isArray(answer) &&
    answer.every((outcome: unknown) => typeof outcome === 'object' && outcome !== null && 'kind' in outcome) &&
    answer.every(({ kind }: { kind: unknown }) => typeof kind === 'string' && KINDS.has(kind))
  );
}
