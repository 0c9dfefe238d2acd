import { applyParked, needsOf } from './apply-parked.js';
import type { Handlers } from './delivery.js';
import { followGaps, LAST_ID } from './follow-gaps.js';
import { decodeRecord } from './middleware/decode.js';
import { ParkedRefusal } from './parked-refusal.js';
import { resourceOf, tooHigh, VERSION_TAKEN } from './sequence.js';
import { acceptGap, isVersionFree } from './statements/gaps.js';
import type { FoundParked } from './statements/list-parked.js';
import { isBlocked, keepParked, parkedById, type ParkedRecord } from './statements/release-parked.js';
import { loadSequences, saveSequences } from './statements/sequences.js';
import { MAX_RESOURCE_VERSION, type RollcallEvent } from '#contracts';
import type { Transaction } from '#postgres';

export interface Released {
  /** Events whose effect was applied, the later ones of the key included. */
  readonly applied: number;
  /** Events of the key that are still parked, this one included, and why the first of them is. */
  readonly left: number;
  readonly because: string | null;
}

/** Accepts a gap: it is applied, its sequence goes on from its version, and the gaps that come next follow it. */
export async function releaseGap(
  tx: Transaction,
  handlers: Handlers,
  found: FoundParked,
  who: string,
): Promise<Released> {
  const { parked, event } = await gapOf(tx, found);
  const { topic, record } = parked;
  const resource = resourceOf(topic, { tenantId: event.tenantId, id: event.subject });
  const last = (await loadSequences(tx, [resource])).get(resource) ?? 0;
  const version = event.resourceVersion ?? 0;
  const isLate = version <= last;
  const isNeedy = !isLate && needsOf(handlers, parked) === 'all-before';
  if (isNeedy && (await isBlocked(tx, { topic, key: record.key, id: LAST_ID }))) {
    throw new ParkedRefusal(`${found.id} waits behind what is parked of its key: release that first`);
  }
  const place = { resource, topic, key: record.key, version, eventId: event.id };
  const because =
    isLate && !(await isVersionFree(tx, place))
      ? VERSION_TAKEN
      : await applyParked(tx, handlers, isLate ? { ...parked, kind: 'superseded' } : parked);
  if (because !== null) {
    await keepParked(tx, parked.id, because);
    return { applied: 0, left: 1, because };
  }
  const handler = handlers.get(topic);
  await acceptGap(tx, parked, { resource, last, version, key: record.key, eventId: event.id, who, isLate });
  if (isLate || handler === undefined) return { applied: 1, left: 0, because: null };
  await saveSequences(tx, new Map([[resource, version]]));
  const follows = { resource, key: record.key, last: version };
  const applied = await followGaps({ tx, topic, from: record.offset }, handler, follows);
  return { applied: 1 + applied, left: 0, because: null };
}

/** Before a gap is discarded: what was shown of it at once is taken back. */
export async function takeBackGap(tx: Transaction, handlers: Handlers, found: FoundParked): Promise<void> {
  const parked = await parkedById(tx, found.id);
  const decoded = parked === null ? null : decodeRecord(parked, parked.record).decoded;
  if (decoded?.ok !== true) return;
  await handlers.get(found.topic)?.sequence?.takenBack?.(tx, decoded.delivery.event);
}

async function gapOf(
  tx: Transaction,
  { id }: FoundParked,
): Promise<{ readonly parked: ParkedRecord; readonly event: RollcallEvent }> {
  const parked = await parkedById(tx, id);
  if (parked === null) throw new ParkedRefusal(`nothing is parked under ${id} any more`, { isMissing: true });
  const { decoded } = decodeRecord(parked, parked.record);
  // Parked as a gap because it could be decoded; not by a version that knows it no more, or when it was cut.
  if (!decoded.ok) throw new ParkedRefusal(`${id} cannot be read: ${decoded.because}`);
  const { event } = decoded.delivery;
  const version = event.resourceVersion ?? 0;
  if (version > MAX_RESOURCE_VERSION) throw new ParkedRefusal(`${tooHigh(version)}: discard it`);
  return { parked, event };
}
