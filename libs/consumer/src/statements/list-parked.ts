import type { Pool } from 'pg';
import type { Transaction } from '#postgres';
import type { Partition } from '../source.js';

/** A parked event without its value, which is personal data. */
export interface ParkedEvent {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  /** `poison`, `undecodable`, or `waiting` behind another of its key. */
  readonly kind: string;
  readonly because: string;
  readonly attempts: number;
  readonly parkedAt: Date;
}

const LIST_PARKED = `
  select id, topic, partition, record_offset as "offset", key, event_id as "eventId", event_type as "eventType", kind,
         because, attempts, parked_at as "parkedAt"
    from parked_events
   where id > $1::bigint
   order by id
   limit $2::int`;

/** Oldest first; `after` is the last id of the page before. */
export async function listParked(pool: Pool, { after = '0', limit = 100 } = {}): Promise<ParkedEvent[]> {
  const { rows } = await pool.query<ParkedEvent>(LIST_PARKED, [after, limit]);
  return rows;
}

const FIND_PARKED = `
  select topic, partition, key
    from parked_events
   where id = $1::bigint`;

export async function findParked(tx: Transaction, id: string): Promise<(Partition & { key: string }) | null> {
  const { rows } = await tx.query<Partition & { key: string }>(FIND_PARKED, [id]);
  return rows[0] ?? null;
}
