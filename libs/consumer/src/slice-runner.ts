import type { Pool } from 'pg';
import { applySlice } from './apply-slice.js';
import type { BatchHandler } from './delivery.js';
import { failureCode, failureText, isControl, isPassing } from './failure.js';
import type { Instruments } from './instruments.js';
import type { ConsumerLog } from './log.js';
import { nextWait } from './next-wait.js';
import type { Settlement, Slice } from './pipeline.js';
import { clearAttempts, failAttempt, startAttempt, takeBackAttempt } from './statements/attempts.js';

/** Attempts of an event, after which it is parked. */
export const MOST_ATTEMPTS = 5;
/** Times that a process may end while it applies a batch before the batch is taken apart. */
const MOST_BATCH_KILLS = 2;

/** Waits without losing the partition. @throws StoppingError, or the source's error when the partition is gone */
export type Pause = (milliseconds: number) => Promise<void>;

export interface RunnerOptions {
  readonly pool: Pool;
  readonly instruments: Instruments;
  readonly log: ConsumerLog;
  readonly isTraced: boolean;
}

/**
 * Gets a slice applied, whatever it takes. States: the whole slice in one transaction; after a failure that does not
 * pass by itself, one event at a time, each with its attempts counted outside its transaction; after
 * {@link MOST_ATTEMPTS} the event is parked. Failures that pass (database, broker) are waited out for ever and count
 * nothing. An error that leaves `run` stops the partition.
 */
export class SliceRunner {
  readonly #options: RunnerOptions;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /**
   * @param onProbation the first slice after the partition became ours: only that one can have killed a predecessor, so
   *   only that one is written down before it is tried
   */
  async run(slice: Slice, handler: BatchHandler, ways: { onProbation: boolean; pause: Pause }): Promise<Settlement[]> {
    const { pause, onProbation } = ways;
    const whole = onProbation && slice.items.length > 0 ? this.#onProbation(slice, handler, pause) : undefined;
    try {
      return await (whole ?? this.#untilItPasses(slice, pause, () => this.#apply(slice, handler)));
    } catch (error) {
      if (isControl(error) || slice.items.length === 0) throw error;
      this.#options.log.warn(
        { topic: slice.topic, partition: slice.partition, events: slice.items.length, code: failureCode(error) },
        'a batch failed and is tried one event at a time',
      );
    }
    return this.#oneByOne(slice, handler, pause);
  }

  async #onProbation(slice: Slice, handler: BatchHandler, pause: Pause): Promise<Settlement[]> {
    const { pool } = this.#options;
    const tally = await this.#untilItPasses(slice, pause, () => startAttempt(pool, slice, slice.from));
    try {
      if (tally.started - 1 - tally.failed >= MOST_BATCH_KILLS) throw new KilledError();
      const settled = await this.#untilItPasses(slice, pause, () => this.#apply(slice, handler));
      await this.#forget(slice);
      return settled;
    } catch (error) {
      await takeBackAttempt(pool, slice, slice.from).catch(() => undefined);
      throw error;
    }
  }

  async #oneByOne(slice: Slice, handler: BatchHandler, pause: Pause): Promise<Settlement[]> {
    const settled: Settlement[] = [];
    let { from } = slice;
    for (const [index, item] of slice.items.entries()) {
      const isLast = index === slice.items.length - 1;
      const next = isLast ? slice.next : item.record.offset + 1n;
      settled.push(...(await this.#single({ ...slice, from, next, items: [item] }, handler, pause)));
      from = next;
    }
    return settled;
  }

  async #single(slice: Slice, handler: BatchHandler, pause: Pause): Promise<readonly Settlement[]> {
    const { pool } = this.#options;
    const offset = slice.items[0]?.record.offset ?? slice.from;
    for (;;) {
      const tally = await this.#untilItPasses(slice, pause, () => startAttempt(pool, slice, offset));
      const killed = tally.started - 1 - tally.failed;
      if (killed >= MOST_ATTEMPTS) {
        return this.#park(slice, killed, `the process ended ${killed} times while it applied the event`, pause);
      }
      try {
        const settled = await this.#untilItPasses(slice, pause, () =>
          this.#apply({ ...slice, attempt: tally.failed + 1 }, handler),
        );
        await this.#forget(slice);
        return settled;
      } catch (error) {
        if (isControl(error)) {
          await takeBackAttempt(pool, slice, offset).catch(() => undefined);
          throw error;
        }
        const { failed } = await this.#untilItPasses(slice, pause, () => failAttempt(pool, slice, offset));
        if (failed >= MOST_ATTEMPTS) return this.#park(slice, failed, failureText(error), pause);
        await pause(nextWait(failed, Math.random()));
      }
    }
  }

  /** The same transaction as ever, with a handler that refuses: the offset, the memory and the parked row together. */
  async #park(slice: Slice, attempt: number, because: string, pause: Pause): Promise<readonly Settlement[]> {
    const { topic, partition } = slice;
    const refuse: BatchHandler = ({ deliveries }) =>
      Promise.resolve(deliveries.map(() => ({ kind: 'poison', because })));
    const settled = await this.#untilItPasses(slice, pause, () => this.#apply({ ...slice, attempt }, refuse));
    this.#options.log.error({ topic, partition, offset: slice.next - 1n, attempts: attempt }, 'an event was parked');
    await this.#forget(slice);
    return settled;
  }

  async #apply(slice: Slice, handler: BatchHandler): Promise<Settlement[]> {
    return [...(await applySlice(this.#options, handler)(slice))];
  }

  async #untilItPasses<Result>(slice: Slice, pause: Pause, work: () => Promise<Result>): Promise<Result> {
    for (let failures = 1; ; failures++) {
      try {
        return await work();
      } catch (error) {
        if (isControl(error) || !isPassing(error)) throw error;
        const { topic, partition } = slice;
        this.#options.log.warn({ topic, partition, failures, code: failureCode(error) }, 'waiting for the database');
      }
      await pause(nextWait(failures, Math.random()));
    }
  }

  /** A row that stays behind does no harm: nobody comes back to its offset, and the next clearing takes it along. */
  async #forget(slice: Slice): Promise<void> {
    await clearAttempts(this.#options.pool, slice, slice.next).catch(() => undefined);
  }
}

/** The batch has ended its process too often to be tried whole again. */
class KilledError extends Error {
  readonly code = 'KILLED';
}
