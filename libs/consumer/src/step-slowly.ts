import type { TopicHandler } from './delivery.js';
import { ApartError } from './failure.js';
import type { OpenSlice } from './pipeline.js';
import { advance, isAcceptedLate, leapReason, readBefore, resourceKey, type Accepted, type Step } from './sequence.js';
import { gapsOfKeys } from './statements/gaps.js';
import { countedVersions, loadAccepted, loadSequences, saveSequences } from './statements/sequences.js';

export interface Stepped {
  /** The steps that leap, each with why. */
  readonly leaps: ReadonlyMap<Step, string>;
  /** Those of them that were accepted as late before the projection was folded anew. */
  readonly late: ReadonlySet<Step>;
  /** Steps behind which parked gaps may come next, each with the version of the sequence after it. */
  readonly follows: readonly { readonly step: Step; readonly last: number }[];
}

/**
 * Step by step: repetitions, leaps, resources of which nothing is known here yet, and records that cannot be read. A few
 * statements for all of them, and one more for those that seem to leap: what the projection has of them, and what is
 * parked of them, since an earlier version of the program.
 */
export async function stepSlowly(
  slice: OpenSlice,
  { sequence }: TopicHandler,
  ofResource: ReadonlyMap<string, readonly Step[]>,
): Promise<Stepped> {
  const { tx } = slice;
  const resources = [...ofResource.keys()];
  const before = readBefore(slice.topic);
  const stored = await loadSequences(tx, [...resources, before]);
  const accepted = await loadAccepted(tx, resources);
  const state = { stored: new Map(stored), accepted };
  const leaping = [...ofResource].filter(([resource, steps]) => walk(steps, resource, state).leaps.length > 0);
  if (leaping.length > 0) {
    const ids = leaping.flatMap(([, [step]]) => (step === undefined ? [] : [step.of]));
    const known = (await sequence?.known(tx, ids)) ?? new Map<string, number>();
    const keys = [...new Set(leaping.flatMap(([, steps]) => steps.map(({ key }) => key)))];
    const counted = await countedVersions(tx, slice, keys);
    for (const [resource, [step]] of leaping) {
      if (step === undefined) continue;
      // What begins here was not read before.
      const begins = step.version === 1 ? 0 : state.stored.get(before);
      const stands = state.stored.get(resource) ?? begins ?? 0;
      const least = Math.max(stands, known.get(resourceKey(step.of)) ?? 0);
      state.stored.set(
        resource,
        (counted.get(step.key) ?? []).reduce((last, version) => (version === last + 1 ? version : last), least),
      );
    }
  }
  return settle(slice, ofResource, { ...state, before: stored });
}

interface State {
  readonly stored: ReadonlyMap<string, number>;
  readonly accepted: ReadonlyMap<string, readonly Accepted[]>;
}

async function settle(
  slice: OpenSlice,
  ofResource: ReadonlyMap<string, readonly Step[]>,
  state: State & { readonly before: ReadonlyMap<string, number> },
): Promise<Stepped> {
  const gaps = await gapsOfKeys(slice.tx, slice, [...new Set([...ofResource.values()].flat().map(({ key }) => key))]);
  const leaps = new Map<Step, string>();
  const late = new Set<Step>();
  const follows: { step: Step; last: number }[] = [];
  const moved = new Map<string, number>();
  for (const [resource, steps] of ofResource) {
    const walked = walk(steps, resource, state);
    const { last, passed } = walked;
    const start = state.stored.get(resource) ?? 0;
    const isBehind = (version: number): boolean => version > start && version <= last + 1;
    const links = state.accepted.get(resource) ?? [];
    const isMoved = last > start;
    const mayFollow =
      isMoved &&
      ((gaps.get(steps[0]?.key ?? '') ?? []).some(isBehind) ||
        links.some(({ from, isLate }) => !isLate && from > start && from <= last));
    // Something comes between two of these steps, or one has leapt before another: apart, each gets where it belongs.
    const isTangled = mayFollow || (walked.leaps[0]?.index ?? Infinity) < (passed?.index ?? -1);
    if (steps.length > 1 && isTangled) throw new ApartError();
    for (const { step, because } of walked.leaps) {
      leaps.set(step, because);
      if (isAcceptedLate(step, links)) late.add(step);
    }
    if (mayFollow && passed !== undefined) follows.push({ step: passed.step, last });
    if (last > (state.before.get(resource) ?? 0)) moved.set(resource, last);
  }
  await saveSequences(slice.tx, moved);
  return { leaps, late, follows };
}

interface Walked {
  readonly last: number;
  /** The last one that did not leap. */
  readonly passed: Placed | undefined;
  readonly leaps: readonly (Placed & { readonly because: string })[];
}

interface Placed {
  readonly step: Step;
  readonly index: number;
}

function walk(steps: readonly Step[], resource: string, { stored, accepted }: State): Walked {
  let last = stored.get(resource) ?? 0;
  let passed: Placed | undefined;
  const leaps: (Placed & { because: string })[] = [];
  for (const [index, step] of steps.entries()) {
    const version = advance(last, step, accepted.get(resource) ?? []);
    if (version === null) {
      leaps.push({ step, index, because: leapReason(step.version ?? 0, last) });
      continue;
    }
    last = version;
    passed = { step, index };
  }
  return { last, passed, leaps };
}
