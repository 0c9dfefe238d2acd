import type { Transaction } from '#postgres';
import { anyClasses, pairClasses, pairRanges, wordClasses, type Scope } from '../projection/search-plan.js';
import { typoForms } from '../projection/typo-forms.js';
import type { WordGroups } from '../projection/word-ranges.js';
import { findForms, rarestOf, type FoundForm } from '../storage/statements/probe-words.js';
import { walkPairs } from '../storage/statements/walk-pairs.js';
import { walkWords, type Walked, type WordPlace, type WordWalk } from '../storage/statements/walk-words.js';

/** One list of hits in its order, from a place on. */
export type Stage = (tx: Transaction, after: WordPlace, limit: number) => Promise<Walked[]>;

/** Words for one that was mistyped. */
const MOST_MEANT = 12;

/** Rows of a word that are counted to find the rarest. */
export const MOST_COUNTED = 2_000;

const NOBODY_ELSE = { needs: [], except: [], exceptPairs: [] } as const;

/**
 * Who has what was typed: of one word its classes; of several first who has two of them in a name, then whoever has them all
 * somewhere, beginning with the rarest.
 */
export function exactStages(groups: WordGroups, first: number, scope: Scope): readonly Stage[] {
  const [terms = [], ...others] = groups;
  if (others.length === 0) {
    return [walking({ ...scope, ...NOBODY_ELSE, classes: wordClasses(terms, scope), terms })];
  }
  const ranges = pairRanges(groups);
  const pairs = { ...scope, classes: pairClasses(ranges, scope.withLeavers), ranges, needs: groups.slice(2) };
  return [
    (tx, after, limit) => walkPairs(tx, pairs, after, limit),
    walking({ ...anyOf(groups, first, scope), except: [], exceptPairs: ranges }),
  ];
}

/** Who may have been meant; null: nobody has any of the words that are one mistake away. */
export async function typoStage(tx: Transaction, groups: WordGroups, scope: Scope): Promise<Stage | null> {
  const meant: string[][] = [];
  for (const [word = ''] of groups) meant.push(await meantBy(tx, word, scope));
  if (meant.every((words) => words.length === 0)) return null;
  const [words = [], ...others] = meant;
  if (others.length === 0) {
    return walking({ ...scope, ...NOBODY_ELSE, except: groups, classes: wordClasses(words, scope), terms: words });
  }
  const either = groups.map((group, at) => [...group, ...(meant[at] ?? [])]);
  const { n } = await rarestOf(tx, either, { ...scope, most: MOST_COUNTED });
  return walking({ ...anyOf(either, n, scope), except: groups, exceptPairs: [] });
}

function walking(walk: WordWalk): Stage {
  return (tx, after, limit) => walkWords(tx, walk, after, limit);
}

function anyOf(groups: WordGroups, first: number, scope: Scope) {
  const terms = groups[first] ?? [];
  return { ...scope, classes: anyClasses(terms, scope), terms, needs: groups.filter((_, at) => at !== first) };
}

/** Words of names; of jobs where no name has one. */
async function meantBy(tx: Transaction, word: string, { kinds, withLeavers }: Scope): Promise<string[]> {
  const forms = typoForms(word);
  for (const kind of kinds) {
    const found = await findForms(tx, forms, { active: true, kind });
    if (withLeavers) found.push(...(await findForms(tx, forms, { active: false, kind })));
    if (found.length > 0) return nearest(found);
  }
  return [];
}

/** Whole words first; and none twice. */
function nearest(found: readonly FoundForm[]): string[] {
  const words = [...found].sort((one, other) => Number(other.isWord) - Number(one.isWord)).map(({ form }) => form);
  return [...new Set(words)].slice(0, MOST_MEANT);
}
