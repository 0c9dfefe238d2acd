import { MAX_RESOURCE_VERSION } from '#contracts';
import { applyParked, needsOf } from './apply-parked.js';
import type { Handlers, TopicHandler } from './delivery.js';
import type { Item, OpenSlice } from './pipeline.js';
import { nextGap, placeGap, type Sequence } from './statements/gaps.js';
import { findParked } from './statements/list-parked.js';
import { isBlocked, parkedById } from './statements/release-parked.js';
import { saveSequences } from './statements/sequences.js';

/**
 * Applies the parked gaps that a sequence has come to, in order, until the next version is not among them. One that is
 * refused, or needs one that is parked, has its place all the same: it is parked like any other from now on.
 *
 * @returns how many were applied
 */
export async function followGaps(
  { tx, topic, from }: Pick<OpenSlice, 'tx' | 'topic' | 'from'>,
  handler: TopicHandler,
  sequence: Sequence,
): Promise<number> {
  const handlers: Handlers = new Map([[topic, handler]]);
  const { resource, key } = sequence;
  let { last } = sequence;
  let applied = 0;
  while (last < MAX_RESOURCE_VERSION) {
    const next = await nextGap(tx, { topic, from }, { resource, key, last });
    if (next === null) break;
    last = next.version;
    const { parked } = next;
    if (parked.kind === 'discarded') continue;
    const isHeldBack = needsOf(handlers, parked) === 'all-before' && (await isBlocked(tx, { topic, key, id: LAST_ID }));
    const because = isHeldBack ? null : await applyParked(tx, handlers, parked);
    if (isHeldBack)
      await placeGap(tx, parked.id, { kind: 'waiting', because: 'an earlier event of this key is parked' });
    else if (because !== null) await placeGap(tx, parked.id, { kind: 'poison', because: because.slice(0, 1_000) });
    else applied += 1;
  }
  if (last > sequence.last) await saveSequences(tx, new Map([[resource, last]]));
  return applied;
}

/** Does again what a person has said of the gap: it was released when its sequence had gone past it. */
export async function applyLate(
  { tx, topic, partition }: OpenSlice,
  handler: TopicHandler,
  { record }: Item,
): Promise<void> {
  const found = await findParked(tx, `${topic}/${partition}/${record.offset}`);
  const parked = found?.kind === 'gap' ? await parkedById(tx, found.id) : null;
  if (parked !== null) await applyParked(tx, new Map([[topic, handler]]), { ...parked, kind: 'superseded' });
}

/** Behind every row that there is. */
export const LAST_ID = '9223372036854775807';
