import type { Transaction } from '#postgres';
import { MANAGER_OF_E } from './manager-named.js';

/**
 * Of some people who is above each, over any number of levels, of the managers that are asked for. Upwards it is a look-up a level and a
 * person, however many are below; `union` ends where managers form a circle.
 */
export const MANAGERS_ABOVE = `
  with recursive above (origin, id) as (
    select asked.id, named.id
      from unnest($1::text[]) as asked (id)
     cross join lateral (
           select ${MANAGER_OF_E} ->> 'id' as id
             from employees e
            where e.id = asked.id
            limit 1) as named
     where named.id is not null
     union
    select a.origin, named.id
      from above a
     cross join lateral (
           select ${MANAGER_OF_E} ->> 'id' as id
             from employees e
            where e.id = a.id
            limit 1) as named
     where named.id is not null
  )
  select a.origin, a.id
    from above a
   where a.id = any($2::text[])
     and a.id <> a.origin`;

/** By the id of the person; nobody is below themselves. */
export async function managersAbove(
  tx: Transaction,
  people: readonly string[],
  managers: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const above = new Map<string, Set<string>>();
  if (managers.length === 0 || people.length === 0) return above;
  const { rows } = await tx.query<{ origin: string; id: string }>(MANAGERS_ABOVE, [people, managers]);
  for (const { origin, id } of rows) above.set(origin, (above.get(origin) ?? new Set()).add(id));
  return above;
}
