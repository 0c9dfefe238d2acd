import { turns, type Turn } from '#turns';
import { decodeRecord } from './middleware/decode.js';
import type { Item } from './pipeline.js';
import { placeName, type Partition, type PartitionBatch, type SourceRecord } from './source.js';

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

export interface CutItems {
  readonly from: bigint;
  readonly next: bigint;
  readonly items: readonly Item[];
}

/**
 * Decodes, and cuts before and after what only a later version can read: all that is before such a record is stored
 * before the partition stands still at it. What a slice's values become takes five to ten times their bytes, so no
 * slice is decoded before the one before it is stored; and between two records others have their turn, a partition each.
 */
export async function* partAtNewer(
  place: Partition,
  cuts: Iterable<CutRecords>,
  turn: Turn = turns.begin(placeName(place)),
): AsyncGenerator<CutItems> {
  for (const { from: begin, next, records } of cuts) {
    let from = begin;
    let items: Item[] = [];
    for (const record of records) {
      const item = decodeRecord(place, record);
      if (turn.isOver()) await turn.next();
      const isNewer = !item.decoded.ok && item.decoded.isNewer;
      if (isNewer && items.length > 0) {
        yield { from, next: record.offset, items };
        from = record.offset;
        items = [];
      }
      items.push(item);
      if (isNewer) {
        yield { from, next: record.offset + 1n, items };
        from = record.offset + 1n;
        items = [];
      }
    }
    if (from < next || items.length > 0 || records.length === 0) yield { from, next, items };
  }
}
