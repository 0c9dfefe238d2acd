import type { ISocketFactory } from 'kafkajs';
import type { KafkaLog, KafkaSettings } from '#kafka';
import { ProducerLine } from './producer-line.js';
import { PublishFailed, type OutboxRecord, type Publisher, type StoredRecord } from './publisher.js';

export interface KafkaPublisherOptions {
  readonly clientId: string;
  readonly log?: KafkaLog;
  /** How long a broker may take to answer: 10 s. A broker that hangs holds up the others' partitions by about as much. */
  readonly requestTimeoutMs?: number;
  /** For tests: instead of a connection to the broker's own address. */
  readonly socketFactory?: ISocketFactory;
}

/**
 * A producer that sends once, acknowledged by all in-sync replicas; a record counts as stored when the answer of the
 * broker that leads its partition names that partition.
 *
 * kafkajs 2.2.4 (src/producer/sendMessages.js) sends again broker by broker: one that has answered is not asked again,
 * so a partition that moves to it between two tries is sent to nobody, and the call succeeds. And it rewinds an
 * idempotent producer's sequence numbers after a failed send, whereupon a broker that had stored it takes the next,
 * different batch for its duplicate, answers success, and stores nothing. So: no retries within a call, no idempotence
 * (without retries it has nothing to prevent), and a producer one of whose sends failed is never used again.
 *
 * What a failed send may still store, later than one would think, is a run of records that begins with the first that is
 * not known to be stored: it adds duplicates and changes no order of first occurrences.
 *
 * No compression: a batch then has the size that was checked against `max.message.bytes` before the commit, and gzip
 * would cost the relay more CPU than the rest of its work.
 */
export class KafkaPublisher implements Publisher {
  readonly #open: () => Promise<ProducerLine>;
  #line: Promise<ProducerLine> | undefined;

  constructor(settings: KafkaSettings, { requestTimeoutMs = REQUEST_TIMEOUT_MS, ...client }: KafkaPublisherOptions) {
    const { topicPrefix } = settings;
    this.#open = () => ProducerLine.open({ settings, topicPrefix, requestTimeoutMs, ...client });
  }

  async publish(
    records: readonly OutboxRecord[],
    onStored: (stored: readonly StoredRecord[]) => void = () => undefined,
  ): Promise<void> {
    if (records.length === 0) return;
    const line = (this.#line ??= this.#open());
    const failures = await line.then(
      (opened) => opened.send(records, onStored),
      (error: unknown) => [error],
    );
    if (failures.length === 0) return;
    this.#giveUp(line);
    const tooLarge = failures.find(isTooLarge);
    throw new PublishFailed(tooLarge === undefined ? 'PUBLISH_FAILED' : 'RECORD_TOO_LARGE', tooLarge ?? failures[0]);
  }

  close(): Promise<void> {
    if (this.#line !== undefined) this.#giveUp(this.#line);
    return Promise.resolve();
  }

  /** What another call sends on it fails with it, and that call opens the next one. */
  #giveUp(line: Promise<ProducerLine>): void {
    if (this.#line === line) this.#line = undefined;
    line.then((opened) => opened.cut()).catch(() => undefined);
  }
}

const REQUEST_TIMEOUT_MS = 10_000;

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('type' in error && (error.type === 'MESSAGE_TOO_LARGE' || error.type === 'RECORD_LIST_TOO_LARGE')) return true;
  return isTooLarge(error.cause);
}
