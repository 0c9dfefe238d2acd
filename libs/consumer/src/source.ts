/** A record as it came from the log, headers as text. */
export interface SourceRecord {
  readonly offset: bigint;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

export interface Partition {
  /** Without the installation's prefix. */
  readonly topic: string;
  readonly partition: number;
}

export interface PartitionBatch extends Partition {
  /** The offset that was asked for: between it and the first record there is nothing. */
  readonly fetchedFrom: bigint;
  /** The offset after the batch, holes at its end (control records) included. */
  readonly next: bigint;
  /** The offset that the next record written to the partition will get. */
  readonly highWatermark: bigint;
  readonly records: readonly SourceRecord[];
}

/** What the reader of a batch may ask and tell while it works. */
export interface BatchControl {
  /** False once the source stops, or once a seek is pending: the rest of the batch must be left alone. */
  isActive(): boolean;
  /** Keeps the partition ours. @throws when it was taken away */
  heartbeat(): Promise<void>;
  /** Everything before `next` is stored; the next fetch begins there. */
  resolve(next: bigint): void;
}

export interface Reader {
  readonly topics: readonly string[];
  /** Called with everything that is ours from now on, before the first batch of it. */
  assigned(partitions: readonly Partition[]): void;
  /** Never two batches of one partition at once. */
  read(batch: PartitionBatch, control: BatchControl): Promise<void>;
}

export interface Watermarks {
  /** The first offset that still exists. */
  readonly low: bigint;
  readonly high: bigint;
}

/** Where batches come from: Kafka, or memory in fast tests. */
export interface RecordSource {
  /** Returns at once; reading begins when the log can be reached. */
  start(reader: Reader): void;
  /** Waits for the batches in flight. */
  stop(): Promise<void>;
  /** Reads on from `offset`, also when paused. What was fetched before is not handed out. */
  seek(place: Partition, offset: bigint): void;
  pause(place: Partition): void;
  clusterId(): Promise<string>;
  watermarks(place: Partition): Promise<Watermarks>;
  /** Of every partition of the topics, by {@link placeName}: one question per topic. */
  highWatermarks(topics: readonly string[]): Promise<ReadonlyMap<string, bigint>>;
  /** Why nothing can be read now, or null. */
  problem(): string | null;
}

export function placeName({ topic, partition }: Partition): string {
  return `${topic}[${partition}]`;
}

/** The other way round. */
export function placeOfName(name: string): Partition {
  const [, topic = '', partition = ''] = /^(.*)\[(\d+)\]$/.exec(name) ?? [];
  return { topic, partition: Number(partition) };
}
