import type { Consumer, EachBatchPayload, OffsetsByTopicPartition } from 'kafkajs';
import type { Partition } from './source.js';

const EVERY_MS = 1_000;

/** Tells Kafka what is stored, at most once a second: lag tools look there, and nothing of ours does. */
export class KafkaCommits {
  readonly #topicPrefix: string;
  readonly #dirty = new Map<string, { topic: string; partition: number; offset: string }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(topicPrefix: string) {
    this.#topicPrefix = topicPrefix;
  }

  begin(consumer: Consumer): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      void this.flush(consumer);
    }, EVERY_MS);
    this.#timer.unref();
  }

  stored({ topic, partition }: Partition, next: bigint): void {
    const name = this.#topicPrefix + topic;
    this.#dirty.set(`${name}/${partition}`, { topic: name, partition, offset: next.toString() });
  }

  /** From within a batch, when the group is about to be left. */
  async flushNow(payload: EachBatchPayload): Promise<void> {
    const topics = this.#take().map(({ topic, partition, offset }) => ({ topic, partitions: [{ partition, offset }] }));
    const offsets: OffsetsByTopicPartition = { topics };
    if (topics.length > 0) await payload.commitOffsetsIfNecessary(offsets).catch(() => undefined);
  }

  /** Best effort: what is lost here is told again with the next batch. */
  async flush(consumer: Consumer): Promise<void> {
    const offsets = this.#take();
    if (offsets.length > 0) await consumer.commitOffsets(offsets).catch(() => undefined);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #take(): { topic: string; partition: number; offset: string }[] {
    const offsets = [...this.#dirty.values()];
    this.#dirty.clear();
    return offsets;
  }
}
