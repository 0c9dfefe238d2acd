import { beginningWith, longerThan, onlyWord, type WordGroups, type WordRange } from './word-ranges.js';

/** Which rows count: of which kinds of words, and whether of leavers, too. */
export interface Scope {
  readonly kinds: readonly number[];
  readonly withLeavers: boolean;
}

/** Rows of one kind, of the active or of leavers. */
interface Ranked {
  readonly kind: number;
  readonly active: boolean;
}

/** The term alone; what goes on behind it, for whoever has it alone came before; or both. */
export type Match = 'whole' | 'begun' | 'any';

/** A part of the index of words, walked in its order. */
export interface WordClass extends WordRange, Ranked {
  /** Which of the terms it is of; hits of those before it are not hits of this one. */
  readonly term: number;
  readonly match: Match;
}

/** A part of the index of pairs. */
export interface PairClass extends WordRange {
  readonly active: boolean;
  /** Which of the ranges it is. */
  readonly range: number;
}

/** Who has a word comes before who has one that begins so; then names before jobs, and the active before leavers. */
export function wordClasses(terms: readonly string[], scope: Scope): readonly WordClass[] {
  return terms.flatMap((term, at) =>
    (
      [
        ['whole', onlyWord(term)],
        ['begun', longerThan(term)],
      ] as const
    ).flatMap(([match, range]) => ranked(scope).map((of) => ({ ...of, ...range, term: at, match }))),
  );
}

/** Who has any word that begins with one of these, whole ones among them: names before jobs. */
export function anyClasses(terms: readonly string[], scope: Scope): readonly WordClass[] {
  return terms.flatMap((term, at) =>
    ranked(scope).map((of) => ({ ...of, ...beginningWith(term), term: at, match: 'any' as const })),
  );
}

function ranked({ kinds, withLeavers }: Scope): readonly Ranked[] {
  return kinds.flatMap((kind) => activities(withLeavers).map((active) => ({ kind, active })));
}

function activities(withLeavers: boolean): readonly boolean[] {
  return withLeavers ? [true, false] : [true];
}

/** Of the first two words: both whole, then the first whole and the second begun, then the other way round. */
export function pairRanges(groups: WordGroups): readonly WordRange[] {
  return rangesOf(both(groups));
}

/**
 * The same where one of the two was mistyped; where it may be another one, of both as they were typed, too.
 *
 * @param meant of each group what stands for it
 */
export function meantRanges(groups: WordGroups, meant: WordGroups): readonly WordRange[] {
  const [one = [], other = []] = groups;
  const [meantOne = [], meantOther = []] = meant;
  const asTyped = groups.length > 2 ? both(groups) : [];
  return rangesOf([...asTyped, ...both([one, meantOther]), ...both([meantOne, other])]);
}

type Pair = readonly [one: string, other: string];

function both([ones = [], others = []]: WordGroups): Pair[] {
  return ones.flatMap((one) => others.map((other) => [one, other] as const));
}

function rangesOf(pairs: readonly Pair[]): readonly WordRange[] {
  return [
    ...pairs.map(([one, other]) => onlyWord(`${one} ${other}`)),
    ...pairs.map(([one, other]) => longerThan(`${one} ${other}`)),
    ...pairs.map(([one, other]) => longerThan(`${other} ${one}`)),
  ];
}

export function pairClasses(ranges: readonly WordRange[], withLeavers: boolean): readonly PairClass[] {
  return ranges.flatMap((of, range) => activities(withLeavers).map((active) => ({ ...of, range, active })));
}
