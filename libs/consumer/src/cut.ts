import type { PartitionBatch, SourceRecord } from './source.js';

export interface CutRecords {
  readonly from: bigint;
  readonly next: bigint;
  readonly records: readonly SourceRecord[];
}

export interface Limits {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Cuts a fetched batch into what one transaction takes. A record that alone exceeds `bytes` is a cut of its own; a
 * batch without records (a hole in the log) is one empty cut, because the offset must move over it.
 */
export function* cut(batch: PartitionBatch, limits: Limits): Generator<CutRecords> {
  let from = batch.fetchedFrom;
  let records: SourceRecord[] = [];
  let bytes = 0;
  for (const record of batch.records) {
    const size = record.value?.byteLength ?? 0;
    if (records.length > 0 && (records.length >= limits.rows || bytes + size > limits.bytes)) {
      yield { from, next: record.offset, records };
      from = record.offset;
      records = [];
      bytes = 0;
    }
    records.push(record);
    bytes += size;
  }
  yield { from, next: batch.next, records };
}
