import { indexKey, type Transaction } from '#postgres';
import { searchable } from '../../projection/searchable.js';

/** People that are looked at for a count, whether they count or not; beyond it is "at least". Of 100,000 a count took 160 ms. */
export const MOST_LOOKED_AT = 10_000;
export const MOST_VALUES = 100;

/** What people are counted by, and how its value is shown. Those without one are counted as null. */
export const FACETS = {
  department: { key: 'e.department_key', shown: 'left(e.department, 256)' },
  title: { key: 'e.title_key', shown: 'left(e.title, 256)' },
  manager: { key: 'e.manager_id', shown: 'left(e.manager_id, 256)' },
  active: { key: 'e.active::text', shown: 'e.active::text' },
} as const;
export type Facet = keyof typeof FACETS;

/** What people are counted as one by, as `key` of {@link FACETS} has it, for whoever counts them without a statement. */
export function facetKey(by: Facet, text: string | null): string | null {
  if (text === null) return null;
  return by === 'department' || by === 'title' ? indexKey(searchable(text)) : text;
}

/**
 * Whoever is not active is found by an index of theirs, so of all the company's they are counted wherever they stand; every other
 * condition on `active` is held against people who were looked at already. A row comes of nobody, too: it says how many those were.
 */
const countSql = ({ key, shown }: { readonly key: string; readonly shown: string }): string => `
  with looked_at as materialized (
    select ${key} as key, ${shown} as shown, e.active
      from employees e
     where not e.deleted
       and ($1::bool is not false or $2::text is not null or not e.active)
       and ($2::text is null or e.department_key = $2::text)
     limit ${MOST_LOOKED_AT + 1}
  ), counted as (
    select min(c.shown) as value, c.key, count(*)::int as count, sum(count(*)) over ()::int as people
      from (select key, shown, active from looked_at limit ${MOST_LOOKED_AT}) as c
     where $1::bool is null or c.active = $1::bool
     group by c.key
  )
  select c.value, coalesce(c.count, 0) as count, coalesce(c.people, 0) as people, l.n as "lookedAt"
    from (select count(*)::int as n from looked_at) as l
    left join counted c on true
   order by c.count desc, c.key
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
}

export interface Counted {
  /** One more than {@link MOST_VALUES} when there are more. */
  readonly values: readonly CountedValue[];
  /** All that were counted, of whatever value. */
  readonly people: number;
  /** One more than {@link MOST_LOOKED_AT} when there are more. */
  readonly lookedAt: number;
}

export interface CountedOf {
  readonly active: boolean | null;
  readonly department: string | null;
}

export async function countBy(tx: Transaction, by: Facet, { active, department }: CountedOf): Promise<Counted> {
  const key = department === null ? null : indexKey(searchable(department));
  const { rows } = await tx.query<CountedValue & Omit<Counted, 'values'>>(COUNT_BY[by], [active, key]);
  const { people, lookedAt } = rows[0] ?? { people: 0, lookedAt: 0 };
  return { values: rows.filter(({ count }) => count > 0), people, lookedAt };
}
