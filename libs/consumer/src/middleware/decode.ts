import { decodeEvent, EVENTS, misplaced, type RollcallEvent } from '#contracts';
import { UNREAD_HEADER } from '#kafka';
import { isUuid } from '#postgres';
import type { Item } from '../pipeline.js';
import type { Partition, SourceRecord } from '../source.js';

/** Pure, and before the transaction: a retry does not pay for it again, and no lock is held meanwhile. */
export function decodeRecord(place: Partition, record: SourceRecord): Item {
  const unread = record.headers[UNREAD_HEADER];
  if (unread !== undefined) return refuse(record, unread);
  const decoded = decodeEvent({ headers: record.headers, value: record.value?.toString('utf8') ?? null });
  if (!decoded.ok) return { record, decoded };
  const { event } = decoded;
  const { topic, partition } = place;
  if (!isUuid(event.id.toLowerCase())) return refuse(record, 'ce_id is not a UUID');
  // Here for all handlers: none of them meets an event that it says nothing about.
  const odd = misplaced(event, topic) ?? uncounted(event);
  if (odd !== null) return refuse(record, odd);
  return {
    record,
    decoded: { ok: true, delivery: { event, topic, partition, offset: record.offset, key: record.key } },
  };
}

/** Without its version nobody could say whether it leaps. */
function uncounted({ type, resourceVersion }: RollcallEvent): string | null {
  return EVENTS[type].isCounted === true && resourceVersion === null ? 'header ce_resourceversion is missing' : null;
}

function refuse(record: SourceRecord, because: string): Item {
  return { record, decoded: { ok: false, because, isNewer: false } };
}
