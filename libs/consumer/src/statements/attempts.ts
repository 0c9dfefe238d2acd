import type { Pool } from 'pg';
import type { Partition } from '../source.js';

/** Attempts at the slice that begins at an offset: `started - failed` of them ended without a word, or go on. */
export interface Tally {
  readonly started: number;
  readonly failed: number;
}

// Each statement commits alone, outside the transaction that it counts: a rollback must not undo the count. None waits for
// the disk or a standby: an answer that comes too late would be counted twice, as an attempt that killed its process.
const AT_ONCE = `set_config('synchronous_commit', 'off', true)`;

const START_ATTEMPT = `
  insert into consumer_attempts (topic, partition, record_offset, started, failed)
  values ($1::text, $2::int, $3::bigint, 1, 0)
  on conflict (topic, partition, record_offset)
  do update set started = consumer_attempts.started + 1
  returning started, failed, ${AT_ONCE}`;

const FAIL_ATTEMPT = `
  update consumer_attempts
     set failed = failed + 1
   where topic = $1::text
     and partition = $2::int
     and record_offset = $3::bigint
  returning started, failed, ${AT_ONCE}`;

const TAKE_BACK_ATTEMPT = `
  update consumer_attempts
     set started = greatest(failed, started - 1)
   where topic = $1::text
     and partition = $2::int
     and record_offset = $3::bigint
  returning started, failed, ${AT_ONCE}`;

const CLEAR_ATTEMPTS = `
  delete from consumer_attempts
   where topic = $1::text
     and partition = $2::int
     and record_offset < $3::bigint
  returning ${AT_ONCE}`;

export function startAttempt(pool: Pool, place: Partition, offset: bigint): Promise<Tally> {
  return tally(pool, START_ATTEMPT, [place, offset]);
}

export function failAttempt(pool: Pool, place: Partition, offset: bigint): Promise<Tally> {
  return tally(pool, FAIL_ATTEMPT, [place, offset]);
}

/** For an attempt that was called off, not one that failed. */
export function takeBackAttempt(pool: Pool, place: Partition, offset: bigint): Promise<Tally> {
  return tally(pool, TAKE_BACK_ATTEMPT, [place, offset]);
}

/** Forgets the attempts at everything before `next`. */
export async function clearAttempts(pool: Pool, place: Partition, next: bigint): Promise<void> {
  await pool.query(CLEAR_ATTEMPTS, [place.topic, place.partition, next.toString()]);
}

async function tally(pool: Pool, text: string, [place, offset]: readonly [Partition, bigint]): Promise<Tally> {
  const { rows } = await pool.query<{ started: number; failed: number }>(text, [
    place.topic,
    place.partition,
    offset.toString(),
  ]);
  // A successor has cleared the row: nothing is known, and nothing is held against the event.
  return rows[0] ?? { started: 0, failed: 0 };
}
