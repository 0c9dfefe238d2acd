import type { Transaction } from '#postgres';
import type { Partition, SourceRecord } from '../source.js';
import { withoutNul } from '../text.js';

export interface ParkedRecord extends Partition {
  readonly id: string;
  readonly eventId: string | null;
  readonly record: SourceRecord;
  /** The value was too large to be kept whole. */
  readonly isCut: boolean;
}

/**
 * Everything of the key in the order of the log. The partition's row is locked: nothing joins the queue meanwhile. What
 * has no key stands alone: no order was promised, and it may lie in other partitions, whose rows are not locked.
 */
const PARKED_OF_KEY = `
  select id, topic, partition, record_offset, key, event_id, headers::text as headers, value, value_bytes
    from parked_events
   where topic = $1::text
     and key = $2::text
     and (key <> '' or id = $3::bigint)
   order by id
     for update`;

interface Row {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: string;
  readonly key: string;
  readonly event_id: string | null;
  readonly headers: string;
  readonly value: Buffer | null;
  readonly value_bytes: number;
}

export async function parkedOfKey(
  tx: Transaction,
  { topic, key, id }: { topic: string; key: string; id: string },
): Promise<ParkedRecord[]> {
  const { rows } = await tx.query<Row>(PARKED_OF_KEY, [topic, key, id]);
  return rows.map((row): ParkedRecord => ({
    id: row.id,
    topic: row.topic,
    partition: row.partition,
    eventId: row.event_id,
    record: {
      offset: BigInt(row.record_offset),
      key: row.key,
      headers: decodeHeaders(row.headers),
      value: row.value,
    },
    isCut: (row.value?.byteLength ?? 0) !== row.value_bytes,
  }));
}

/** Written by `parkEvents` as an object of strings, and by nobody else. */
function decodeHeaders(text: string): Record<string, string> {
  return JSON.parse(text) as Record<string, string>;
}

const REMOVE_PARKED = `
  delete from parked_events
   where id = $1::bigint`;

export async function removeParked(tx: Transaction, id: string): Promise<void> {
  await tx.query(REMOVE_PARKED, [id]);
}

const KEEP_PARKED = `
  update parked_events
     set because = $2::text,
         attempts = attempts + 1,
         kind = case when kind = 'waiting' then 'poison' else kind end
   where id = $1::bigint`;

export async function keepParked(tx: Transaction, id: string, because: string): Promise<void> {
  await tx.query(KEEP_PARKED, [id, withoutNul(because).slice(0, 1_000)]);
}
