/** Words from `low` on, and below `high`, as bytes compare. */
export interface WordRange {
  readonly low: string;
  readonly high: string;
}

/** No word holds either. */
const LEAST = '\u0001';
const GREATEST = '\u{10ffff}';

export const onlyWord = (word: string): WordRange => ({ low: word, high: word + LEAST });

/** All that begins so, itself included. */
export const beginningWith = (beginning: string): WordRange => ({ low: beginning, high: beginning + GREATEST });

/** All that begins so and goes on. */
export const longerThan = (word: string): WordRange => ({ low: word + LEAST, high: word + GREATEST });

/** Of each group one has to be there: what somebody typed, as it may stand in the index. */
export type WordGroups = readonly (readonly string[])[];

/** The ranges of groups as the statements take them: which group, from where, to where. */
export function groupArrays(groups: WordGroups): [number[], string[], string[]] {
  const ranges = groups.flatMap((group, n) => group.map((word) => ({ n, ...beginningWith(word) })));
  return [ranges.map(({ n }) => n), ranges.map(({ low }) => low), ranges.map(({ high }) => high)];
}
