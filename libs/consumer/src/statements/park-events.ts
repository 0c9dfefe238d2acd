import { MAX_MESSAGE_BYTES } from '#contracts';
import type { Transaction } from '#postgres';
import type { Item } from '../pipeline.js';
import { stepOf } from '../sequence.js';
import type { Partition } from '../source.js';
import { withoutNul } from '../text.js';

export interface EventToPark {
  readonly item: Item;
  readonly kind: string;
  readonly because: string;
}

export interface Parking {
  readonly place: Partition;
  readonly attempts: number;
  readonly lot: readonly EventToPark[];
}

/** The order of ids is the order of the records: `with ordinality` sorts before the identity column counts. */
const PARK_EVENTS = `
  insert into parked_events (topic, partition, record_offset, key, event_id, event_type, kind, because, attempts,
                             headers, value, value_bytes, resource_version)
  select $1::text, $2::int, lot.record_offset, lot.key, lot.event_id, lot.event_type, lot.kind, lot.because, $3::int,
         lot.headers, lot.value, lot.value_bytes, lot.resource_version
    from unnest($4::bigint[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::json[], $11::bytea[],
                $12::int[], $13::bigint[])
         with ordinality
         as lot (record_offset, key, event_id, event_type, kind, because, headers, value, value_bytes, resource_version, place)
   order by lot.place
  on conflict (topic, partition, record_offset) do nothing`;

const LONGEST_REASON = 1_000;

/**
 * The value is kept up to {@link MAX_MESSAGE_BYTES}: what Rollcall's own topics let through is kept whole. Headers are
 * `json`, not `jsonb`, which cannot hold a NUL.
 */
export async function parkEvents(tx: Transaction, { place, attempts, lot }: Parking): Promise<void> {
  const delivery = ({ decoded }: Item) => (decoded.ok ? decoded.delivery : null);
  await tx.query(PARK_EVENTS, [
    place.topic,
    place.partition,
    attempts,
    lot.map(({ item }) => item.record.offset.toString()),
    lot.map(({ item }) => item.record.key),
    lot.map(({ item }) => delivery(item)?.event.id ?? null),
    lot.map(({ item }) => delivery(item)?.event.type ?? null),
    lot.map(({ kind }) => kind),
    lot.map(({ because }) => withoutNul(because).slice(0, LONGEST_REASON)),
    lot.map(({ item }) => JSON.stringify(item.record.headers)),
    lot.map(({ item }) => item.record.value?.subarray(0, MAX_MESSAGE_BYTES) ?? null),
    lot.map(({ item }) => item.record.value?.byteLength ?? 0),
    lot.map(({ item }) => stepOf(place.topic, item, false)?.version ?? null),
  ]);
}
