import { decodeEvent } from '#contracts';
import type { Item } from '../pipeline.js';
import type { Partition, SourceRecord } from '../source.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Pure, and before the transaction: a retry does not pay for it again, and no lock is held meanwhile. */
export function decodeRecord(place: Partition, record: SourceRecord): Item {
  if (record.value === null) return { record, decoded: { ok: false, because: 'the message has no value' } };
  const decoded = decodeEvent({ headers: record.headers, value: record.value.toString('utf8') });
  if (!decoded.ok) return { record, decoded };
  const { event } = decoded;
  if (!UUID.test(event.id)) return { record, decoded: { ok: false, because: 'ce_id is not a UUID' } };
  const { topic, partition } = place;
  return {
    record,
    decoded: { ok: true, delivery: { event, topic, partition, offset: record.offset, key: record.key } },
  };
}
