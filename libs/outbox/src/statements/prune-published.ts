import type { Transaction } from '#postgres';
import { LANES } from '../lane.js';

/**
 * Deletes records that are older than the retention and than everything that waits, the oldest first.
 *
 * It looks at the first `limit` records only, never further: ids ascend with time, nearly. A record that is not
 * committed yet is visible in neither table. Two relays at once: the second waits for the first and finds the rows gone.
 */
const PRUNE = `
  with waiting as (
    select min(head.id) as id
      from generate_series(0, $3::int4 - 1) as every(lane)
     cross join lateral (
       select u.id from outbox_unpublished as u where u.lane = every.lane order by u.id limit 1) as head),
  oldest as (
    select id, recorded_at
      from outbox
     order by id
     limit $2::int4),
  gone as (
    delete from outbox as o
     using oldest, waiting
     where o.id = oldest.id
       and oldest.recorded_at < clock_timestamp() - make_interval(secs => $1::float8)
       and (waiting.id is null or o.id < waiting.id)
    returning o.id)`;
const COUNT = `
  select count(*)::int4 as pruned from gone`;
const PRUNE_PUBLISHED = PRUNE + COUNT;
/** By a list of ids: whatever the statistics are, these are looked up one by one. */
const PRUNE_PLACED = `${PRUNE},
  places as (
    delete from outbox_places as p
     where p.id = any (array (select id from gone)))${COUNT}`;

export interface Pruning {
  readonly retentionSeconds: number;
  readonly limit: number;
  readonly keepsPlaces: boolean;
}

/** @returns how many were deleted; `limit` means that there may be more */
export async function prunePublished(
  relay: Transaction,
  { retentionSeconds, limit, keepsPlaces }: Pruning,
): Promise<number> {
  const values = [retentionSeconds, limit, LANES];
  const query = keepsPlaces
    ? { name: 'outbox-prune-placed', text: PRUNE_PLACED }
    : { name: 'outbox-prune', text: PRUNE_PUBLISHED };
  const { rows } = await relay.query<{ pruned: number } & Record<string, unknown>>({ ...query, values });
  return rows[0]?.pruned ?? 0;
}
