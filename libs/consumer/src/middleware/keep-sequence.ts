import type { TopicHandler } from '../delivery.js';
import { ApartError } from '../failure.js';
import { applyLate, followGaps } from '../follow-gaps.js';
import {
  settleRest,
  type Item,
  type Middleware,
  type OpenSlice,
  type OrderedSlice,
  type Settlement,
} from '../pipeline.js';
import { runOf, stepOf, type Run, type Step } from '../sequence.js';
import { moveSequences, type Moved } from '../statements/move-sequences.js';
import { parkEvents } from '../statements/park-events.js';
import { stepSlowly, type Stepped } from '../step-slowly.js';

/**
 * Keeps the sequence of each resource: what is applied or parked, version by version. An event that leaps past it is
 * parked as a gap and holds nothing back; once the sequence has come to it, it follows in its place.
 *
 * Around what parks, because what follows is applied past that too. A step behind which something follows or has leapt
 * is the last of its resource in a transaction: the slice is cut until it is, so that it does not matter how the log was
 * cut into slices.
 */
export function keepSequence(handler: TopicHandler): Middleware<OpenSlice, OrderedSlice> {
  return (next) => async (slice) => {
    const parked = await slice.asked.parked;
    const inOrder = { ...slice, parked };
    if (handler.sequence === undefined) return next(inOrder);
    const steps = slice.items.map((item) => stepOf(slice.topic, item, parked.discarded.has(item.record.offset)));
    const { leaps, late, follows } = await stepAll(slice, handler, steps);
    const isInOrder = leaps.size === 0 && late.size === 0 && follows.length === 0;
    if (slice.decide !== undefined && !isInOrder) throw new ApartError();
    const settled = steps.map((step): Settlement | undefined => {
      const because = step === null ? undefined : leaps.get(step);
      return because === undefined ? undefined : { kind: 'gap', because };
    });
    const all = await settleRest(inOrder, settled, next);
    if (leaps.size > 0) await parkLeaps(slice, handler, settled);
    for (const [index, step] of steps.entries()) {
      const item = slice.items[index];
      if (item !== undefined && step !== null && late.has(step)) await applyLate(slice, handler, item);
    }
    for (const { step, last } of follows) await followGaps(slice, handler, { ...step, last });
    return all;
  };
}

/** Moves the sequences; says which steps leap, why, and behind which something follows. */
async function stepAll(slice: OpenSlice, handler: TopicHandler, steps: readonly (Step | null)[]): Promise<Stepped> {
  const ofResource = Map.groupBy(
    steps.filter((step) => step !== null),
    ({ resource }) => resource,
  );
  const runs = new Map<string, Run>();
  for (const [resource, of] of ofResource) {
    const run = runOf(of);
    if (run !== null) runs.set(resource, run);
  }
  const odd = runs.size === 0 ? [] : await moveSequences(slice.tx, slice, [...runs.values()]);
  const stays = new Set(odd.flatMap((row) => (row.moved ? [] : [row.resource])));
  const follows = odd.filter((row) => row.moved).flatMap((row) => followOf(row, runs, ofResource));
  const rest = new Map([...ofResource].filter(([resource]) => !runs.has(resource) || stays.has(resource)));
  if (rest.size === 0) return { leaps: new Map(), late: new Set(), follows };
  const slowly = await stepSlowly(slice, handler, rest);
  return { ...slowly, follows: [...follows, ...slowly.follows] };
}

function followOf(
  { resource, gap, accepted }: Moved,
  runs: ReadonlyMap<string, Run>,
  steps: ReadonlyMap<string, readonly Step[]>,
): Stepped['follows'] {
  const step = steps.get(resource)?.at(-1);
  const run = runs.get(resource);
  if (run === undefined || step === undefined) return [];
  const { first, last } = run;
  if ((gap === null || gap > last + 1) && accepted === null) return [];
  // Behind one before the last something follows: in a transaction of its own that is the last one.
  if (first < last && ((gap !== null && gap <= last) || (accepted !== null && accepted < last))) throw new ApartError();
  return [{ step, last }];
}

/** In the order of the log; those that are shown at once come after what was applied before them. */
async function parkLeaps(
  slice: OpenSlice,
  { sequence }: TopicHandler,
  settled: readonly (Settlement | undefined)[],
): Promise<void> {
  const lot = slice.items.flatMap((item: Item, index) => {
    const settlement = settled[index];
    return settlement?.kind === 'gap' ? [{ item, ...settlement }] : [];
  });
  await parkEvents(slice.tx, { place: slice, attempts: slice.attempt, lot });
  for (const { item } of lot) {
    if (item.decoded.ok) await sequence?.leapt?.(slice.tx, item.decoded.delivery.event);
  }
}
