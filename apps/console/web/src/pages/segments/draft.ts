import type { Draft } from './queries.ts';

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const MOST_NAME = 64;
export const MOST_FILTER = 2_000;

/** What is wrong with what was typed, before the directory is asked; null: nothing. */
export interface Faults {
  readonly name: 'nameWrong' | 'nameTaken' | null;
  readonly filter: 'filterMissing' | null;
}

/** @param taken names of other segments: what is there already is not written over by a new one */
export function faultsOf({ name, filter }: Draft, taken: readonly string[]): Faults {
  return { name: nameFault(name, taken), filter: filter === '' ? 'filterMissing' : null };
}

function nameFault(name: string, taken: readonly string[]): Faults['name'] {
  if (!NAME.test(name)) return 'nameWrong';
  return taken.includes(name) ? 'nameTaken' : null;
}

/** Where in the filter the fault is, as its service says it; null: it says no place. */
export function placeIn(fault: string): number | null {
  const [, place] = /\bat character (\d+)\b/.exec(fault) ?? [];
  return place === undefined ? null : Number(place) - 1;
}
