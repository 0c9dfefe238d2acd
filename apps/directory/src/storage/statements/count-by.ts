import { indexKey, type Transaction } from '#postgres';
import { searchable } from '../../projection/searchable.js';

/** People that are looked at for a count; beyond it is "at least". */
export const MOST_COUNTED_BY = 100_000;
export const MOST_VALUES = 100;

/** What people are counted by, and how its value is shown. Those without one are counted as null. */
export const FACETS = {
  department: { key: 'e.department_key', shown: 'left(e.department, 256)' },
  title: { key: 'e.title_key', shown: 'left(e.title, 256)' },
  manager: { key: 'e.manager_id', shown: 'left(e.manager_id, 256)' },
  active: { key: 'e.active::text', shown: 'e.active::text' },
} as const;
export type Facet = keyof typeof FACETS;

const countSql = ({ key, shown }: { readonly key: string; readonly shown: string }): string => `
  with counted as materialized (
    select ${key} as key, ${shown} as shown
      from employees e
     where not e.deleted
       and ($1::bool is null or e.active = $1::bool)
       and ($2::text is null or e.department_key = $2::text)
       and ($3::text[] is null or e.id = any($3::text[]))
     limit ${MOST_COUNTED_BY + 1}
  )
  select min(c.shown) as value, count(*)::int as count, sum(count(*)) over ()::int as people
    from counted c
   group by c.key
   order by count(*) desc, c.key
   limit ${MOST_VALUES + 1}`;

export const COUNT_BY: Readonly<Record<Facet, string>> = {
  department: countSql(FACETS.department),
  title: countSql(FACETS.title),
  manager: countSql(FACETS.manager),
  active: countSql(FACETS.active),
};

export interface CountedValue {
  readonly value: string | null;
  readonly count: number;
  /** All that were counted, of whatever value. */
  readonly people: number;
}

export interface CountedOf {
  readonly active: boolean | null;
  readonly department: string | null;
  /** These alone. */
  readonly ids?: readonly string[];
}

export async function countBy(
  tx: Transaction,
  by: Facet,
  { active, department, ids }: CountedOf,
): Promise<CountedValue[]> {
  const key = department === null ? null : indexKey(searchable(department));
  const { rows } = await tx.query<CountedValue>(COUNT_BY[by], [active, key, ids ?? null]);
  return rows;
}
