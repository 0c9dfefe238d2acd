import { PublishFailed, type OutboxRecord, type PublishFailureCode, type Publisher } from './publisher.js';

/** Keeps what is published, for tests; it fails when it is told to. */
export class MemoryPublisher implements Publisher {
  readonly stored: OutboxRecord[] = [];
  /** Records larger than this many characters of value are refused. */
  maxValue = Number.POSITIVE_INFINITY;
  #failures: { code: PublishFailureCode; stored: boolean }[] = [];

  async publish(
    records: readonly OutboxRecord[],
    onStored: (stored: readonly OutboxRecord[]) => void = () => undefined,
  ): Promise<void> {
    if (records.some((record) => record.value.length > this.maxValue)) {
      throw new PublishFailed('RECORD_TOO_LARGE', 'a record is too large');
    }
    const failure = this.#failures.shift();
    if (failure === undefined || failure.stored) this.stored.push(...records);
    if (failure !== undefined) throw new PublishFailed(failure.code, 'as told');
    onStored(records);
  }

  /** The next call fails; `stored` says whether it stores its records all the same. */
  failNext({ stored }: { readonly stored: boolean }): void {
    this.#failures.push({ code: 'PUBLISH_FAILED', stored });
  }

  async close(): Promise<void> {
    this.#failures = [];
  }
}
