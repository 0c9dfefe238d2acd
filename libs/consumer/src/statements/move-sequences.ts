import { arrayText, type Transaction } from '#postgres';
import type { Run } from '../sequence.js';

/**
 * Moves the sequences whose next versions a slice brings, and says of which runs it did not, or behind which something follows:
 * one statement, however many. Nobody else moves them: a resource's events are in one partition, whose row this transaction holds.
 *
 * Each is looked up by itself: joined, the whole table was read for a slice, by a plan that was made when it was empty (6 ms at
 * 50,000 resources).
 *
 * `gap` is the first that is parked behind the run's first version, or a discarded one that took its place (one that a
 * rebuild has not come to yet, not); `accepted` the first version of the run behind which an accepted gap comes. Where nothing
 * is parked, or was accepted, it is not looked for run by run.
 */
const MOVE_SEQUENCES = `
  with run as (
    select *
      from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[]) as r (resource, first, last, key)
  ),
  moved as (
    insert into consumer_sequences as s (resource, version)
    select r.resource, r.last
      from run r
      left join lateral (
           select c.version
             from consumer_sequences c
            where c.resource = r.resource
            limit 1) as stands on true
     where coalesce(stands.version, 0) = r.first - 1
    on conflict (resource) do update
       set version = excluded.version
    returning s.resource
  )
  select *
    from (select r.resource::text as resource,
                 r.resource in (select resource from moved) as moved,
                 case
                   when exists (select from parked_events)
                   then (select min(p.resource_version)
                           from parked_events p
                          where p.topic = $5::text
                            and p.key = r.key
                            and (p.kind = 'gap' or (p.kind = 'discarded' and p.record_offset < $6::bigint))
                            and p.resource_version > r.first)
                 end::float8 as gap,
                 case
                   when exists (select from accepted_gaps)
                   then (select min(a.from_version)
                           from accepted_gaps a
                          where a.resource = r.resource
                            and not a.is_late
                            and a.from_version between r.first and r.last)
                 end::float8 as accepted
            from run r) as told
   where not moved
      or gap is not null
      or accepted is not null`;

export interface Moved {
  readonly resource: string;
  readonly moved: boolean;
  readonly gap: number | null;
  readonly accepted: number | null;
}

/** @returns the exceptions: of whom nothing is said, the sequence has moved and nothing follows */
export async function moveSequences(
  tx: Transaction,
  { topic, from }: { readonly topic: string; readonly from: bigint },
  runs: readonly Run[],
): Promise<Moved[]> {
  const { rows } = await tx.query<Moved>({ name: 'consumer-move-sequences', text: MOVE_SEQUENCES }, [
    arrayText(runs.map(({ resource }) => resource)),
    arrayText(runs.map(({ first }) => first)),
    arrayText(runs.map(({ last }) => last)),
    arrayText(runs.map(({ key }) => key)),
    topic,
    from.toString(),
  ]);
  return rows;
}
