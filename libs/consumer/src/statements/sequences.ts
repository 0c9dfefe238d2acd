import type { Transaction } from '#postgres';
import type { Accepted } from '../sequence.js';

const LOAD_SEQUENCES = `
  select resource::text as resource,
         version::float8 as version
    from consumer_sequences
   where resource = any($1::uuid[])`;

/** The last version of each resource's sequence; those that have none yet are left out. */
export async function loadSequences(tx: Transaction, resources: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await tx.query<{ resource: string; version: number }>(LOAD_SEQUENCES, [resources]);
  return new Map(rows.map(({ resource, version }) => [resource, version]));
}

/** The partition's row is locked: nobody else moves these. */
const SAVE_SEQUENCES = `
  insert into consumer_sequences as s (resource, version)
  select *
    from unnest($1::uuid[], $2::bigint[])
  on conflict (resource) do update
     set version = excluded.version
   where s.version < excluded.version`;

export async function saveSequences(tx: Transaction, versions: ReadonlyMap<string, number>): Promise<void> {
  if (versions.size === 0) return;
  await tx.query(SAVE_SEQUENCES, [[...versions.keys()], [...versions.values()]]);
}

const LOAD_ACCEPTED = `
  select resource::text as resource,
         from_version::float8 as "from",
         to_version::float8 as "to",
         event_id as "eventId",
         is_late as "isLate"
    from accepted_gaps
   where resource = any($1::uuid[])`;

/** The gaps that were accepted of each resource. */
export async function loadAccepted(
  tx: Transaction,
  resources: readonly string[],
): Promise<Map<string, readonly Accepted[]>> {
  const { rows } = await tx.query<Accepted & { resource: string }>(LOAD_ACCEPTED, [resources]);
  return Map.groupBy(rows, ({ resource }) => resource);
}

/**
 * The versions of what is parked or discarded of some keys and took its place in their sequences. One that an earlier
 * version of the program parked has its version in its headers only; one that was a gap when it was discarded has 0.
 */
const COUNTED_VERSIONS = `
  select key, version::float8 as version
    from (select key,
                 coalesce(resource_version,
                          substring(headers::text from '"ce_resourceversion" *: *"([1-9][0-9]{0,14})"')::bigint) as version
            from parked_events
           where topic = $1::text
             and key = any($2::text[])
             and key <> ''
             and kind in ('poison', 'undecodable', 'waiting', 'superseded', 'discarded')
             and record_offset < $3::bigint) as counted
   where version > 0
   order by key, version
   limit 10000`;

export async function countedVersions(
  tx: Transaction,
  { topic, from }: { readonly topic: string; readonly from: bigint },
  keys: readonly string[],
): Promise<Map<string, readonly number[]>> {
  const { rows } = await tx.query<{ key: string; version: number }>(COUNTED_VERSIONS, [topic, keys, from.toString()]);
  return new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, of]) => [key, of.map(({ version }) => version)]));
}
