import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Pool } from 'pg';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Topic } from '#contracts';
import { openKafka, type KafkaSettings } from '#kafka';
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
import { KafkaSource } from './kafka-source.js';
import { SILENT, type ConsumerLog } from './log.js';
import { NEEDS, RETHROWS } from './on-topic.js';

export interface ProjectionTransportOptions {
  readonly kafka: KafkaSettings;
  /** Kafka's consumer group: one per projection. */
  readonly groupId: string;
  readonly clientId: string;
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

  constructor(options: ProjectionTransportOptions) {
    super();
    this.#options = options;
  }

  /** Why the consumer is not in order, in sentences; empty when it is. For readiness. */
  problems(): readonly string[] {
    return this.#consumer?.problems() ?? ['the consumer has not started'];
  }

  /** Returns at once: a broker that is away makes the process unready, not dead. @throws when a handler is missing */
  listen(callback: (error?: unknown) => void): void {
    const { kafka, clientId, groupId, pool, log = SILENT } = this.#options;
    const handlers = this.#handlers();
    const source = new KafkaSource({
      kafka: openKafka(kafka, clientId, log),
      topicPrefix: kafka.topicPrefix,
      groupId,
      log,
      concurrency: this.#options.concurrency ?? DEFAULTS.concurrency,
      fetchBytes: DEFAULTS.fetchBytes,
      bytesPerPartition: DEFAULTS.bytesPerPartition,
      gatherMs: this.#options.gatherMs ?? 0,
    });
    const limits = {
      rows: this.#options.batchRows ?? DEFAULTS.batchRows,
      bytes: this.#options.batchBytes ?? DEFAULTS.batchBytes,
    };
    const instruments = processInstruments(pool, [...handlers.keys()]);
    this.#consumer = new Consumer({ source, pool, handlers, limits, instruments, log });
    this.#consumer.start();
    callback();
  }

  /** Finishes the batches in flight, whose offsets are stored with them, and leaves the group. */
  async close(): Promise<void> {
    await this.#consumer?.stop();
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
        return [topic, { apply: batchHandler(handler), needs: needsFrom(needsIn(handler.extras)) }];
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
