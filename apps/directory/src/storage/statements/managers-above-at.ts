import type { Transaction } from '#postgres';
import { heldAt, managerAt } from './lines-at.js';

const upFrom = (id: string): string => `
     cross join lateral (
           select l.manager_id, l.manager_mail_key
             from reporting_lines l
            where l.id = ${id}
              and ${heldAt('l')}
            limit 1) as u
     cross join lateral (select ${managerAt('u')} as id offset 0) as named
     where named.id is not null`;

/** As `managers-above.ts`, at a time: upwards it is a look-up a level and a person, however many are below. */
export const MANAGERS_ABOVE_AT = `
  with recursive above (origin, id) as (
    select asked.id, named.id
      from unnest($1::text[]) as asked (id)${upFrom('asked.id')}
     union
    select a.origin, named.id
      from above a${upFrom('a.id')}
  )
  select a.origin, a.id
    from above a
   where a.id = any($3::text[])
     and a.id <> a.origin`;

export interface AboveAt {
  readonly people: readonly string[];
  readonly managers: readonly string[];
  readonly at: string;
}

/** Of some people who of these managers was above each, over any number of levels; nobody is below themselves. */
export async function managersAboveAt(
  tx: Transaction,
  { people, managers, at }: AboveAt,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const above = new Map<string, Set<string>>();
  if (managers.length === 0 || people.length === 0) return above;
  const { rows } = await tx.query<{ origin: string; id: string }>(MANAGERS_ABOVE_AT, [people, at, managers]);
  for (const { origin, id } of rows) above.set(origin, (above.get(origin) ?? new Set()).add(id));
  return above;
}
