import type { Transaction } from '#postgres';
import type { PairClass } from '../../projection/search-plan.js';
import { groupArrays, type WordGroups, type WordRange } from '../../projection/word-ranges.js';
import { LOOKED_AT, type Walked, type WordPlace } from './walk-words.js';

export interface PairWalk {
  /** In the order of their hits, each once for the active and once for the leavers where they are wanted. */
  readonly classes: readonly PairClass[];
  /** By `range` of a class; hits of those before it are not hits of this one. */
  readonly ranges: readonly WordRange[];
  readonly kinds: readonly number[];
  /** What a hit has to have beside. */
  readonly needs: WordGroups;
  readonly withLeavers: boolean;
}

/** As `WALK_WORDS`, which says why it is written so. */
export const WALK_PAIRS = `
  select c.n, walked.pair as word, walked.id, judged.is_hit as "isHit",
         walked.place = ${LOOKED_AT} as "isLast"
    from unnest($1::int[], $2::bool[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[])
         as c (n, active, low, high, after_pair, after_id, range)
   cross join lateral (
         select p.pair, p.id, row_number() over () as place
           from (select p.pair, p.id
                   from employee_pairs p
                  where p.active = c.active
                    and p.pair >= c.low
                    and p.pair < c.high
                    and (p.pair, p.id) > (c.after_pair, c.after_id)
                  order by p.pair, p.id
                  limit ${LOOKED_AT}) as p) as walked
   cross join lateral (
         select (select true
                   from employees e
                  where e.id = walked.id and not e.deleted and (e.active or $8::bool)
                  limit 1) is not null
                and (select true
                       from unnest($9::text[], $10::text[]) with ordinality as r (low, high, n)
                      cross join lateral (
                            select o.pair
                              from employee_pairs o
                             where o.id = walked.id
                               and o.pair >= r.low
                               and o.pair < r.high
                               and (r.n <= c.range or o.pair < walked.pair)
                             limit 1) as earlier
                      where r.n <= c.range + 1
                      limit 1) is null
                and ($14::int = 0 or (
                     select count(distinct r.n)
                       from unnest($11::int[], $12::text[], $13::text[]) as r (n, low, high)
                      cross join lateral (
                            select o.word
                              from employee_words o
                             where o.id = walked.id and o.word >= r.low and o.word < r.high and o.kind = any($15::smallint[])
                             limit 1) as there) = $14::int) as is_hit
         offset 0) as judged
   where judged.is_hit or walked.place = ${LOOKED_AT}
   limit $16::int`;

export function pairValues(walk: PairWalk, after: WordPlace, limit: number): unknown[] {
  const left = walk.classes.map((one, n) => ({ ...one, n })).slice(after.n);
  const isFirst = (n: number): boolean => n === after.n;
  return [
    left.map(({ n }) => n),
    left.map(({ active }) => active),
    left.map(({ low }) => low),
    left.map(({ high }) => high),
    left.map(({ n }) => (isFirst(n) ? after.word : '')),
    left.map(({ n }) => (isFirst(n) ? after.id : '')),
    left.map(({ range }) => range),
    walk.withLeavers,
    walk.ranges.map(({ low }) => low),
    walk.ranges.map(({ high }) => high),
    ...groupArrays(walk.needs),
    walk.needs.length,
    walk.kinds,
    limit,
  ];
}

/** Hits, and the last row of a class that was not walked to its end. */
export async function walkPairs(tx: Transaction, walk: PairWalk, after: WordPlace, limit: number): Promise<Walked[]> {
  const { rows } = await tx.query<Walked>({ name: 'walk-pairs', text: WALK_PAIRS }, pairValues(walk, after, limit));
  return rows;
}
