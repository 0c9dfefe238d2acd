import type { Pool } from 'pg';
import type { Transaction } from '#postgres';
import type { Partition } from '../source.js';
import type { ParkedKind } from './release-parked.js';

/** A parked event without its value, which is personal data. */
export interface ParkedEvent {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly kind: ParkedKind;
  readonly because: string;
  readonly attempts: number;
  readonly parkedAt: Date;
  readonly discardedAt: Date | null;
  readonly discardedBy: string | null;
  readonly discardedWhy: string | null;
}

const COLUMNS = `id, topic, partition, record_offset as "offset", key, event_id as "eventId",
         event_type as "eventType", kind, because, attempts, parked_at as "parkedAt", discarded_at as "discardedAt",
         discarded_by as "discardedBy", discarded_why as "discardedWhy"`;

const LIST_PARKED = `
  select ${COLUMNS}
    from parked_events
   where id > $1::bigint
   order by id
   limit $2::int`;

/** Oldest first, what was discarded included; `after` is the last id of the page before. */
export async function listParked(pool: Pool, { after = '0', limit = 100 } = {}): Promise<ParkedEvent[]> {
  const { rows } = await pool.query<ParkedEvent>(LIST_PARKED, [after, limit]);
  return rows;
}

/** By the key, which begins with the tenant's id: few are parked, and their values are not read. */
const LIST_PARKED_OF = `
  select ${COLUMNS}
    from parked_events
   where id > $1::bigint
     and starts_with(lower(left(key, 37)), $3::text || '/')
     and kind <> 'discarded'
   order by id
   limit $2::int`;

/** The same of one tenant, and without what was discarded. */
export async function listParkedOf(
  pool: Pool,
  tenantId: string,
  { after = '0', limit = 100 } = {},
): Promise<ParkedEvent[]> {
  const { rows } = await pool.query<ParkedEvent>(LIST_PARKED_OF, [after, limit, tenantId.toLowerCase()]);
  return rows;
}

const OF_TARGET = `
    from parked_events
   where ($1::bigint is not null and id = $1::bigint)
      or ($1::bigint is null and topic = $2::text and partition = $3::int and record_offset = $4::bigint)`;

const SHOW_PARKED = `
  select ${COLUMNS}, headers, value ${OF_TARGET}`;

const FIND_PARKED = `
  select id, topic, partition, record_offset::text as "offset", key, kind, discarded_by ${OF_TARGET}`;

/** A parked event with what it says: personal data, for the operator who asked for this one. */
export interface ShownEvent extends ParkedEvent {
  readonly headers: Readonly<Record<string, string>>;
  /** As text; null when the message had none. */
  readonly value: string | null;
}

/** @param target its id, or `<topic>/<partition>/<offset>` @returns null when nothing is parked there */
export async function showParked(pool: Pool, target: string): Promise<ShownEvent | null> {
  const { rows } = await pool.query<Omit<ShownEvent, 'value'> & { value: Buffer | null }>(SHOW_PARKED, whereOf(target));
  const [row] = rows;
  return row === undefined ? null : { ...row, value: row.value?.toString('utf8') ?? null };
}

export interface FoundParked extends Partition {
  readonly id: string;
  readonly offset: string;
  readonly key: string;
  readonly kind: ParkedKind;
  readonly discarded_by: string | null;
}

export async function findParked(tx: Transaction, target: string): Promise<FoundParked | null> {
  const { rows } = await tx.query<FoundParked>(FIND_PARKED, whereOf(target));
  return rows[0] ?? null;
}

/** True for what names a parked event: its id, or `<topic>/<partition>/<offset>`. */
export function isParkedTarget(target: string): boolean {
  return ID.test(target) || PLACE.test(target);
}

const ID = /^\d{1,18}$/;
const PLACE = /^([^/]{1,249})\/(\d{1,9})\/(\d{1,18})$/;

function whereOf(target: string): (string | null)[] {
  if (ID.test(target)) return [target, null, null, null];
  const [, topic, partition, offset] = PLACE.exec(target) ?? [];
  if (topic === undefined || partition === undefined || offset === undefined) {
    throw new Error(`${target.slice(0, 100)} is neither an id nor <topic>/<partition>/<offset>`);
  }
  return [null, topic, partition, offset];
}
