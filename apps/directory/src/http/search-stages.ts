import type { Transaction } from '#postgres';
import {
  anyClasses,
  meantRanges,
  pairClasses,
  pairRanges,
  wordClasses,
  type Scope,
} from '../projection/search-plan.js';
import { typoForms } from '../projection/typo-forms.js';
import type { WordGroups } from '../projection/word-ranges.js';
import { firstPairs, firstWords } from '../storage/statements/first-rows.js';
import { findForms, rarestOf, type FoundForm } from '../storage/statements/probe-words.js';
import { walkPairs, type PairWalk } from '../storage/statements/walk-pairs.js';
import { walkWords, type Walked, type WordPlace, type WordWalk } from '../storage/statements/walk-words.js';

type Walk = (tx: Transaction, after: WordPlace, limit: number) => Promise<Walked[]>;

/** One list of hits in its order, from a place on. */
export interface Stage {
  readonly walk: Walk;
  /** The same where whoever asks has all hits before the place, those of the stages before it, too: they may come again. */
  readonly walkKnown: Walk;
  /** What was typed, and not only meant. */
  readonly isExact: boolean;
  /** The word that it begins with, of several: it stays the same over the pages. */
  readonly first: number;
}

/** Words for one that was mistyped; and for each of several. */
const MOST_MEANT = 12;
const MOST_MEANT_OF_SEVERAL = 4;

/** Rows of a word that are counted to find the rarest. */
const MOST_COUNTED = 400;

/** Whoever is found by what was typed, less than this many: then mistakes are thought of. */
const FEW = 10;

/** A word to begin with that is not known. */
export const NO_WORD = 8;

const EXACT = { isExact: true, first: NO_WORD } as const;
const MEANT = { isExact: false, first: NO_WORD } as const;
const NOBODY_ELSE = { needs: [], except: [], exceptPairs: [] } as const;

export interface StagePlace {
  readonly stage: number;
  /** Which word to begin with; none of them: that is not known yet. */
  readonly first: number;
  /** Hits of what was typed. */
  readonly seen: number;
  /** Hits of what was only meant. */
  readonly meant: number;
}

/**
 * Who has what was typed: of one word its classes; of several first who has two of them in a name, then whoever has them all
 * somewhere, beginning with the rarest. When that found few, behind it who may have been meant: of several words again in a
 * name, and somewhere when nobody has them in a name, or all as they were typed. A stage is made when those before it have not filled the page; null: there is none.
 */
export async function stageAt(typed: Typed, place: StagePlace): Promise<Stage | null> {
  const exact = typed.groups.length === 1 ? 1 : 2;
  if (place.stage < exact) return exactStage(typed, place);
  const stage = place.stage - exact;
  if (place.seen >= FEW || stage >= exact || (stage > 0 && place.seen + place.meant > 0)) return null;
  return typoStage(typed, { ...place, stage });
}

/** What is asked for, in one transaction. */
export class Typed {
  #rarest: Promise<number> | undefined;
  #meant: Promise<WordGroups> | undefined;

  constructor(
    readonly tx: Transaction,
    readonly groups: WordGroups,
    readonly scope: Scope,
  ) {}

  /** The word of which the fewest people have one. */
  rarest(): Promise<number> {
    this.#rarest ??= rarestIn(this.tx, this.groups, this.scope);
    return this.#rarest;
  }

  /**
   * Of each word what somebody has that is one mistake away. Where anybody has all words as they were typed, somebody knew how to
   * write them: then of the rarest alone, and as a name, which costs a sixth.
   */
  meant(isAnybodyFound: boolean): Promise<WordGroups> {
    this.#meant ??= this.#findMeant(isAnybodyFound && this.groups.length > 1);
    return this.#meant;
  }

  async #findMeant(isOfRarest: boolean): Promise<WordGroups> {
    const rarest = isOfRarest ? await this.rarest() : null;
    const asked = this.groups.map((group, at) => (rarest === null || rarest === at ? group : []));
    const kinds = isOfRarest ? this.scope.kinds.slice(0, 1) : this.scope.kinds;
    return meantBy(this.tx, asked, { ...this.scope, kinds });
  }
}

