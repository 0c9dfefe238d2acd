import type { Transaction } from '#postgres';
import type { PairClass } from '../../projection/search-plan.js';
import { groupArrays, type WordGroups, type WordRange } from '../../projection/word-ranges.js';
import { HAS_ALL, LACKS_ONE, leftOf, rowsFor, type Walked, type WordPlace } from './walk-words.js';

export interface PairWalk {
  /** In the order of their hits, each once for the active and once for the leavers where they are wanted. */
  readonly classes: readonly PairClass[];
  /** By `range` of a class; hits of those before it are not hits of this one. */
  readonly ranges: readonly WordRange[];
  readonly kinds: readonly number[];
  /** What a hit has to have beside. */
  readonly needs: WordGroups;
  /** Whoever has all of this is no hit; nobody is left out by none. */
  readonly except: WordGroups;
}

/** As `NEXT_WORDS`, of pairs. */
export const NEXT_PAIRS = (rows: string): string => `
           cross join lateral (
                 select p.pair, p.id
                   from employee_pairs p
                  where p.active = c.active
                    and (p.pair, p.id) > (greatest(c.after_pair collate "C", c.low), c.after_id)
                    and p.pair < c.high
                  order by p.pair, p.id
                  limit ${rows}::int) as p
           limit ${rows}::int`;

/** As `WALK_WORDS`, which says why it is written so. */
export const WALK_PAIRS = `
  select walked.n, walked.pair as word, walked.id, judged.is_hit as "isHit", walked.place = $20::int as "isLast"
    from (select c.n, c.range, p.pair, p.id, row_number() over () as place
            from unnest($1::int[], $2::bool[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[])
                 as c (n, active, low, high, after_pair, after_id, range)
           ${NEXT_PAIRS('$20')}) as walked
   cross join lateral (
         select ${HAS_ALL('$13', '$10::int[], $11::text[], $12::text[]', '$14')}
                and (select true
                       from employee_pairs o
                      cross join lateral (
                            select r.n
                              from unnest($8::text[], $9::text[]) with ordinality as r (low, high, n)
                             where o.pair >= r.low
                               and o.pair < r.high
                               and r.n <= walked.range + 1
                               and (r.n <= walked.range or o.pair < walked.pair)
                             limit 1) as earlier
                      where o.id = walked.id
                      limit 1) is null
                and ${LACKS_ONE('$18', '$15::int[], $16::text[], $17::text[]', '$14')} as is_hit
         offset 0) as judged
   where judged.is_hit or walked.place = $20::int
   limit $19::int`;

export function pairValues(walk: PairWalk, after: WordPlace, limit: number): unknown[] {
  return [
    ...pairArrays(walk.classes, after),
    walk.classes.slice(after.n).map(({ range }) => range),
    walk.ranges.map(({ low }) => low),
    walk.ranges.map(({ high }) => high),
    ...groupArrays(walk.needs),
    walk.needs.length,
    walk.kinds,
    ...groupArrays(walk.except),
    walk.except.length,
    limit,
    rowsOfPairs(walk),
  ];
}

/** The classes that are left, as a statement takes them. */
export function pairArrays(classes: readonly PairClass[], after: WordPlace): unknown[] {
  return leftOf(classes, after, [({ active }) => active, ({ low }) => low, ({ high }) => high]);
}

export function rowsOfPairs({ needs, ranges, except }: PairWalk): number {
  return rowsFor(needs, ranges.length + except.flat().length);
}

/** Hits, and the last row of a class that was not walked to its end. */
export async function walkPairs(tx: Transaction, walk: PairWalk, after: WordPlace, limit: number): Promise<Walked[]> {
  const { rows } = await tx.query<Walked>({ name: 'walk-pairs', text: WALK_PAIRS }, pairValues(walk, after, limit));
  return rows;
}
