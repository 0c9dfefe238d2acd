import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Pool } from 'pg';
import type { Topic } from '#contracts';
import type { KafkaSettings } from '#kafka';
import type { ConsumerLog } from './log.js';

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
}

/** Nest's door to the consumer: hands batches of a topic to the controller method marked `@OnTopic(topic)`. */
export class ProjectionTransport extends Server implements CustomTransportStrategy {
  readonly #options: ProjectionTransportOptions;

  constructor(options: ProjectionTransportOptions) {
    super();
    this.#options = options;
  }

  /** Why the consumer is not in order, in sentences; empty when it is. For readiness. */
  problems(): readonly string[] {
    return this.#options.topics.length === 0 ? ['no topic is subscribed'] : [];
  }

  listen(callback: (error?: unknown) => void): void {
    callback();
  }

  async close(): Promise<void> {}

  on(): never {
    throw new Error('the projection transport has no events to listen to: see problems()');
  }

  unwrap<T>(): T {
    throw new Error('the projection transport hides its Kafka client');
  }
}