async function exactStage(typed: Typed, { stage, first }: StagePlace): Promise<Stage> {
  const { groups, scope } = typed;
  const [terms = []] = groups;
  if (groups.length === 1) {
    return walking({ ...scope, ...NOBODY_ELSE, classes: wordClasses(terms, scope), terms }, EXACT);
  }
  const ranges = pairRanges(groups);
  if (stage === 0) return pairing({ ...scope, ranges, needs: groups.slice(2), except: [] }, EXACT);
  const begin = first < groups.length ? first : await typed.rarest();
  return walking({ ...anyOf(groups, begin, scope), except: [], exceptPairs: ranges }, { ...EXACT, first: begin });
}

async function typoStage(typed: Typed, { stage, first, seen }: StagePlace): Promise<Stage | null> {
  const { tx, groups, scope } = typed;
  const meant = await typed.meant(seen > 0);
  if (meant.every((words) => words.length === 0)) return null;
  const [words = [], ...others] = meant;
  if (others.length === 0) {
    const terms = words.slice(0, MOST_MEANT);
    return walking({ ...scope, ...NOBODY_ELSE, except: groups, classes: wordClasses(terms, scope), terms }, MEANT);
  }
  const few = meant.map((forms) => forms.slice(0, MOST_MEANT_OF_SEVERAL));
  const either = groups.map((group, at) => [...group, ...(few[at] ?? [])]);
  const ranges = meantRanges(groups, few);
  if (stage === 0) return pairing({ ...scope, ranges, needs: either.slice(2), except: groups }, MEANT);
  const begin = first < groups.length ? first : await rarestIn(tx, either, scope);
  return walking({ ...anyOf(either, begin, scope), except: groups, exceptPairs: ranges }, { ...MEANT, first: begin });
}

type About = Omit<Stage, 'walk' | 'walkKnown'>;

function walking(walk: WordWalk, about: About): Stage {
  return {
    ...about,
    walk: (tx, after, limit) => walkWords(tx, walk, after, limit),
    walkKnown: (tx, after, limit) => firstWords(tx, walk, after, limit),
  };
}

function pairing({ withLeavers, ...walk }: Omit<PairWalk, 'classes'> & Scope, about: About): Stage {
  const pairs = { ...walk, classes: pairClasses(walk.ranges, withLeavers) };
  return {
    ...about,
    walk: (tx, after, limit) => walkPairs(tx, pairs, after, limit),
    walkKnown: (tx, after, limit) => firstPairs(tx, pairs, after, limit),
  };
}

function anyOf(groups: WordGroups, first: number, scope: Scope) {
  const terms = groups[first] ?? [];
  return { ...scope, classes: anyClasses(terms, scope), terms, needs: groups.filter((_, at) => at !== first) };
}

async function rarestIn(tx: Transaction, groups: WordGroups, scope: Scope): Promise<number> {
  return (await rarestOf(tx, groups, { ...scope, most: MOST_COUNTED })).n;
}

/** Words of names; of jobs where no name has one. */
async function meantBy(tx: Transaction, groups: WordGroups, scope: Scope): Promise<WordGroups> {
  const meant: (readonly string[])[] = [];
  for (const [word = ''] of groups) meant.push(await meantByWord(tx, typoForms(word), scope));
  return meant;
}

async function meantByWord(
  tx: Transaction,
  forms: readonly string[],
  { kinds, withLeavers }: Scope,
): Promise<readonly string[]> {
  for (const kind of kinds) {
    const found = await findForms(tx, forms, { active: true, kind });
    if (withLeavers) found.push(...(await findForms(tx, forms, { active: false, kind })));
    if (found.length > 0) return [...new Set(wholeFirst(found).map(({ form }) => form))];
  }
  return [];
}

/** Whichever of them was found first, the same ones are thought of. */
function wholeFirst(found: readonly FoundForm[]): FoundForm[] {
  return [...found].sort((one, other) => Number(other.isWord) - Number(one.isWord) || (one.form < other.form ? -1 : 1));
}
