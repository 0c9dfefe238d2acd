import type { Transaction } from '#postgres';
import type { Match, WordClass } from '../../projection/search-plan.js';
import { groupArrays, type WordGroups, type WordRange } from '../../projection/word-ranges.js';

/** Rows of one range of the index that a statement looks at: an answer costs no more, however few of them are hits. */
export const LOOKED_AT = 1_000;

const MATCHES: readonly Match[] = ['whole', 'begun', 'any'];

export interface Walked {
  /** Which of the classes. */
  readonly n: number;
  readonly word: string;
  readonly id: string;
  readonly isHit: boolean;
  /** The class goes on behind it, and was not looked at further. */
  readonly isLast: boolean;
}

/** Where a walk goes on: in the class, behind the word and the person. */
export interface WordPlace {
  readonly n: number;
  readonly word: string;
  readonly id: string;
}

export interface WordWalk {
  readonly classes: readonly WordClass[];
  /** Beginnings that the classes are of, by their `term`. */
  readonly terms: readonly string[];
  readonly kinds: readonly number[];
  /** What a hit has to have beside. */
  readonly needs: WordGroups;
  /** Whoever has all of this is no hit; nobody is left out by none. */
  readonly except: WordGroups;
  /** Whoever has a pair in one of these is no hit. */
  readonly exceptPairs: readonly WordRange[];
  readonly withLeavers: boolean;
}

const HAS = (parameters: string): string => `(
           select count(distinct r.n)
             from unnest(${parameters}) as r (n, low, high)
            cross join lateral (
                  select o.word
                    from employee_words o
                   where o.id = walked.id and o.word >= r.low and o.word < r.high and o.kind = any($9::smallint[])
                   limit 1) as there)`;

/**
 * Classes are walked one after the other, each in the order of its index, until the page is full: a nested loop takes them in
 * the order in which they are given, and a limit ends it. An order by rank would walk all of them to their ends. What is asked
 * of a row are look-ups by keys; `limit 1` in place of `exists`, of which PostgreSQL would make a table of the company.
 */
export const WALK_WORDS = `
  select c.n, walked.word, walked.id, judged.is_hit as "isHit", walked.place = ${LOOKED_AT} as "isLast"
    from unnest($1::int[], $2::bool[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $10::int[])
         as c (n, active, kind, low, high, after_word, after_id, term, match)
   cross join lateral (
         select w.word, w.id, w.kind, row_number() over () as place
           from (select w.word, w.id, w.kind
                   from employee_words w
                  where w.active = c.active
                    and w.kind = c.kind
                    and w.word >= c.low
                    and w.word < c.high
                    and (w.word, w.id) > (c.after_word, c.after_id)
                  order by w.word, w.id
                  limit ${LOOKED_AT}) as w) as walked
   cross join lateral (
         select (select true
                   from employees e
                  where e.id = walked.id and not e.deleted and (e.active or $11::bool)
                  limit 1) is not null
                and (select true
                       from unnest($12::text[], $13::text[]) with ordinality as t (low, high, n)
                      cross join lateral (
                            select o.word
                              from employee_words o
                             where o.id = walked.id
                               and o.word >= t.low
                               and o.word < t.high
                               and o.kind = any($9::smallint[])
                               and (t.n <= c.term
                                    or c.match > 0
                                       and o.word <> walked.word
                                       and (c.match = 1 and o.word = t.low
                                            or o.kind < walked.kind
                                            or o.kind = walked.kind and o.word < walked.word))
                             limit 1) as earlier
                      where t.n <= c.term + 1
                      limit 1) is null
                and ($17::int = 0 or ${HAS('$14::int[], $15::text[], $16::text[]')} = $17::int)
                and ($21::int = 0 or ${HAS('$18::int[], $19::text[], $20::text[]')} < $21::int)
                and (select true
                       from unnest($22::text[], $23::text[]) as r (low, high)
                      cross join lateral (
                            select o.pair
                              from employee_pairs o
                             where o.id = walked.id and o.pair >= r.low and o.pair < r.high
                             limit 1) as there
                      limit 1) is null as is_hit
         offset 0) as judged
   where judged.is_hit or walked.place = ${LOOKED_AT}
   limit $24::int`;

export function walkValues(walk: WordWalk, after: WordPlace, limit: number): unknown[] {
  const { classes, terms, kinds, needs, except, exceptPairs, withLeavers } = walk;
  const left = classes.map((one, n) => ({ ...one, n })).slice(after.n);
  const isFirst = (n: number): boolean => n === after.n;
  return [
    left.map(({ n }) => n),
    left.map(({ active }) => active),
    left.map(({ kind }) => kind),
    left.map(({ low }) => low),
    left.map(({ high }) => high),
    left.map(({ n }) => (isFirst(n) ? after.word : '')),
    left.map(({ n }) => (isFirst(n) ? after.id : '')),
    left.map(({ term }) => term),
    kinds,
    left.map(({ match }) => MATCHES.indexOf(match)),
    withLeavers,
    ...termArrays(terms),
    ...groupArrays(needs),
    needs.length,
    ...groupArrays(except),
    except.length,
    exceptPairs.map(({ low }) => low),
    exceptPairs.map(({ high }) => high),
    limit,
  ];
}

function termArrays(terms: readonly string[]): [readonly string[], readonly string[]] {
  const [, low, high] = groupArrays([terms]);
  return [low, high];
}

/** Hits, and the last row of a class that was not walked to its end. */
export async function walkWords(tx: Transaction, walk: WordWalk, after: WordPlace, limit: number): Promise<Walked[]> {
  const { rows } = await tx.query<Walked>({ name: 'walk-words', text: WALK_WORDS }, walkValues(walk, after, limit));
  return rows;
}
