import { MAX_MESSAGE_BYTES } from '#contracts';
import type { Transaction } from '#postgres';
import type { Item } from '../pipeline.js';
import type { Partition } from '../source.js';
import { withoutNul } from '../text.js';

/** Written again at each try; a discard that came between is not undone. */
const NOTE_STOPPED = `
  insert into parked_events (topic, partition, record_offset, key, event_type, kind, because, attempts, headers, value,
                             value_bytes)
  values ($1::text, $2::int, $3::bigint, $4::text, $5::text, 'stopped', $6::text, 1, $7::json, $8::bytea, $9::int)
  on conflict (topic, partition, record_offset)
  do update set attempts = parked_events.attempts + 1,
                because = excluded.because
          where parked_events.kind = 'stopped'`;

const LONGEST_TYPE = 100;

/** Puts the record at which its partition stands still where people look: among what is parked. */
export async function noteStopped(
  tx: Transaction,
  place: Partition,
  { item, because }: { item: Item; because: string },
): Promise<void> {
  const { record } = item;
  await tx.query(NOTE_STOPPED, [
    place.topic,
    place.partition,
    record.offset.toString(),
    record.key,
    record.headers.ce_type === undefined ? null : withoutNul(record.headers.ce_type).slice(0, LONGEST_TYPE),
    withoutNul(because),
    JSON.stringify(record.headers),
    record.value?.subarray(0, MAX_MESSAGE_BYTES) ?? null,
    record.value?.byteLength ?? 0,
  ]);
}

const PASS_STOPPED = `
  delete from parked_events
   where topic = $1::text
     and partition = $2::int
     and record_offset = any($3::bigint[])
     and kind = 'stopped'`;

/** A version that can read them has come to these records. */
export async function passStopped(tx: Transaction, place: Partition, offsets: readonly bigint[]): Promise<void> {
  await tx.query(PASS_STOPPED, [place.topic, place.partition, offsets.map(String)]);
}
