import { nameKeys } from '#contracts';
import { indexKey, type Transaction } from '#postgres';
import { reportsSql } from './manager-named.js';

/** People of one circle: a thousand are counted, a hundred are shown. */
export const LIST_CIRCLE = `
  select p.id,
         count(*) over ()::int as size
    from (select c.id, c.place
            from org_places c
           where c.generation = $1::int
             and c.in_circle
             and c.place >= $2::int
             and c.place <= $3::int
           order by c.place
           limit 1000) as p
   order by p.place
   limit 100`;

export interface CircleRow {
  readonly id: string;
  readonly size: number;
}

export async function listCircle(
  tx: Transaction,
  generation: number,
  { place, lastPlace }: { readonly place: number; readonly lastPlace: number },
): Promise<CircleRow[]> {
  return (await tx.query<CircleRow>(LIST_CIRCLE, [generation, place, lastPlace])).rows;
}

/** Whoever is not active, behind one, or with it: as many as one answer walks. */
export const WALK_INACTIVE = `
  select e.id
    from employees e
   where not e.active
     and not e.deleted
     and e.id >= $1::text
   order by e.id
   limit $2::int`;

export async function walkInactive(tx: Transaction, from: string, limit: number): Promise<string[]> {
  return (await tx.query<{ id: string }>(WALK_INACTIVE, [from, limit])).rows.map(({ id }) => id);
}

/** Who is active and reports to one of these, in order of the managers' ids and then of their own. */
export const LIST_ACTIVE_UNDER = `
  select boss.id as manager,
         r.id
    from unnest($1::text[]) as boss (id)
   cross join lateral (
         select r.id
           from (${reportsSql('boss.id')}
                ) as r
          cross join lateral (
                select true as active from employees a where a.id = r.id and a.active and not a.deleted limit 1) as active
          where r.id <> boss.id
            and (boss.id > $2::text or r.id > $3::text)
          order by r.id
          limit $4::int) as r
   order by boss.id, r.id
   limit $4::int`;

export interface UnderRow {
  readonly manager: string;
  readonly id: string;
}

export async function listActiveUnder(
  tx: Transaction,
  managers: readonly string[],
  { after, limit }: { readonly after: UnderRow; readonly limit: number },
): Promise<UnderRow[]> {
  return (await tx.query<UnderRow>(LIST_ACTIVE_UNDER, [managers, after.manager, after.id, limit])).rows;
}

/**
 * Who has ever answered to values by which somebody names a manager, whoever did last; by id before address before number. Whoever has an
 * address or a number now had it last.
 */
export const LAST_NAMED = `
  select distinct on (named.value)
         named.value,
         found.id,
         found.is_held as "isHeld"
    from unnest($1::text[], $2::text[], $3::text[]) as named (value, mail_key, number_key)
   cross join lateral (
           (select v.id, 1 as nth, false as is_held from employee_versions v where v.id = named.value limit 1)
            union all
           (select l.id, 2, l.valid_to = 'infinity'
              from reporting_lines l
             where l.mail_key = named.mail_key
             order by l.valid_to desc
             limit 1)
            union all
           (select l.id, 3, l.valid_to = 'infinity'
              from reporting_lines l
             where l.employee_number = named.number_key
             order by l.valid_to desc
             limit 1)
         ) as found
   order by named.value, found.nth`;

export interface LastNamed {
  readonly id: string;
  /** The address or the number is somebody's today. */
  readonly isHeld: boolean;
}

export async function lastNamed(tx: Transaction, values: readonly string[]): Promise<ReadonlyMap<string, LastNamed>> {
  if (values.length === 0) return new Map();
  const keys = values.map((value) => nameKeys(value).mailKey);
  const { rows } = await tx.query<LastNamed & { readonly value: string }>(LAST_NAMED, [
    values,
    keys.map((key) => (key === null ? null : indexKey(key))),
    values.map((value) => indexKey(value)),
  ]);
  return new Map(rows.map(({ value, id, isHeld }) => [value, { id, isHeld }]));
}
