import type { Pool } from 'pg';
import { inTransaction, type Transaction } from '#postgres';
import { applyParked, needsOf } from './apply-parked.js';
import type { Handlers } from './delivery.js';
import { MOST_ATTEMPTS } from './failure.js';
import type { Partition } from './source.js';
import { clearAttempts, startAttempt, takeBackAttempt } from './statements/attempts.js';
import { findParked } from './statements/list-parked.js';
import { lockOffset } from './statements/lock-offset.js';
import { isBlocked, keepParked, waitingIn, type ParkedRecord } from './statements/release-parked.js';

/**
 * Applies what waits in a partition and need not: a handler that needed the ones before may say otherwise today, and the
 * version before made everything wait. In the order of the log, each in a transaction of its own under the partition's
 * lock, so that a process which ends in between leaves the rest for the next one; each is written down before it is
 * tried, so that one which ends its process is parked after {@link MOST_ATTEMPTS}.
 *
 * @returns how many were applied
 */
export async function settleWaiting(pool: Pool, handlers: Handlers, place: Partition): Promise<number> {
  let applied = 0;
  for (let after = '0'; ;) {
    const page = await inTransaction(pool, (tx) => waitingIn(tx, place, after));
    for (const parked of page) applied += (await settle(pool, handlers, parked)) ? 1 : 0;
    const last = page.at(-1);
    if (last === undefined) return applied;
    after = last.id;
  }
}

async function settle(pool: Pool, handlers: Handlers, waiting: ParkedRecord): Promise<boolean> {
  const { offset } = waiting.record;
  if (!(await inTransaction(pool, (tx) => isItsTurn(tx, handlers, waiting)))) return false;
  const { started, failed } = await startAttempt(pool, waiting, offset);
  const killed = started - 1 - failed;
  let isApplied: boolean;
  try {
    isApplied = await inTransaction(pool, (tx) => tryNow(tx, handlers, { waiting, killed }));
  } catch (error) {
    // Its process has not ended: whoever tries again counts it anew.
    await takeBackAttempt(pool, waiting, offset).catch(() => undefined);
    throw error;
  }
  // A row that stays behind is taken along by the partition's next clearing.
  await clearAttempts(pool, waiting, offset + 1n).catch(() => undefined);
  return isApplied;
}

interface Trying {
  readonly waiting: ParkedRecord;
  /** How many processes ended while they tried it. */
  readonly killed: number;
}

/** @returns whether its effect is there now */
async function tryNow(tx: Transaction, handlers: Handlers, { waiting, killed }: Trying): Promise<boolean> {
  await lockOffset(tx, waiting);
  if (!(await isItsTurn(tx, handlers, waiting))) return false;
  const because =
    killed >= MOST_ATTEMPTS
      ? `the process ended ${killed} times while it applied the event`
      : await applyParked(tx, handlers, waiting);
  if (because !== null) await keepParked(tx, waiting.id, because);
  return because === null;
}

/** It still waits, and need not, or for nothing any more. */
async function isItsTurn(tx: Transaction, handlers: Handlers, waiting: ParkedRecord): Promise<boolean> {
  const found = await findParked(tx, waiting.id);
  if (found?.kind !== 'waiting') return false;
  return needsOf(handlers, waiting) === 'itself' || !(await isBlocked(tx, found));
}
