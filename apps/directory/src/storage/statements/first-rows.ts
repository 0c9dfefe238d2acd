import type { Transaction } from '#postgres';
import { groupArrays, type WordGroups } from '../../projection/word-ranges.js';
import { NEXT_PAIRS, pairArrays, rowsOfPairs, type PairWalk } from './walk-pairs.js';
import {
  HAS_ALL,
  NEXT_WORDS,
  rowsOfWords,
  wordArrays,
  type Walked,
  type WordPlace,
  type WordWalk,
} from './walk-words.js';

/** Classes in their order as `WALK_WORDS` takes them, of which `$1` rows are looked at. */
const WORDS = `
         select c.n, w.word, w.id, row_number() over () as place
           from unnest($3::int[], $4::bool[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::text[])
                as c (n, active, kind, low, high, after_word, after_id)
          ${NEXT_WORDS('$1')}`;

const PAIRS = `
         select c.n, p.pair as word, p.id, row_number() over () as place
           from unnest($3::int[], $4::bool[], $5::text[], $6::text[], $7::text[], $8::text[])
                as c (n, active, low, high, after_pair, after_id)
          ${NEXT_PAIRS('$1')}`;

/** Each row is a hit. */
const firstOf = (walked: string): string => `
  select walked.n, walked.word, walked.id, true as "isHit", walked.place = $1::int as "isLast"
    from (${walked}) as walked
   limit $2::int`;

type Needed = readonly [n: string, low: string, high: string, groups: string, kinds: string];

/** A row is one where the person has what is needed. */
const firstNeeding = (walked: string, [n, low, high, groups, kinds]: Needed): string => `
  select walked.n, walked.word, walked.id, judged.is_hit as "isHit", walked.place = $1::int as "isLast"
    from (${walked}) as walked
   cross join lateral (
         select ${HAS_ALL(groups, `${n}::int[], ${low}::text[], ${high}::text[]`, kinds)} as is_hit
         offset 0) as judged
   where judged.is_hit or walked.place = $1::int
   limit $2::int`;

export const FIRST_WORDS = firstOf(WORDS);
export const FIRST_WORDS_NEEDING = firstNeeding(WORDS, ['$10', '$11', '$12', '$13', '$14']);
export const FIRST_PAIRS = firstOf(PAIRS);
export const FIRST_PAIRS_NEEDING = firstNeeding(PAIRS, ['$9', '$10', '$11', '$12', '$13']);

/**
 * As `walkWords` where whoever asks has been given all hits before `after`, of this walk and of those before it, and so knows who came
 * earlier: of a row nothing is looked up but what it needs, and a person is in several. `WALK_WORDS` has 13 look-ups in its plan, and
 * takes twice as long to begin and to end.
 */
export async function firstWords(tx: Transaction, walk: WordWalk, after: WordPlace, limit: number): Promise<Walked[]> {
  const values = firstWordValues(walk, after, limit);
  const statement =
    walk.needs.length === 0
      ? { name: 'first-words', text: FIRST_WORDS }
      : { name: 'first-words-needing', text: FIRST_WORDS_NEEDING };
  return (await tx.query<Walked>(statement, values)).rows;
}

export function firstWordValues(walk: WordWalk, after: WordPlace, limit: number): unknown[] {
  return [rowsOfWords(walk), limit, ...wordArrays(walk.classes, after), ...needed(walk)];
}

/** The same of pairs. */
export async function firstPairs(tx: Transaction, walk: PairWalk, after: WordPlace, limit: number): Promise<Walked[]> {
  const values = firstPairValues(walk, after, limit);
  const statement =
    walk.needs.length === 0
      ? { name: 'first-pairs', text: FIRST_PAIRS }
      : { name: 'first-pairs-needing', text: FIRST_PAIRS_NEEDING };
  return (await tx.query<Walked>(statement, values)).rows;
}

export function firstPairValues(walk: PairWalk, after: WordPlace, limit: number): unknown[] {
  return [rowsOfPairs(walk), limit, ...pairArrays(walk.classes, after), ...needed(walk)];
}

interface Needing {
  readonly needs: WordGroups;
  readonly kinds: readonly number[];
}

function needed({ needs, kinds }: Needing): unknown[] {
  return needs.length === 0 ? [] : [...groupArrays(needs), needs.length, kinds];
}
