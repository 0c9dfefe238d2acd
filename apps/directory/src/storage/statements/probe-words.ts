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

/** A look-up for each: of a form the first word in the index that begins so. */
export const FIND_FORMS = `
  select form.low as form, found.word = form.low as "isWord"
    from unnest($1::text[], $2::text[]) as form (low, high)
   cross join lateral (
         select w.word
           from employee_words w
          where w.active = $3::bool
            and w.kind = $4::smallint
            and w.word >= form.low
            and w.word < form.high
          order by w.word
          limit 1) as found`;

export interface FoundForm {
  readonly form: string;
  /** False: somebody's word begins so. */
  readonly isWord: boolean;
}

/** Which of these somebody has as a word, or as the beginning of one. */
export async function findForms(
  tx: Transaction,
  forms: readonly string[],
  { active, kind }: { readonly active: boolean; readonly kind: number },
): Promise<FoundForm[]> {
  if (forms.length === 0) return [];
  const highs = forms.map((form) => beginningWith(form).high);
  const { rows } = await tx.query<FoundForm>({ name: 'find-forms', text: FIND_FORMS }, [forms, highs, active, kind]);
  return rows;
}
