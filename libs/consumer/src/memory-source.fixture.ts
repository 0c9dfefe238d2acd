import {
  placeName,
  type BatchControl,
  type Partition,
  type PartitionBatch,
  type Reader,
  type RecordSource,
  type SourceRecord,
  type Watermarks,
} from './source.js';

const MOST_RECORDS_A_FETCH = 1_000;

/** A log in memory: what the consumer's behaviour is tested against where no broker is needed. */
export class MemoryLog {
  readonly clusterId: string;
  readonly #partitions = new Map<string, { low: number; records: SourceRecord[] }>();
  readonly #bells = new Set<() => void>();

  constructor(clusterId = 'memory') {
    this.clusterId = clusterId;
  }

  /** Returns the record's offset. */
  append(place: Partition, record: Omit<SourceRecord, 'offset'>): bigint {
    const { records } = this.partition(place);
    const offset = BigInt(records.length);
    records.push({ ...record, offset });
    for (const ring of this.#bells) ring();
    return offset;
  }

  /** Forgets everything before `offset`, as retention would. */
  truncate(place: Partition, offset: bigint): void {
    this.partition(place).low = Number(offset);
  }

  partition({ topic, partition }: Partition): { low: number; records: SourceRecord[] } {
    const name = `${topic}/${partition}`;
    const known = this.#partitions.get(name) ?? { low: 0, records: [] };
    this.#partitions.set(name, known);
    return known;
  }

  /** Calls `ring` at every append, until the returned function is called. */
  listen(ring: () => void): () => void {
    this.#bells.add(ring);
    return () => this.#bells.delete(ring);
  }
}

/** Reads all the named partitions of a log; there are no groups here, so two sources are each other's zombies. */
export class MemorySource implements RecordSource {
  readonly #log: MemoryLog;
  readonly #places: readonly Partition[];
  readonly #positions = new Map<Partition, { offset: bigint; isPaused: boolean; isSought: boolean }>();
  #loops: Promise<void>[] = [];
  #isStopping = false;

  constructor(log: MemoryLog, places: readonly Partition[]) {
    this.#log = log;
    this.#places = places;
  }

  start(reader: Reader): void {
    for (const place of this.#places) this.#positions.set(place, { offset: 0n, isPaused: false, isSought: false });
    reader.assigned(this.#places);
    this.#loops = this.#places.map((place) => this.#loop(place, reader));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await Promise.all(this.#loops);
  }

  seek(place: Partition, offset: bigint): void {
    const position = this.#position(place);
    position.offset = offset;
    position.isSought = true;
    position.isPaused = false;
    this.#wake();
  }

  pause(place: Partition): void {
    this.#position(place).isPaused = true;
  }

  clusterId(): Promise<string> {
    return Promise.resolve(this.#log.clusterId);
  }

  watermarks(place: Partition): Promise<Watermarks> {
    const { low, records } = this.#log.partition(place);
    return Promise.resolve({ low: BigInt(low), high: BigInt(records.length) });
  }

  highWatermarks(topics: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    const places = this.#places.filter(({ topic }) => topics.includes(topic));
    const ends = places.map((place) => [placeName(place), BigInt(this.#log.partition(place).records.length)] as const);
    return Promise.resolve(new Map(ends));
  }

  problem(): string | null {
    return null;
  }

  async #loop(place: Partition, reader: Reader): Promise<void> {
    const position = this.#position(place);
    while (!this.#isStopping) {
      const batch = position.isPaused ? null : this.#fetch(place, position.offset);
      if (batch === null) {
        await this.#somethingNew();
        continue;
      }
      position.isSought = false;
      const control: BatchControl = {
        isActive: () => !this.#isStopping && !position.isSought,
        heartbeat: () => Promise.resolve(),
        resolve: (next) => {
          if (!position.isSought) position.offset = next;
        },
      };
      await reader.read(batch, control);
    }
  }

  #fetch(place: Partition, offset: bigint): PartitionBatch | null {
    const { low, records } = this.#log.partition(place);
    const from = Math.max(low, Number(offset));
    const found = records.slice(from, from + MOST_RECORDS_A_FETCH);
    if (found.length === 0) return null;
    return {
      ...place,
      fetchedFrom: BigInt(from),
      next: BigInt(from + found.length),
      highWatermark: BigInt(records.length),
      records: found,
    };
  }

  readonly #waiting = new Set<() => void>();

  #wake(): void {
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  async #somethingNew(): Promise<void> {
    await new Promise<void>((resolve) => {
      const unlisten = this.#log.listen(done);
      this.#waiting.add(done);
      function done(): void {
        unlisten();
        resolve();
      }
    });
  }

  #position(place: Partition): { offset: bigint; isPaused: boolean; isSought: boolean } {
    for (const [known, position] of this.#positions) {
      if (known.topic === place.topic && known.partition === place.partition) return position;
    }
    throw new Error(`${place.topic}[${place.partition}] is not read here`);
  }
}
