import type { Transaction } from '#postgres';
import type { Partition } from '../source.js';
import { PARKED_COLUMNS, recordOf, type ParkedRecord, type ParkedRow } from './release-parked.js';

const GAPS_OF_KEYS = `
  select key, array_agg(resource_version::float8) as versions
    from parked_events
   where topic = $1::text
     and key = any($2::text[])
     and (kind = 'gap' or (kind = 'discarded' and record_offset < $3::bigint))
     and resource_version > 0
   group by key`;

/** The versions of the gaps that are parked of some keys, and of what was discarded after it had followed. */
export async function gapsOfKeys(
  tx: Transaction,
  { topic, from }: { readonly topic: string; readonly from: bigint },
  keys: readonly string[],
): Promise<Map<string, readonly number[]>> {
  const { rows } = await tx.query<{ key: string; versions: number[] }>(GAPS_OF_KEYS, [topic, keys, from.toString()]);
  return new Map(rows.map(({ key, versions }) => [key, versions]));
}

/**
 * What comes next in a sequence among the parked gaps of its key: the next version, or the gap that was accepted behind
 * the last one. Also one that came next earlier, and was discarded since. In the order in which they came.
 */
const NEXT_GAP = `
  select ${PARKED_COLUMNS}, resource_version::float8 as version
    from parked_events
   where topic = $1::text
     and key = $2::text
     and (kind = 'gap' or (kind = 'discarded' and record_offset < $5::bigint))
     and ((resource_version = $4::bigint + 1)
          or (kind = 'gap'
              and event_id in (select event_id
                                from accepted_gaps
                               where resource = $3::uuid
                                 and from_version = $4::bigint
                                 and not is_late)))
   order by id
   limit 1
     for update`;

export interface Sequence {
  readonly resource: string;
  readonly key: string;
  /** The version that it has come to. */
  readonly last: number;
}

export interface NextGap {
  readonly parked: ParkedRecord;
  readonly version: number;
}

export async function nextGap(
  tx: Transaction,
  { topic, from }: { readonly topic: string; readonly from: bigint },
  { resource, key, last }: Sequence,
): Promise<NextGap | null> {
  const values = [topic, key, resource, last, from.toString()];
  const { rows } = await tx.query<ParkedRow & { version: number }>(NEXT_GAP, values);
  const [row] = rows;
  return row === undefined ? null : { parked: recordOf(row), version: row.version };
}

/** Behind everything that is parked of its key by now: it has come to its place in the sequence, and that is the last. */
const PLACE_GAP = `
  update parked_events
     set id = default,
         kind = $2::text,
         because = $3::text,
         attempts = attempts + 1
   where id = $1::bigint`;

export async function placeGap(
  tx: Transaction,
  id: string,
  { kind, because }: { readonly kind: 'poison' | 'waiting'; readonly because: string },
): Promise<void> {
  await tx.query(PLACE_GAP, [id, kind, because]);
}

const ACCEPT_GAP = `
  insert into accepted_gaps (resource, from_version, to_version, topic, key, event_id, accepted_by, is_late)
  values ($1::uuid, $2::bigint, $3::bigint, $4::text, $5::text, $6::uuid, $7::text, $8::boolean)
  on conflict do nothing`;

export async function acceptGap(
  tx: Transaction,
  { topic }: Partition,
  gap: Sequence & {
    readonly version: number;
    readonly eventId: string;
    readonly who: string;
    readonly isLate: boolean;
  },
): Promise<void> {
  const { resource, last, version, key, eventId, who, isLate } = gap;
  await tx.query(ACCEPT_GAP, [resource, last, version, topic, key, eventId, who, isLate]);
}

/**
 * Versions that a leap which was accepted went past are nobody's; so is that of an event which is parked in its place. All
 * others that a sequence has gone past were applied.
 */
const VERSION_FREE = `
  select not exists (select from accepted_gaps
                      where resource = $1::uuid
                        and to_version = $4::bigint
                        and event_id <> $5::uuid)
         and (exists (select from accepted_gaps
                       where resource = $1::uuid
                         and not is_late
                         and from_version < $4::bigint
                         and to_version > $4::bigint)
              or exists (select from parked_events
                          where topic = $2::text
                            and key = $3::text
                            and kind not in ('gap', 'stopped')
                            and resource_version = $4::bigint)) as free`;

/** Whether no other event was applied as this version, past which the sequence has gone. */
export async function isVersionFree(
  tx: Transaction,
  {
    resource,
    topic,
    key,
    version,
    eventId,
  }: Pick<Sequence, 'resource' | 'key'> & {
    readonly topic: string;
    readonly version: number;
    readonly eventId: string;
  },
): Promise<boolean> {
  const values = [resource, topic, key, version, eventId];
  const { rows } = await tx.query<{ free: boolean }>(VERSION_FREE, values);
  return rows[0]?.free === true;
}

/** A gap that was accepted, as it is listed. */
export interface AcceptedGap {
  readonly resource: string;
  readonly topic: string;
  readonly key: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly eventId: string;
  readonly acceptedAt: Date;
  readonly acceptedBy: string;
}

/** Where a page of them ends. */
export type AcceptedPlace = Pick<AcceptedGap, 'resource' | 'eventId'>;

const LIST_ACCEPTED = `
  select resource::text as resource, topic, key, from_version::float8 as "fromVersion",
         to_version::float8 as "toVersion", event_id as "eventId", accepted_at as "acceptedAt",
         accepted_by as "acceptedBy"
    from accepted_gaps
   where (resource, event_id) > ($1::uuid, $2::uuid)
   order by resource, event_id
   limit $3::int`;

const NOBODY = '00000000-0000-0000-0000-000000000000';

export async function listAccepted(
  session: Pick<Transaction, 'query'>,
  {
    after = { resource: NOBODY, eventId: NOBODY },
    limit = 100,
  }: { after?: AcceptedPlace | undefined; limit?: number } = {},
): Promise<AcceptedGap[]> {
  const { rows } = await session.query<AcceptedGap>(LIST_ACCEPTED, [after.resource, after.eventId, limit]);
  return rows;
}
