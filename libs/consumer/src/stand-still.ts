import type { Pool } from 'pg';
import { inTransaction } from '#postgres';
import { failureCode, isControl, isPassing, type NewerEventError } from './failure.js';
import type { ConsumerLog } from './log.js';
import { nextWait } from './next-wait.js';
import type { Pause } from './slice-runner.js';
import type { Partition } from './source.js';
import { lockOffset } from './statements/lock-offset.js';
import { noteStopped } from './statements/stopped-records.js';

export interface StandStill {
  readonly pool: Pool;
  readonly log: ConsumerLog;
  readonly place: Partition;
  readonly error: NewerEventError;
  readonly pause: Pause;
}

/**
 * Writes down, among what is parked, the record at which the partition stands still, so that it is counted, listed and
 * told like a parked event, and can be discarded. A process that ends before leaves that to the next one, which meets
 * the same record.
 *
 * @returns true when the record has been passed meanwhile, by a consumer of a later version or by a discard: nothing is
 *   written then
 */
export async function standStillAt({ pool, log, place, error, pause }: StandStill): Promise<boolean> {
  const { item, message: because } = error;
  for (let failures = 1; ; failures++) {
    try {
      return await inTransaction(pool, async (tx) => {
        const stored = await lockOffset(tx, place);
        if (stored !== null && stored > item.record.offset) return true;
        await noteStopped(tx, place, { item, because });
        return false;
      });
    } catch (failure) {
      if (isControl(failure)) throw failure;
      log.warn(
        { ...place, failures, code: failureCode(failure) },
        'could not write down where the partition stands still',
      );
      // The partition stands still all the same, and its reason is in the log.
      if (!isPassing(failure)) return false;
    }
    await pause(nextWait(failures, Math.random()));
  }
}
