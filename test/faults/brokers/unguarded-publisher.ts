import { CompressionTypes, Partitioners, type Kafka, type Message, type Producer } from 'kafkajs';
import { PublishFailed, type OutboxRecord, type Publisher } from '#outbox';

/**
 * The control: kafkajs' idempotent producer as its documentation has it, replaced after a failed send, with all records in
 * one call and its answer taken for the truth. It loses records as soon as leaders move between several brokers.
 */
export class UnguardedPublisher implements Publisher {
  readonly #kafka: Kafka;
  readonly #topicPrefix: string;
  #producer: Producer | undefined;

  constructor(kafka: Kafka, { topicPrefix }: { readonly topicPrefix: string }) {
    this.#kafka = kafka;
    this.#topicPrefix = topicPrefix;
  }

  async publish(records: readonly OutboxRecord[]): Promise<void> {
    const topics = new Map<string, Message[]>();
    for (const { topic, key, value, headers } of records) {
      const name = this.#topicPrefix + topic;
      topics.set(name, [...(topics.get(name) ?? []), { key, value, headers: { ...headers } }]);
    }
    try {
      this.#producer ??= await this.#connect();
      await this.#producer.sendBatch({
        acks: -1,
        compression: CompressionTypes.None,
        topicMessages: [...topics].map(([topic, messages]) => ({ topic, messages })),
      });
    } catch (error) {
      await this.close();
      throw new PublishFailed('PUBLISH_FAILED', error);
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }

  async #connect(): Promise<Producer> {
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 2, initialRetryTime: 50, maxRetryTime: 500 },
    });
    await producer.connect();
    return producer;
  }
}
