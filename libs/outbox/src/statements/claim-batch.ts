import type { Transaction } from '#postgres';
import type { OutboxRecord } from '../publisher.js';

/** Records of a lane that a claim looks at: as many as a connection may send at once (its limit's burst). */
const LOOKED_AT = 512;

/**
 * Unpublished records of some lanes, tenants in turn by bytes, each tenant's in order: first comes what ends first if all
 * tenants were sent at once at one rate (fair queueing by finish times), so that a small event goes before a large one of
 * another tenant, and five hundred of a megabyte delay it by none; what stands behind more than that in one lane waits.
 *
 * "Unpublished", never "id greater than the last one": ids are given out before commit, so a cursor would step over a
 * row whose transaction commits late. No row is locked: the lanes' advisory locks keep other relays away. Should two
 * relays read one lane all the same (a lock was lost while a send was under way), both see every record of a key that
 * is not known to be stored, so both send a prefix: that doubles records, and changes no order of first occurrences.
 *
 * The limits per lane and in bytes bound memory; `alone` lets one record through however large it is. What is claimed of a
 * tenant in a lane is a prefix by id, and a key is of one tenant and one lane, so cutting by size leaves no hole.
 */
const CLAIM_BATCH = `
  with heads as (
    select p.id, p.lane, p.bytes, p.tenant_id
      from unnest($1::int2[]) as held(lane)
     cross join lateral (
       select u.id, u.lane, u.bytes, u.tenant_id
         from outbox_unpublished as u
        where u.lane = held.lane
        order by u.id
        limit $4::int4) as p),
  in_turn as (
    select id, lane, bytes, sum(bytes) over (partition by tenant_id order by id) as ends
      from heads),
  placed as (
    select id, lane, bytes, ends, row_number() over (partition by lane order by ends, id) as nth
      from in_turn),
  sized as (
    select id, lane, bytes, sum(bytes) over (order by ends, id) as total, row_number() over (order by ends, id) as position
      from placed
     where nth <= $2::int4)
  select s.id, s.lane, o.topic, o.tenant_id || '/' || o.resource_id as key, o.headers, o.value,
         extract(epoch from o.recorded_at)::float8 * 1000 as "recordedAt", s.bytes
    from sized as s
    join outbox as o on o.id = s.id
   where s.total <= $3::int8 or (s.position = 1 and $5::bool)
   order by s.id`;

export interface BatchLimits {
  readonly rowsPerLane: number;
  readonly bytes: number;
  /** A record larger than `bytes` is claimed by itself; else it stays where it is. True unless told. */
  readonly alone?: boolean;
}

/** With the bytes that it takes in Kafka. */
export interface ClaimedRecord extends OutboxRecord {
  readonly bytes: number;
}

interface ClaimedRow extends Omit<ClaimedRecord, 'headers'> {
  readonly headers: string;
}

export async function claimBatch(
  relay: Transaction,
  lanes: readonly number[],
  { rowsPerLane, bytes, alone = true }: BatchLimits,
): Promise<ClaimedRecord[]> {
  const { rows } = await relay.query<ClaimedRow>({
    name: 'outbox-claim',
    text: CLAIM_BATCH,
    values: [lanes, rowsPerLane, bytes, Math.max(LOOKED_AT, rowsPerLane), alone],
  });
  // What `appendToOutbox` wrote: an object of texts.
  return rows.map((row) => ({ ...row, headers: JSON.parse(row.headers) as Record<string, string> }));
}
