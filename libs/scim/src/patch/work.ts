import { ScimError } from '../errors/error.js';
import type { Filter } from '../filter/tree.js';
import type { JsonObject } from '../json.js';
import type { QuirkName } from '../reading/quirks.js';

/**
 * What one PATCH may cost, in characters looked at. Folding case takes 10 to 60 ns a character, so that the largest
 * PATCH holds the process up for about a second; one of a thousand operations on ten addresses costs a tenth of it.
 */
export const MAX_PATCH_WORK = 20_000_000;

/** Takes the cost of a step from what is left. @throws ScimError `too-many-operations` when it is spent */
export type Spend = (characters: number) => void;

/** How operations are applied: what it may cost, and where the quirks go that only the resource can tell. */
export interface Ways {
  readonly noted: Set<QuirkName>;
  readonly spend: Spend;
  /** What was spent since the last stretch, once it is long enough to be interrupted: characters. 0: it is not. */
  stretch(): number;
}

/** After so much others may have the thread: less than a millisecond. */
const LONG = 20_000;

/** An account of what operations cost, on that of the request. */
export function waysOf(noted: Set<QuirkName>, spend: Spend): Ways {
  let since = 0;
  return {
    noted,
    spend: (characters) => {
      since += characters;
      spend(characters);
    },
    stretch: () => {
      if (since < LONG) return 0;
      const stretch = since;
      since = 0;
      return stretch;
    },
  };
}

export function startWork(): Spend {
  let left = MAX_PATCH_WORK;
  return (characters) => {
    left -= characters;
    if (left >= 0) return;
    throw new ScimError(
      'too-many-operations',
      'The operations compare too many values with each other; send fewer operations, or shorter filters, at once.',
    );
  };
}

/** Of a comparison, beside the texts that it reads. */
const STEP = 20;

/** Of an element that is kept as it is: 160 ns, with its place. */
export const COPYING_WORK = 3;

/** The cost of asking whether the element matches the filter. */
export function matchingWork(filter: Filter, element: JsonObject): number {
  const { clauses, characters } = sizeOf(filter);
  return clauses * (STEP + textLength(element)) + characters;
}

/** The cost of comparing an element with another one. */
export function comparingWork(element: JsonObject): number {
  return STEP * Object.keys(element).length;
}

interface Size {
  readonly clauses: number;
  readonly characters: number;
}

const sizes = new WeakMap<Filter, Size>();

function sizeOf(filter: Filter): Size {
  const known = sizes.get(filter);
  if (known !== undefined) return known;
  const size = measure(filter);
  sizes.set(filter, size);
  return size;
}

function measure(filter: Filter): Size {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.map(measure).reduce((sum, { clauses, characters }) => ({
        clauses: sum.clauses + clauses,
        characters: sum.characters + characters,
      }));
    case 'not':
      return measure(filter.operand);
    case 'valuePath':
      return measure(filter.filter);
    case 'present':
      return { clauses: 1, characters: 0 };
    case 'compare':
      return { clauses: 1, characters: typeof filter.value === 'string' ? filter.value.length : 0 };
  }
}

function textLength(element: JsonObject): number {
  return Object.values(element).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}
