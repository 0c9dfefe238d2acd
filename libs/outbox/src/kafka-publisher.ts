import { CompressionTypes, Partitioners, type Kafka, type Message, type Producer } from 'kafkajs';
import { PublishFailed, type OutboxRecord, type Publisher } from './publisher.js';

/**
 * An idempotent producer, one request in flight, acknowledged by all in-sync replicas.
 *
 * A producer whose send failed is never used again. kafkajs 2.2.4 rewinds its sequence numbers after a failed send
 * (src/producer/sendMessages.js); a broker that had stored that send takes the next, different batch with the same
 * numbers for its duplicate, answers success, and stores nothing. A new producer has a new id, so nothing to confuse.
 *
 * No compression: a batch then has the size that was checked against `max.message.bytes` before the commit, and gzip
 * would cost the relay more CPU than the rest of its work.
 */
export class KafkaPublisher implements Publisher {
  readonly #kafka: Kafka;
  readonly #topicPrefix: string;
  #producer: Producer | undefined;

  constructor(kafka: Kafka, { topicPrefix }: { readonly topicPrefix: string }) {
    this.#kafka = kafka;
    this.#topicPrefix = topicPrefix;
  }

  async publish(records: readonly OutboxRecord[]): Promise<void> {
    if (records.length === 0) return;
    try {
      this.#producer ??= await this.#connect();
      await this.#producer.sendBatch({
        acks: -1,
        timeout: SEND_TIMEOUT_MS,
        compression: CompressionTypes.None,
        topicMessages: [...this.#byTopic(records)].map(([topic, messages]) => ({ topic, messages })),
      });
    } catch (error) {
      this.#discard();
      throw new PublishFailed(isTooLarge(error) ? 'RECORD_TOO_LARGE' : 'PUBLISH_FAILED', error);
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect();
  }

  async #connect(): Promise<Producer> {
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      // The relay waits and tries again by itself, with a new producer; kafkajs wants at least one retry.
      retry: { retries: 2, initialRetryTime: 50, maxRetryTime: 500 },
    });
    try {
      await producer.connect();
    } catch (error) {
      producer.disconnect().catch(() => undefined);
      throw error;
    }
    return producer;
  }

  /** Not awaited: a broker that hangs would hold up the new producer. */
  #discard(): void {
    this.#producer?.disconnect().catch(() => undefined);
    this.#producer = undefined;
  }

  #byTopic(records: readonly OutboxRecord[]): Map<string, Message[]> {
    const topics = new Map<string, Message[]>();
    for (const { topic, key, value, headers } of records) {
      const name = this.#topicPrefix + topic;
      const messages = topics.get(name);
      if (messages === undefined) topics.set(name, [{ key, value, headers: { ...headers } }]);
      else messages.push({ key, value, headers: { ...headers } });
    }
    return topics;
  }
}

const SEND_TIMEOUT_MS = 10_000;

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('type' in error && (error.type === 'MESSAGE_TOO_LARGE' || error.type === 'RECORD_LIST_TOO_LARGE')) return true;
  return isTooLarge(error.cause);
}
