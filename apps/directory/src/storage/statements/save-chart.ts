import { arrayText, type Transaction } from '#postgres';
import type { Placed } from '../../projection/preorder.js';

const BEGIN = `
  insert into org_charts (tenant_id, making)
  values ($1::uuid, 1)
      on conflict (tenant_id) do update set making = org_charts.making + 1
  returning making`;

/** The number of a new generation. */
export async function beginChart(tx: Transaction, tenantId: string): Promise<number> {
  const { rows } = await tx.query<{ making: number }>(BEGIN, [tenantId]);
  return rows[0]?.making ?? 1;
}

const ADD_PLACES = `
  insert into org_places (tenant_id, generation, place, last_place, depth, id, top, in_circle)
  select $1::uuid, $2::int, *
    from unnest($3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::bool[])`;

export interface Generation {
  readonly tenantId: string;
  readonly generation: number;
}

export type PlaceOf = Placed & { readonly id: string };

/** A part of it, which no reader sees yet. */
export async function addPlaces(
  tx: Transaction,
  { tenantId, generation }: Generation,
  places: readonly PlaceOf[],
): Promise<void> {
  await tx.query({ name: 'add-places', text: ADD_PLACES }, [
    tenantId,
    generation,
    arrayText(places.map(({ place }) => place)),
    arrayText(places.map(({ lastPlace }) => lastPlace)),
    arrayText(places.map(({ depth }) => depth)),
    arrayText(places.map(({ id }) => id)),
    arrayText(places.map(({ top }) => top)),
    arrayText(places.map(({ isInCircle }) => isInCircle)),
  ]);
}

/**
 * Waits for an erasure that is under way, which takes this lock against whoever folds, and keeps the next one waiting. Behind a
 * rebuild's it finds the fresh tables.
 */
const BESIDE_ERASURES = `lock table consumer_offsets in row share mode`;

const WITHOUT_ERASED = `
  delete from org_places p
   using kept.erased_people x
   where x.tenant_id = $1::uuid
     and p.tenant_id = x.tenant_id
     and p.id = x.id`;

const SHOW = `
  update org_charts c
     set generation = c.making,
         seen = $3::text::pg_snapshot,
         made_at = $4::timestamptz,
         rests_until = now() + make_interval(secs => $5::float8),
         people = $6::int,
         roots = $7::int,
         orphans = $8::int,
         circles = $9::int,
         levels = $10::int
   where c.tenant_id = $1::uuid
     and c.making = $2::int`;

export interface Shown extends Generation {
  /** It has whoever was moved by a transaction that this one sees. */
  readonly seen: string;
  /** As of which it is. */
  readonly madeAt: Date;
  readonly restSeconds: number;
  readonly people: number;
  readonly tops: Readonly<Record<'root' | 'orphan' | 'circle', number>>;
  readonly levels: number;
}

/**
 * Readers see the generation from now on; false: it is not the one that is being made (a rebuild has taken the tables' place
 * meanwhile), and is seen by nobody. Who was erased while it was made is taken out of it.
 */
export async function showChart(tx: Transaction, shown: Shown): Promise<boolean> {
  await tx.query(BESIDE_ERASURES);
  const { tenantId, generation, seen, madeAt, restSeconds, people, tops, levels } = shown;
  const counts = [people, tops.root, tops.orphan, tops.circle, levels];
  const { rowCount } = await tx.query(SHOW, [tenantId, generation, seen, madeAt, restSeconds, ...counts]);
  await tx.query(WITHOUT_ERASED, [tenantId]);
  return rowCount === 1;
}

/** Of a tenant all generations but the one that is shown, or, where nothing is, all; so many rows at a time. */
const CLEAR = `
  delete from org_places
   where ctid = any (array (
         select p.ctid
           from org_places p
          where p.tenant_id = $1::uuid
            and p.generation <> coalesce((select c.generation from org_charts c where c.tenant_id = $1::uuid), -1)
          limit $2::int))`;

export async function clearPlaces(tx: Transaction, tenantId: string, most: number): Promise<number> {
  return (await tx.query(CLEAR, [tenantId, most])).rowCount ?? 0;
}

const FORGET = `
  delete from org_charts c
   where c.tenant_id = $1::uuid
     and not exists (select from employees e where e.tenant_id = c.tenant_id)`;

/** Of a tenant that has nobody any more; its places go with {@link clearPlaces}. */
export async function forgetChart(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query(FORGET, [tenantId]);
}
