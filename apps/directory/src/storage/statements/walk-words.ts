import type { Transaction } from '#postgres';
import type { Match, WordClass } from '../../projection/search-plan.js';
import { groupArrays, type WordGroups, type WordRange } from '../../projection/word-ranges.js';

/** Look-ups of one statement, of some 2 to 4 µs each: an answer costs no more, however few of the rows are hits. */
const LOOK_UPS = 600;
const LEAST_ROWS = 50;

/** Of what is looked up of a row that has all that it needs: few have, where many are looked at. */
const OTHERWISE = 4;

/** Rows that a statement looks at. @param rest look-ups of a row that has what it needs */
export function rowsFor(needs: WordGroups, rest: number): number {
  return Math.max(LEAST_ROWS, Math.floor(LOOK_UPS / (1 + needs.flat().length + Math.min(OTHERWISE, rest))));
}

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
}

const WORDS_IN = (ranges: string, kinds: string): string => `
                  select r.n
                    from unnest(${ranges}) as r (n, low, high)
                   cross join lateral (
                         select o.word
                           from employee_words o
                          where o.id = walked.id and o.word >= r.low and o.word < r.high and o.kind = any(${kinds}::smallint[])
                          limit 1) as there`;

/** Of how many of the groups `walked` has a word: the person's rows are read once, however many ranges they are held against. */
const COUNTED = (ranges: string, kinds: string): string => `
                (select count(distinct r.n)
                   from employee_words o
                  cross join lateral (
                        select r.n
                          from unnest(${ranges}) as r (n, low, high)
                         where o.word >= r.low and o.word < r.high
                        offset 0) as r
                  where o.id = walked.id and o.kind = any(${kinds}::smallint[]))`;

const HAS_ONE = (ranges: string, kinds: string): string => `(${WORDS_IN(ranges, kinds)}
                   limit 1) is not null`;

/** Whether `walked` has a word of each of so many groups. Of one, as mostly, without counting, which would sort what it counts. */
export const HAS_ALL = (groups: string, ranges: string, kinds: string): string => `
                case ${groups}::int
                  when 0 then true
                  when 1 then ${HAS_ONE(ranges, kinds)}
                  else ${COUNTED(ranges, kinds)} = ${groups}::int end`;

/** Whether `walked` lacks a word of one of so many groups; of none nobody does. */
export const LACKS_ONE = (groups: string, ranges: string, kinds: string): string => `
                case ${groups}::int
                  when 0 then true
                  when 1 then not (${HAS_ONE(ranges, kinds)})
                  else ${COUNTED(ranges, kinds)} < ${groups}::int end`;

/** The next words of classes `c`, and no more than a statement looks at. */
export const NEXT_WORDS = (rows: string): string => `
           cross join lateral (
                 select w.word, w.id, w.kind
                   from employee_words w
                  where w.active = c.active
                    and w.kind = c.kind
                    and (w.word, w.id) > (greatest(c.after_word collate "C", c.low), c.after_id)
                    and w.word < c.high
                  order by w.word, w.id
                  limit ${rows}::int) as w
           limit ${rows}::int`;

/**
 * Classes are walked one after the other, each in the order of its index, until the page is full: a nested loop takes them in
 * the order in which they are given, and a limit ends it. An order by rank would walk all of them to their ends. What is asked
 * of a row are look-ups by keys; `limit 1` in place of `exists`, of which PostgreSQL would make a table of the company.
 *
 * A class begins at the greater of its low end and the place before. With two conditions for that the index is read from the
 * row comparison's on, for which a first page has nothing: all words before it in the alphabet (at 1,000 people 248
 * pages of the index for a word that nobody has; at 20,000 it is 18 this way).
 *
 * That a row's person is there, and active, its own row says: `saveWords` writes it in the transaction that says so.
 */
export const WALK_WORDS = `
  select walked.n, walked.word, walked.id, judged.is_hit as "isHit", walked.place = $24::int as "isLast"
    from (select c.n, c.term, c.match, w.word, w.id, w.kind, row_number() over () as place
            from unnest($1::int[], $2::bool[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $10::int[])
                 as c (n, active, kind, low, high, after_word, after_id, term, match)
           ${NEXT_WORDS('$24')}) as walked
   cross join lateral (
         select ${HAS_ALL('$16', '$13::int[], $14::text[], $15::text[]', '$9')}
                and (walked.term + walked.match = 0
                 or (select true
                       from unnest($11::text[], $12::text[]) with ordinality as t (low, high, n)
                      cross join lateral (
                            select o.word
                              from employee_words o
                             where o.id = walked.id
                               and o.word >= t.low
                               and o.word < t.high
                               and o.kind = any($9::smallint[])
                               and (t.n <= walked.term
                                    or walked.match > 0
                                       and o.word <> walked.word
                                       and (walked.match = 1 and o.word = t.low
                                            or o.kind < walked.kind
                                            or o.kind = walked.kind and o.word < walked.word))
                             limit 1) as earlier
                      where t.n <= walked.term + 1
                      limit 1) is null)
                and ${LACKS_ONE('$20', '$17::int[], $18::text[], $19::text[]', '$9')}
                and (cardinality($21::text[]) = 0 or (
                     select true
                       from employee_pairs o
                      cross join lateral (
                            select r.low
                              from unnest($21::text[], $22::text[]) as r (low, high)
                             where o.pair >= r.low and o.pair < r.high
                             limit 1) as there
                      where o.id = walked.id
                      limit 1) is null) as is_hit
         offset 0) as judged
   where judged.is_hit or walked.place = $24::int
   limit $23::int`;

export function walkValues(walk: WordWalk, after: WordPlace, limit: number): unknown[] {
  const { classes, terms, kinds, needs, except, exceptPairs } = walk;
  const left = classes.slice(after.n);
  return [
    ...wordArrays(classes, after),
    left.map(({ term }) => term),
    kinds,
    left.map(({ match }) => MATCHES.indexOf(match)),
    ...termArrays(terms),
    ...groupArrays(needs),
    needs.length,
    ...groupArrays(except),
    except.length,
    exceptPairs.map(({ low }) => low),
    exceptPairs.map(({ high }) => high),
    limit,
    rowsOfWords(walk),
  ];
}

/** The classes that are left, as a statement takes them. */
export function wordArrays(classes: readonly WordClass[], after: WordPlace): unknown[] {
  return leftOf(classes, after, [({ active }) => active, ({ kind }) => kind, ({ low }) => low, ({ high }) => high]);
}

/** Of the classes that are left their numbers, these columns, and where each goes on. */
export function leftOf<Class>(
  classes: readonly Class[],
  after: WordPlace,
  columns: readonly ((one: Class) => unknown)[],
): unknown[] {
  const left = classes.slice(after.n);
  return [
    left.map((_, at) => after.n + at),
    ...columns.map((column) => left.map(column)),
    left.map((_, at) => (at === 0 ? after.word : '')),
    left.map((_, at) => (at === 0 ? after.id : '')),
  ];
}

export function rowsOfWords({ terms, needs, except, exceptPairs }: WordWalk): number {
  return rowsFor(needs, terms.length + except.flat().length + exceptPairs.length);
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
