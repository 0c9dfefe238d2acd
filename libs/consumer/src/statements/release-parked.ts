import { withinBytes, type Transaction } from '#postgres';
import type { Partition, SourceRecord } from '../source.js';
import { withoutNul } from '../text.js';

/**
 * What is parked is
 * - `poison` refused, `undecodable`, or `waiting` behind another of its key, which it needs;
 * - `gap`: it leaps past the sequence of its resource, and holds nothing back;
 * - `superseded`: one of these, and an event that says all was applied past it since;
 * - `stopped`: not parked, but told like it; its partition stands still at it;
 * - `discarded`: over, by the word of a person.
 */
export type ParkedKind = 'poison' | 'undecodable' | 'waiting' | 'gap' | 'superseded' | 'stopped' | 'discarded';

export interface ParkedRecord extends Partition {
  readonly id: string;
  readonly kind: ParkedKind;
  readonly eventId: string | null;
  readonly record: SourceRecord;
  /** The value was too large to be kept whole. */
  readonly isCut: boolean;
}

export const PARKED_COLUMNS = `id, topic, partition, record_offset, key, event_id, kind, headers::text as headers, value, value_bytes`;

/**
 * What is still parked of a row's key, in the order of the log. The partition's row is locked: nothing joins the queue
 * meanwhile. What has no key stands alone: no order was promised, and it may lie in other partitions, whose rows are not
 * locked.
 */
const PARKED_OF_KEY = `
  select id, kind
    from parked_events
   where topic = $1::text
     and key = $2::text
     and (key <> '' or id = $3::bigint)
     and kind in ('poison', 'undecodable', 'waiting', 'superseded')
   order by id
     for update`;

export interface ParkedRow {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: string;
  readonly key: string;
  readonly event_id: string | null;
  readonly kind: ParkedKind;
  readonly headers: string;
  readonly value: Buffer | null;
  readonly value_bytes: number;
}

export async function parkedOfKey(
  tx: Transaction,
  { topic, key, id }: { topic: string; key: string; id: string },
): Promise<ParkedInLine[]> {
  const { rows } = await tx.query<ParkedInLine>(PARKED_OF_KEY, [topic, key, id]);
  return rows;
}

/** Of a queue, which may be long: what each says is read when its turn comes. */
export type ParkedInLine = Pick<ParkedRecord, 'id' | 'kind'>;

/** What waits in a partition, in the order of the log, as much as fits a page; `after` is the last id of the page before. */
const WAITING_IN = pageOf(`
  select ${PARKED_COLUMNS}
    from parked_events
   where topic = $1::text
     and partition = $2::int
     and kind = 'waiting'
     and id > $3::bigint
   order by id
   limit $4::int`);

const PAGE = 100;

export async function waitingIn(tx: Transaction, place: Partition, after: string): Promise<ParkedRecord[]> {
  const { rows } = await tx.query<ParkedRow>(WAITING_IN, [place.topic, place.partition, after, PAGE]);
  return rows.map(recordOf);
}

/** Everything that is parked, in the order in which it came, as much as fits a page. */
const PARKED_AFTER = pageOf(`
  select ${PARKED_COLUMNS}
    from parked_events
   where kind in ('poison', 'undecodable', 'waiting', 'superseded')
     and id > $1::bigint
   order by id
   limit $2::int`);

export async function parkedAfter(tx: Transaction, after: string): Promise<ParkedRecord[]> {
  const { rows } = await tx.query<ParkedRow>(PARKED_AFTER, [after, PAGE]);
  return rows.map(recordOf);
}

/** Something of its key is parked before it that nothing has superseded. */
const IS_BLOCKED = `
  select 1
    from parked_events
   where topic = $1::text
     and key = $2::text
     and key <> ''
     and id < $3::bigint
     and kind in ('poison', 'undecodable', 'waiting')
   limit 1`;

export async function isBlocked(
  tx: Transaction,
  { topic, key, id }: { topic: string; key: string; id: string },
): Promise<boolean> {
  const { rows } = await tx.query(IS_BLOCKED, [topic, key, id]);
  return rows.length > 0;
}

export function recordOf(row: ParkedRow): ParkedRecord {
  return {
    id: row.id,
    topic: row.topic,
    partition: row.partition,
    kind: row.kind,
    eventId: row.event_id,
    record: {
      offset: BigInt(row.record_offset),
      key: row.key,
      headers: decodeHeaders(row.headers),
      value: row.value,
    },
    isCut: (row.value?.byteLength ?? 0) !== row.value_bytes,
  };
}

function pageOf(rows: string): string {
  return withinBytes(rows, { order: 'id', bytes: 'value_bytes' });
}

/** Written by `parkEvents` as an object of strings, and by nobody else. */
function decodeHeaders(text: string): Record<string, string> {
  return JSON.parse(text) as Record<string, string>;
}

const PARKED_BY_ID = `
  select ${PARKED_COLUMNS}
    from parked_events
   where id = $1::bigint`;

export async function parkedById(tx: Transaction, id: string): Promise<ParkedRecord | null> {
  const { rows } = await tx.query<ParkedRow>(PARKED_BY_ID, [id]);
  return rows[0] === undefined ? null : recordOf(rows[0]);
}

const REMOVE_PARKED = `
  delete from parked_events
   where id = $1::bigint`;

export async function removeParked(tx: Transaction, id: string): Promise<void> {
  await tx.query(REMOVE_PARKED, [id]);
}

const KEEP_PARKED = `
  update parked_events
     set because = $2::text,
         attempts = attempts + 1,
         kind = case when kind = 'waiting' then 'poison' else kind end
   where id = $1::bigint`;

export async function keepParked(tx: Transaction, id: string, because: string): Promise<void> {
  await tx.query(KEEP_PARKED, [id, withoutNul(because).slice(0, 1_000)]);
}

const DISCARD_PARKED = `
  update parked_events
     set kind = 'discarded',
         -- A gap had no place in its sequence, and leaves none.
         resource_version = case when kind = 'gap' then 0 else resource_version end,
         discarded_at = now(),
         discarded_by = $2::text,
         discarded_why = $3::text
   where id = $1::bigint`;

export interface Word {
  /** The person. */
  readonly who: string;
  readonly why: string;
}

/** The row stays: what was passed over, by whom, when and why. */
export async function markDiscarded(tx: Transaction, id: string, { who, why }: Word): Promise<void> {
  await tx.query(DISCARD_PARKED, [id, withoutNul(who).slice(0, 200), withoutNul(why).slice(0, 1_000)]);
}
