import { createHash } from 'node:crypto';
import type { Batch } from 'kafkajs';
import { headerText } from '#kafka';
import type { PartitionBatch, SourceRecord } from './source.js';
import { withoutNul } from './text.js';

export function toPartitionBatch(topic: string, batch: Batch): PartitionBatch {
  const records = batch.messages.map((message): SourceRecord => ({
    offset: BigInt(message.offset),
    key: boundedKey(withoutNul(message.key?.toString('utf8') ?? '')),
    headers: headerText(message.headers),
    value: message.value,
  }));
  return {
    topic,
    partition: batch.partition,
    fetchedFrom: fetchedFrom(batch),
    next: BigInt(batch.lastOffset()) + 1n,
    highWatermark: BigInt(batch.highWatermark),
    records,
  };
}

// Ours are two UUIDs. 512 characters of any script fit into an index row, which takes 2,704 bytes.
const LONGEST_KEY = 512;
const KEPT_OF_LONGER = 400;

/**
 * The key is a column, an index and an order: neither a NUL nor the length of a stranger's key may stop the partition.
 * Of a long one its beginning and a hash are enough to tell it from others.
 */
export function boundedKey(key: string): string {
  if (key.length <= LONGEST_KEY) return key;
  return `${key.slice(0, KEPT_OF_LONGER).toWellFormed()}…${createHash('sha256').update(key).digest('hex')}`;
}

/**
 * kafkajs 2.2.4 keeps the offset that it asked for in the batch (consumer/batch.js) and leaves it out of its types.
 * Without it a hole of control records could not be told from lost events, so the first offset must do.
 */
function fetchedFrom(batch: Batch): bigint {
  if ('fetchedOffset' in batch) return BigInt(String(batch.fetchedOffset));
  return BigInt(batch.firstOffset() ?? 0);
}
