import type { Transaction } from '#postgres';
import type { Scope } from '../../projection/search-plan.js';
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
 * is there when that word begins so, and else neither is any further one that ends before that word: where nobody's word begins with the
 * first letters, one look-up tells of all forms of the mistakes behind them. In parts side by side, so that a round of the recursion
 * looks up more than one.
 */
export const FIND_FORMS = `
  with recursive looked_up (n, last, word) as (
         select part.first, part.last, ${FIRST_FROM('($1::text[])[part.first]')}
           from unnest($5::int[], $6::int[]) as part (first, last)
       union all
         select next.n, l.last, ${FIRST_FROM('($1::text[])[next.n]')}
           from looked_up l
          cross join lateral (
                select case when l.word < ($2::text[])[l.n] then l.n + 1
                            else width_bucket(l.word, $2::text[]) + 1 end as n
                offset 0) as next
          where l.word is not null
            and next.n <= l.last
       )
  select ($1::text[])[l.n] as form, l.word = ($1::text[])[l.n] as "isWord"
    from looked_up l
   where l.word < ($2::text[])[l.n]`;

/** Parts of the forms that are gone through side by side. */
const PARTS = 8;

export interface FoundForm {
  readonly form: string;
  /** False: somebody's word begins so. */
  readonly isWord: boolean;
}

export interface FormScope {
  readonly active: boolean;
  readonly kind: number;
}

/** Which of the forms of a word somebody has as a word, or as the beginning of one. */
export async function findForms(tx: Transaction, forms: readonly string[], scope: FormScope): Promise<FoundForm[]> {
  if (forms.length === 0) return [];
  const { rows } = await tx.query<FoundForm>({ name: 'find-forms', text: FIND_FORMS }, formValues(forms, scope));
  return rows;
}

/** @param forms in order, none of which begins another one */
export function formValues(forms: readonly string[], { active, kind }: FormScope): unknown[] {
  const highs = forms.map((form) => beginningWith(form).high);
  const parts = Math.min(PARTS, forms.length);
  const firsts = Array.from({ length: parts }, (_, part) => Math.floor((forms.length * part) / parts) + 1);
  const lasts = [...firsts.slice(1).map((first) => first - 1), forms.length];
  return [forms, highs, active, kind, firsts, lasts];
}
