import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Partitioners, type PartitionMetadata } from 'kafkajs';
import { TOPICS } from '#contracts';
import type { World } from '../../support/world.js';

const LOOK_EVERY_MS = 200;
const partitionOf = Partitioners.DefaultPartitioner();

/** How long records wait in the outbox until they are known to be on the topic, at most, partition by partition. */
export class DelayWatch {
  readonly #longest = new Map<string, number>();
  readonly #watching: Promise<void>;
  readonly #prefix: string;
  #isStopping = false;

  constructor(world: World) {
    this.#prefix = world.kafka.topicPrefix;
    this.#watching = this.#watch(world.ownerUrl('scim-api'));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#watching;
  }

  /** Milliseconds, of the partitions (`topic/number`) that the condition takes. */
  longest(of: (place: string) => boolean): number {
    return Math.round(Math.max(0, ...[...this.#longest].filter(([place]) => of(place)).map(([, ms]) => ms)));
  }

  async #watch(url: string): Promise<void> {
    const client = new Client({ connectionString: url });
    await client.connect();
    while (!this.#isStopping) {
      const { rows } = await client.query<{ topic: string; key: string; ms: number }>(
        `select o.topic, o.tenant_id || '/' || o.resource_id as key,
                extract(epoch from clock_timestamp() - o.recorded_at)::float8 * 1000 as ms
           from outbox_unpublished as u
           join outbox as o on o.id = u.id`,
      );
      for (const { topic, key, ms } of rows) this.#note(topic, key, ms);
      await pause(LOOK_EVERY_MS);
    }
    await client.end();
  }

  #note(topic: string, key: string, ms: number): void {
    const count = TOPICS.find(({ name }) => name === topic)?.partitions ?? 1;
    // Of the partitions' description, it looks at their number only.
    const partitionMetadata = Array.from({ length: count }, (_, partitionId) => described(partitionId));
    const place = `${this.#prefix}${topic}/${partitionOf({ topic, partitionMetadata, message: { key, value: null } })}`;
    this.#longest.set(place, Math.max(ms, this.#longest.get(place) ?? 0));
  }
}

function described(partitionId: number): PartitionMetadata {
  return { partitionErrorCode: 0, partitionId, leader: 0, replicas: [], isr: [] };
}
