import type { Transaction } from '#postgres';
import type { Top } from '../../projection/preorder.js';
import { reportsSql } from './manager-named.js';

/** The chart of the tenant whose rows are seen; a generation that is being made is none. */
export const FIND_CHART = `
  select c.generation,
         c.made_at as "madeAt",
         c.people,
         c.roots,
         c.orphans,
         c.circles,
         c.levels
    from org_charts c
   where c.made_at is not null`;

export interface ChartRow {
  readonly generation: number;
  readonly madeAt: Date;
  readonly people: number;
  readonly roots: number;
  readonly orphans: number;
  readonly circles: number;
  readonly levels: number;
}

export async function findChart(tx: Transaction): Promise<ChartRow | null> {
  const { rows } = await tx.query<ChartRow>({ name: 'find-chart', text: FIND_CHART });
  return rows[0] ?? null;
}

/** Those at the top for one reason, behind somebody, in their order. Where that one is not placed any more, from the first. */
export const LIST_TOPS = `
  select p.id,
         p.place,
         p.last_place as "lastPlace"
    from org_places p
   where p.generation = $1::int
     and p.top = $2::text
     and p.place > coalesce((select b.place from org_places b where b.id = $3::text and b.generation = $1::int limit 1), -1)
   order by p.place
   limit $4::int`;

export interface TopsAsked {
  readonly generation: number;
  readonly top: Top;
  /** An id; empty: from the first. */
  readonly after: string;
  readonly limit: number;
}

export interface PlaceRow {
  readonly id: string;
  readonly place: number;
  readonly lastPlace: number;
}

export async function listTops(tx: Transaction, { generation, top, after, limit }: TopsAsked): Promise<PlaceRow[]> {
  return (await tx.query<PlaceRow>({ name: 'list-tops', text: LIST_TOPS }, [generation, top, after, limit])).rows;
}

/** Of each the places, and how many report to it directly, which is counted of today. */
export const SHOW_PLACES = `
  select wanted.id,
         p.place,
         p.last_place as "lastPlace",
         p.depth,
         (select count(*)::int from (${reportsSql('wanted.id')}
           ) as r where r.id <> wanted.id) as directs
    from unnest($2::text[]) as wanted (id)
    left join lateral (
         select p.place, p.last_place, p.depth from org_places p where p.id = wanted.id and p.generation = $1::int limit 1
         ) as p on true`;

export interface ShownPlace {
  readonly id: string;
  /** null, as the others: not placed yet. */
  readonly place: number | null;
  readonly lastPlace: number | null;
  readonly depth: number | null;
  readonly directs: number;
}

export async function showPlaces(
  tx: Transaction,
  generation: number | null,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ShownPlace>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<ShownPlace>({ name: 'show-places', text: SHOW_PLACES }, [generation, ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** A range of places behind one. */
export const LIST_RANGE = `
  select p.id,
         p.place,
         p.depth
    from org_places p
   where p.generation = $1::int
     and p.place > $2::int
     and p.place <= $3::int
   order by p.place
   limit $4::int`;

export interface Range {
  readonly generation: number;
  readonly after: number;
  readonly last: number;
}

export interface RangeRow {
  readonly id: string;
  readonly place: number;
  readonly depth: number;
}

export async function listRange(
  tx: Transaction,
  { generation, after, last }: Range,
  limit: number,
): Promise<RangeRow[]> {
  return (await tx.query<RangeRow>({ name: 'list-range', text: LIST_RANGE }, [generation, after, last, limit])).rows;
}

/** Of those directly below somebody, whose range it is, the first whose id is behind one: by leaps over all that are below each. */
export const FIND_NEXT_CHILD = `
  with recursive child (id, place, last_place) as (
    (select p.id, p.place, p.last_place
       from org_places p
      where p.generation = $1::int
        and p.place > $2::int
        and p.place <= $3::int
      order by p.place
      limit 1)
     union all
    select next.id, next.place, next.last_place
      from child c
     cross join lateral (
           select p.id, p.place, p.last_place
             from org_places p
            where p.generation = $1::int
              and p.place > c.last_place
              and p.place <= $3::int
            order by p.place
            limit 1) as next
     where c.id <= $4::text
  )
  select place
    from child
   where id > $4::text
   limit 1`;

export async function findNextChild(
  tx: Transaction,
  { generation, after, last }: Range,
  behind: string,
): Promise<number | null> {
  const { rows } = await tx.query<{ place: number }>(FIND_NEXT_CHILD, [generation, after, last, behind]);
  return rows[0]?.place ?? null;
}
