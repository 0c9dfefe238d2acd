/** One row of the outbox as it goes to the bus. */
export interface OutboxRecord {
  /** Ascends per key. A decimal, because it is a bigint. */
  readonly id: string;
  readonly lane: number;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
  /** Milliseconds since 1970, by the database's clock. */
  readonly recordedAt: number;
}

/** A record that is stored, and where, as far as the bus says so. */
export interface StoredRecord extends OutboxRecord {
  readonly place?: { readonly partition: number; readonly offset: string };
}

/** Where records go. The suite in publisher.suite.ts says what each implementation keeps. */
export interface Publisher {
  /**
   * Resolves when all records are stored durably, those of one key in their order. A publisher that failed is as good as
   * new afterwards: the next call depends in nothing on what became of the failed one.
   *
   * @param onStored told of records as soon as they are stored, whatever becomes of the others; each once
   * @throws PublishFailed of which nobody knows whether all, some or none of those that `onStored` was not told of were
   */
  publish(records: readonly OutboxRecord[], onStored?: (stored: readonly StoredRecord[]) => void): Promise<void>;
  close(): Promise<void>;
}

/** `RECORD_TOO_LARGE`: the bus refuses at least one record for its size, for good. `PUBLISH_FAILED`: anything else. */
export type PublishFailureCode = 'PUBLISH_FAILED' | 'RECORD_TOO_LARGE';

export class PublishFailed extends Error {
  readonly code: PublishFailureCode;
  constructor(code: PublishFailureCode, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'PublishFailed';
    this.code = code;
  }
}
