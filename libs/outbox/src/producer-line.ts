import { CompressionTypes, type RecordMetadata } from 'kafkajs';
import { connectProducer, within, type ConnectedProducer, type ProducerOptions } from '#kafka';
import { Leaders, NOWHERE, type PlacedMessage } from './leaders.js';
import type { OutboxRecord, StoredRecord } from './publisher.js';

export type LineOptions = Omit<ProducerOptions, 'createPartitioner'> & { readonly topicPrefix: string };

interface PlacedRecord {
  readonly record: OutboxRecord;
  readonly message: PlacedMessage;
}

/**
 * One connected producer, until its first failure.
 *
 * Records are sent leader by leader, at the same time. A call of kafkajs succeeds or fails as a whole, so one broker that
 * hangs would have all records sent again and none marked; and it connects to all the brokers that it needs, one after
 * the other, before it sends anything to any.
 */
export class ProducerLine {
  readonly #options: LineOptions;
  readonly #leaders: Leaders;
  readonly #connected: ConnectedProducer;

  private constructor(options: LineOptions, leaders: Leaders, connected: ConnectedProducer) {
    this.#options = options;
    this.#leaders = leaders;
    this.#connected = connected;
  }

  static async open(options: LineOptions): Promise<ProducerLine> {
    const leaders = new Leaders();
    const { createPartitioner } = leaders;
    return new ProducerLine(options, leaders, await connectProducer({ ...options, createPartitioner }));
  }

  /**
   * Sends each record once, and says which are stored as soon as that is certain: a leader's answer names the partition.
   *
   * @returns what went wrong, leader by leader; empty when all are stored
   */
  async send(
    records: readonly OutboxRecord[],
    onStored: (records: readonly StoredRecord[]) => void,
  ): Promise<unknown[]> {
    try {
      await within(this.#learn(new Set(records.map(({ topic }) => this.#name(topic)))), LEARN);
    } catch (error) {
      return [error];
    }
    // Past a request's own time: a call of kafkajs may make several requests one after the other.
    const ms = this.#options.requestTimeoutMs + LATE_MS;
    const sent = [...this.#byLeader(records).values()].map(async (group) => {
      onStored(await within(this.#sendOnce(group), { ms, what: 'sending' }));
    });
    const failures = (await Promise.allSettled(sent)).filter((outcome) => outcome.status === 'rejected');
    return failures.map(({ reason }) => reason as unknown);
  }

  cut(): void {
    this.#connected.cut();
  }

  /** Has kafkajs fetch who leads the topics' partitions, without sending anything. */
  async #learn(topics: Iterable<string>): Promise<void> {
    const unknown = this.#leaders.unknown(topics);
    if (unknown.length === 0) return;
    const messages = [{ value: null, partition: NOWHERE }];
    await this.#connected.producer.sendBatch({ topicMessages: unknown.map((topic) => ({ topic, messages })) });
  }

  #byLeader(records: readonly OutboxRecord[]): Map<number | undefined, PlacedRecord[]> {
    const groups = new Map<number | undefined, PlacedRecord[]>();
    for (const record of records) {
      const { key, value, headers } = record;
      const message = this.#leaders.place(this.#name(record.topic), { key, value, headers: { ...headers } });
      const leader = this.#leaders.of(message);
      const group = groups.get(leader);
      if (group === undefined) groups.set(leader, [{ record, message }]);
      else group.push({ record, message });
    }
    return groups;
  }

  async #sendOnce(group: readonly PlacedRecord[]): Promise<StoredRecord[]> {
    const topics = new Map<string, PlacedMessage[]>();
    for (const { message } of group) {
      const messages = topics.get(message.topic);
      if (messages === undefined) topics.set(message.topic, [message]);
      else messages.push(message);
    }
    const answer = await this.#connected.producer.sendBatch({
      acks: -1,
      // Shorter than the client's own: then it is the broker that says what it waited for.
      timeout: this.#options.requestTimeoutMs * 0.9,
      compression: CompressionTypes.None,
      topicMessages: [...topics].map(([topic, messages]) => ({ topic, messages })),
    });
    demandAnswer(group, answer);
    return placedBy(group, answer);
  }

  #name(topic: string): string {
    return this.#options.topicPrefix + topic;
  }
}

const LATE_MS = 1_000;
// Of the broker that has just let the producer in.
const LEARN = { ms: 3_000, what: 'asking who leads the partitions' };

/** A partition's records of one call are one batch of Kafka's: they lie one behind the other from its base offset on. */
function placedBy(group: readonly PlacedRecord[], answer: readonly RecordMetadata[]): StoredRecord[] {
  const next = new Map(
    answer.flatMap(({ topicName, partition, baseOffset }) =>
      baseOffset === undefined ? [] : [[`${topicName}/${partition}`, BigInt(baseOffset)]],
    ),
  );
  return group.map(({ record, message: { topic, partition } }) => {
    const offset = next.get(`${topic}/${partition}`);
    if (offset === undefined) return record;
    next.set(`${topic}/${partition}`, offset + 1n);
    return { ...record, place: { partition, offset: String(offset) } };
  });
}

/** kafkajs reports success for partitions that it asked nobody to store. */
function demandAnswer(group: readonly PlacedRecord[], answer: readonly RecordMetadata[]): void {
  const stored = new Set(
    answer.filter(({ errorCode }) => errorCode === 0).map(({ topicName, partition }) => `${topicName}/${partition}`),
  );
  const missing = group
    .map(({ message: { topic, partition } }) => `${topic}/${partition}`)
    .filter((place) => !stored.has(place));
  if (missing.length > 0) throw new Error(`no broker has answered for ${[...new Set(missing)].join(', ')}`);
}
