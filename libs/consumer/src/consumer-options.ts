import type { Pool } from 'pg';
import type { Limits } from './cut.js';
import type { Handlers } from './delivery.js';
import type { Instruments } from './instruments.js';
import type { ConsumerLog } from './log.js';
import type { Settlement } from './pipeline.js';
import type { Partition, RecordSource } from './source.js';

export interface ConsumerOptions {
  readonly source: RecordSource;
  readonly pool: Pool;
  readonly handlers: Handlers;
  /** Of a transaction. */
  readonly limits: Limits;
  /** Transactions at the same time; each takes a connection of the pool. 3 unless told. */
  readonly concurrency?: number;
  /** Most bytes of the batches that are decoded and applied at the same time, unless one alone is larger. 3 MiB unless told. */
  readonly bytesAtOnce?: number;
  readonly instruments: Instruments;
  readonly log: ConsumerLog;
  /** Told of every slice after its commit. */
  readonly onStored?: (place: Partition, next: bigint, settled: readonly Settlement[]) => void;
  readonly onStopped?: (place: Partition, because: string) => void;
  /** False for a rebuild: its effects belong to requests long gone. True unless told. */
  readonly isTraced?: boolean;
  /** Milliseconds until a partition that stands still at a record of a later version is tried again. */
  readonly tryAgainMs?: number;
}
