import type { Steps } from '#turns';

/** Instead of the place of a manager among the people: none is given (or somebody names themselves), or nobody answers to the name. */
export const NO_MANAGER = -1;
export const NOBODY_KNOWN = -2;

/** Why somebody stands at the top: no manager, one whom nobody knows, or the first of a circle of managers. */
export const TOPS = ['root', 'orphan', 'circle'] as const;
export type Top = (typeof TOPS)[number];

export interface Placed {
  readonly place: number;
  /** Of the last of everybody below. */
  readonly lastPlace: number;
  readonly depth: number;
  readonly top: Top | null;
  readonly isInCircle: boolean;
}

export interface Preorder {
  /** Of the person at this index. */
  readonly placed: (index: number) => Placed;
  readonly tops: Readonly<Record<Top, number>>;
  /** Of the longest way down; 0: nobody is there. */
  readonly levels: number;
}

/** Steps between two looks whether others want the thread. */
const AT_ONCE = 10_000;

/**
 * Everybody in a line in which whoever is below somebody follows at once, so that all below are a range of places. The tops come
 * first those without a manager, then those whose manager nobody knows, then circles, each by how many are below, the most first;
 * below somebody people stand as they come. A circle is cut above its first member. Numbers alone, and no recursion: a
 * million people take some 30 bytes each.
 *
 * @param managers of each person the index of the manager, or one of the two above
 */
export function* preorderSteps(managers: Int32Array): Steps<Preorder> {
  const { inCircle, firsts } = yield* circles(managers);
  const managerOf = (index: number): number => (firsts.has(index) ? NO_MANAGER : (managers[index] ?? NO_MANAGER));
  const below = yield* reports(managers.length, managerOf);
  const { order, levels } = yield* byLevel(managers.length, managerOf, below);
  const sizes = yield* sizesOf(order, managerOf);
  const why = (index: number): Top =>
    firsts.has(index) ? 'circle' : managers[index] === NOBODY_KNOWN ? 'orphan' : 'root';
  const places = new Int32Array(managers.length);
  const depths = new Int32Array(managers.length);
  const tops = { root: 0, orphan: 0, circle: 0 };
  let next = 0;
  for (const top of TOPS) {
    const those = order.filter((index) => managerOf(index) < 0 && why(index) === top);
    tops[top] = those.length;
    yield;
    for (const index of largestFirst(those, sizes)) {
      places[index] = next;
      next += sizes[index] ?? 1;
    }
  }
  for (const [nth, index] of order.entries()) {
    let place = (places[index] ?? 0) + 1;
    for (const child of below(index)) {
      places[child] = place;
      depths[child] = (depths[index] ?? 0) + 1;
      place += sizes[child] ?? 1;
    }
    if (nth % AT_ONCE === 0) yield;
  }
  const placed = (index: number): Placed => {
    const place = places[index] ?? 0;
    return {
      place,
      lastPlace: place + (sizes[index] ?? 1) - 1,
      depth: depths[index] ?? 0,
      top: managerOf(index) < 0 ? why(index) : null,
      isInCircle: inCircle[index] === 1,
    };
  };
  return { placed, tops, levels };
}

/** Who is in a circle, and of each circle the member that comes first. */
function* circles(managers: Int32Array): Steps<{ inCircle: Uint8Array; firsts: ReadonlySet<number> }> {
  const inCircle = new Uint8Array(managers.length);
  const walkedIn = new Int32Array(managers.length);
  const firsts = new Set<number>();
  for (let begin = 0; begin < managers.length; begin += 1) {
    if (begin % AT_ONCE === 0) yield;
    const walk = begin + 1;
    let at = begin;
    while (at >= 0 && walkedIn[at] === 0) {
      walkedIn[at] = walk;
      at = managers[at] ?? NO_MANAGER;
    }
    if (at < 0 || walkedIn[at] !== walk) continue;
    let first = at;
    for (let member = at; inCircle[member] !== 1; member = managers[member] ?? at) {
      inCircle[member] = 1;
      first = Math.min(first, member);
    }
    firsts.add(first);
  }
  return { inCircle, firsts };
}

type Below = (index: number) => Int32Array;

/** Of each who is directly below, in their order. */
function* reports(people: number, managerOf: (index: number) => number): Steps<Below> {
  const starts = new Int32Array(people + 1);
  for (let index = 0; index < people; index += 1) {
    const manager = managerOf(index);
    if (manager >= 0) starts[manager + 1] = (starts[manager + 1] ?? 0) + 1;
    if (index % AT_ONCE === 0) yield;
  }
  for (let index = 0; index < people; index += 1) starts[index + 1] = (starts[index + 1] ?? 0) + (starts[index] ?? 0);
  const filled = starts.slice();
  const all = new Int32Array(people);
  for (let index = 0; index < people; index += 1) {
    const manager = managerOf(index);
    if (manager >= 0) {
      all[filled[manager] ?? 0] = index;
      filled[manager] = (filled[manager] ?? 0) + 1;
    }
    if (index % AT_ONCE === 0) yield;
  }
  return (index) => all.subarray(starts[index], starts[index + 1]);
}

/** Everybody, managers before those below them. */
function* byLevel(
  people: number,
  managerOf: (index: number) => number,
  below: Below,
): Steps<{ order: Int32Array; levels: number }> {
  const order = new Int32Array(people);
  let filled = 0;
  for (let index = 0; index < people; index += 1) if (managerOf(index) < 0) order[filled++] = index;
  let levels = 0;
  for (let from = 0; from < filled; levels += 1) {
    const to = filled;
    for (; from < to; from += 1) {
      const reporting = below(order[from] ?? 0);
      order.set(reporting, filled);
      filled += reporting.length;
      if (from % AT_ONCE === 0) yield;
    }
  }
  return { order, levels };
}

/** How many each is, with everybody below. */
function* sizesOf(order: Int32Array, managerOf: (index: number) => number): Steps<Int32Array> {
  const sizes = new Int32Array(order.length).fill(1);
  for (let nth = order.length - 1; nth >= 0; nth -= 1) {
    const index = order[nth] ?? 0;
    const manager = managerOf(index);
    if (manager >= 0) sizes[manager] = (sizes[manager] ?? 1) + (sizes[index] ?? 1);
    if (nth % AT_ONCE === 0) yield;
  }
  return sizes;
}

/** Those with nobody below, who may be the whole company, are not sorted. */
function largestFirst(those: Int32Array, sizes: Int32Array): number[] {
  const sizeOf = (index: number): number => sizes[index] ?? 1;
  const [managing, alone] = [[] as number[], [] as number[]];
  for (const index of those) (sizeOf(index) > 1 ? managing : alone).push(index);
  return [...managing.sort((one, other) => sizeOf(other) - sizeOf(one) || one - other), ...alone];
}
