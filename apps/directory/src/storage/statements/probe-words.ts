import type { Transaction } from '#postgres';
import type { Scope } from '../../projection/search-plan.js';
import type { typoForms } from '../../projection/typo-forms.js';
import { beginningWith, groupArrays, type WordGroups } from '../../projection/word-ranges.js';

/** Of each group how many rows have one of its words, at most `$6` of a kind; the least first. */
export const COUNT_WORDS = `
  select r.n, sum((select count(*)
                     from (select w.word
                             from employee_words w
                            where w.active = a.active
                              and w.kind = k.kind
                              and w.word >= r.low
                              and w.word < r.high
                            limit $6::int) as found))::int as count
    from unnest($1::int[], $2::text[], $3::text[]) as r (n, low, high)
   cross join unnest($4::smallint[]) as k (kind)
   cross join unnest($5::bool[]) as a (active)
   group by r.n
   order by count, r.n
   limit 1`;

export interface Counting extends Scope {
  /** Who has more is not the one to begin with. */
  readonly most: number;
}

export interface Rarest {
  /** Which of the groups. */
  readonly n: number;
  readonly count: number;
}

/** The group of which the fewest people have a word. */
export async function rarestOf(
  tx: Transaction,
  groups: WordGroups,
  { kinds, withLeavers, most }: Counting,
): Promise<Rarest> {
  const actives = withLeavers ? [true, false] : [true];
  const values = [...groupArrays(groups), kinds, actives, most];
  const { rows } = await tx.query<Rarest>({ name: 'count-words', text: COUNT_WORDS }, values);
  return rows[0] ?? { n: 0, count: 0 };
}

const FIRST_FROM = (low: string): string => `(
                select w.word
                  from employee_words w
                 where w.active = $3::bool
                   and w.kind = $4::smallint
                   and w.word >= ${low}
                 order by w.word
                 limit 1)`;

/**
 * Which forms somebody has as a word or as the beginning of one. Of a form the first word that is not before it is looked up; the form
 * is there when that word begins so, and else neither is any further one that ends before that word: of some 400 forms of a
 * mistake a quarter is looked up, and in a small vocabulary a few. By the place of the mistake, because of an array of texts
 * the n-th is found by going through those before it.
 */
export const FIND_FORMS = `
  with recursive looked_up (typed, lows, highs, n, word) as (
         select place.typed, place.lows, place.highs, 1, ${FIRST_FROM('place.lows[1]')}
           from unnest($5::int[], $1::text[], $2::text[]) as joined (typed, lows, highs)
          cross join lateral (
                select joined.typed, string_to_array(joined.lows, ' ') as lows, string_to_array(joined.highs, ' ') as highs
                offset 0) as place
       union all
         select l.typed, l.lows, l.highs, next.n, ${FIRST_FROM('l.lows[next.n]')}
           from looked_up l
          cross join lateral (
                select case when l.word < l.highs[l.n] then l.n + 1
                            else width_bucket(l.word, l.highs) + 1 end as n
                offset 0) as next
          where l.word is not null
            and next.n <= cardinality(l.lows)
       )
  select l.typed, l.lows[l.n] as form, l.word = l.lows[l.n] as "isWord"
    from looked_up l
   where l.word < l.highs[l.n]`;

export interface FoundForm {
  /** Which of the words it may stand for. */
  readonly typed: number;
  readonly form: string;
  /** False: somebody's word begins so. */
  readonly isWord: boolean;
}

export interface FormScope {
  readonly active: boolean;
  readonly kind: number;
}

type Forms = ReturnType<typeof typoForms>;

/** Of each of these words which of its forms somebody has as a word, or as the beginning of one. */
export async function findForms(tx: Transaction, words: readonly Forms[], scope: FormScope): Promise<FoundForm[]> {
  if (words.every((forms) => forms.length === 0)) return [];
  const { rows } = await tx.query<FoundForm>({ name: 'find-forms', text: FIND_FORMS }, formValues(words, scope));
  return rows;
}

export function formValues(words: readonly Forms[], { active, kind }: FormScope): unknown[] {
  const places = words.flatMap((forms, typed) => forms.map((place) => ({ typed, place })));
  const highs = places.map(({ place }) => place.map((form) => beginningWith(form).high).join(' '));
  return [places.map(({ place }) => place.join(' ')), highs, active, kind, places.map(({ typed }) => typed)];
}
