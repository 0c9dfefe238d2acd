import { finished, type Steps } from '../steps.js';

/** One operation, as far as its place among the others goes. */
export interface Step {
  /** Positions of the steps that must be done before, because this one names what they create. */
  readonly needs: readonly number[];
  /** What the step touches: a resource, a name. Steps that share one keep the order in which they were sent. */
  readonly touches: readonly string[];
}

/**
 * The order in which to run the steps: as they were sent, but that a step waits for those it needs, and one that touches
 * the same as a waiting one waits with it. Steps that need each other in a circle come as one unit, to be done together or
 * not at all (RFC 7644 §3.7.1); every other unit is a single step.
 *
 * Where the two rules contradict each other (the second of two steps with the same name is needed by the first), need wins.
 */
export function orderSteps(steps: readonly Step[]): readonly (readonly number[])[] {
  return finished(orderingSteps(steps));
}

/** As {@link orderSteps}, and may be interrupted: a thousand that wait for each other take 100 ms. */
export function* orderingSteps(steps: readonly Step[]): Steps<readonly (readonly number[])[]> {
  const units = unitsOf(steps);
  const ordered: (readonly number[])[] = [];
  const done = new Set<number>();
  let waiting: Unit[] = [];
  const isReady = ({ needs }: Unit): boolean => needs.every((at) => done.has(at));
  const run = (unit: Unit): void => {
    ordered.push(unit.members);
    for (const at of unit.members) done.add(at);
  };
  /** Runs what can be run of `waiting`, front to back, until nothing more can. */
  function* drain(keepsOrder: boolean): Steps<void> {
    for (let progress = true; progress;) {
      progress = false;
      const held = new Set<string>();
      const left: Unit[] = [];
      for (const unit of waiting) {
        if (isReady(unit) && !(keepsOrder && unit.touches.some((key) => held.has(key)))) {
          run(unit);
          progress = true;
        } else {
          left.push(unit);
          for (const key of unit.touches) held.add(key);
        }
      }
      waiting = left;
      yield;
    }
  }
  for (const unit of units) {
    waiting.push(unit);
    if (waiting.length > 1 || isReady(unit)) yield* drain(true);
  }
  yield* drain(false);
  return ordered;
}

interface Unit extends Step {
  readonly members: readonly number[];
}

/** Circles as one unit each, in the order of their last member: only then all of it has been sent. */
function unitsOf(steps: readonly Step[]): readonly Unit[] {
  return circles(steps)
    .map((found) => {
      const members = found.toSorted((a, b) => a - b);
      const own = new Set(members);
      return {
        members,
        needs: members.flatMap((at) => steps[at]?.needs ?? []).filter((at) => !own.has(at)),
        touches: members.flatMap((at) => steps[at]?.touches ?? []),
      };
    })
    .toSorted((a, b) => (a.members.at(-1) ?? 0) - (b.members.at(-1) ?? 0));
}

/** Strongly connected components (Tarjan), without recursion: a chain may be as long as a request. */
function circles(steps: readonly Step[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  const number = new Map<number, number>();
  const low = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const lower = (at: number, to: number | undefined): void => {
    low.set(at, Math.min(low.get(at) ?? at, to ?? Infinity));
  };
  const enter = (at: number) => {
    number.set(at, number.size);
    low.set(at, number.size - 1);
    open.push(at);
    isOpen.add(at);
    return { at, next: 0 };
  };
  for (let start = 0; start < steps.length; start += 1) {
    if (number.has(start)) continue;
    const path = [enter(start)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const needed = steps[top.at]?.needs[top.next++];
      if (needed !== undefined) {
        if (!number.has(needed)) path.push(enter(needed));
        else if (isOpen.has(needed)) lower(top.at, number.get(needed));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(above.at, low.get(top.at));
      if (low.get(top.at) !== number.get(top.at)) continue;
      const members = open.splice(open.lastIndexOf(top.at));
      for (const member of members) isOpen.delete(member);
      found.push(members);
    }
  }
  return found;
}
