import { decodeEvent, misplaced } from '#contracts';
import { isUuid } from '#postgres';
import type { Item } from '../pipeline.js';
import type { Partition, SourceRecord } from '../source.js';

/** Pure, and before the transaction: a retry does not pay for it again, and no lock is held meanwhile. */
export function decodeRecord(place: Partition, record: SourceRecord): Item {
  const decoded = decodeEvent({ headers: record.headers, value: record.value?.toString('utf8') ?? null });
  if (!decoded.ok) return { record, decoded };
  const { event } = decoded;
  const { topic, partition } = place;
  if (!isUuid(event.id.toLowerCase())) return refuse(record, 'ce_id is not a UUID');
  // Here for all handlers: none of them meets an event that it says nothing about.
  const odd = misplaced(event, topic);
  if (odd !== null) return refuse(record, odd);
  return {
    record,
    decoded: { ok: true, delivery: { event, topic, partition, offset: record.offset, key: record.key } },
  };
}

function refuse(record: SourceRecord, because: string): Item {
  return { record, decoded: { ok: false, because, isNewer: false } };
}
