import { applySlice } from './apply-slice.js';
import { poison, type TopicHandler } from './delivery.js';
import { failureCode, failureText, isControl, isPassing, MOST_ATTEMPTS, triesOf } from './failure.js';
import type { Instruments } from './instruments.js';
import type { ConsumerLog } from './log.js';
import { nextWait } from './next-wait.js';
import type { Settlement, Slice } from './pipeline.js';
import { SharedTransactions, type SharedOptions } from './shared-transactions.js';
import { clearAttempts, failAttempt, startAttempt, takeBackAttempt } from './statements/attempts.js';

/** Times that a process may end while it applies a batch before the batch is taken apart. */
const MOST_BATCH_KILLS = 2;

/** Waits without losing the partition; 0 only keeps it. @throws StoppingError, or the source's error when it is gone */
export type Pause = (milliseconds: number) => Promise<void>;

export interface RunnerOptions extends SharedOptions {
  readonly instruments: Instruments;
  readonly log: ConsumerLog;
  readonly isTraced: boolean;
}

interface Task {
  readonly handler: TopicHandler;
  readonly pause: Pause;
  readonly onProbation: boolean;
}

/**
 * Gets a slice applied, whatever it takes. States:
 * - *whole*: in one transaction;
 * - *halves*: after a failure that does not pass by itself it is cut in two, and each half is tried whole. What can be
 *   applied together stays together: k bad events of n cost at most 2k·log2(n) transactions and never more than 2n, and
 *   a good event is tried at most log2(n) times;
 * - *alone*: one event. A failure that repeats for sure parks it at once, any other one after {@link MOST_ATTEMPTS},
 *   with a back-off between (see `triesOf`), counted outside its transaction;
 * - *one by one*: only what has ended its process: each event is written down before it is tried.
 *
 * Failures that pass (database, broker) are waited out for ever and count nothing. An error that leaves `run` stops the
 * partition.
 */
export class SliceRunner {
  readonly #options: RunnerOptions;
  readonly #shared: SharedTransactions;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#shared = new SharedTransactions(options);
  }

  /**
   * @param task.onProbation the first slice after the partition became ours: only that one can have killed a
   *   predecessor, so only that one, and each of its halves, is written down before it is tried
   */
  async run(slice: Slice, task: Task): Promise<Settlement[]> {
    if (slice.items.length === 0) return this.#untilItPasses(slice, task, () => this.#apply(slice, task.handler));
    return this.#whole(slice, task);
  }

  async #whole(slice: Slice, task: Task): Promise<Settlement[]> {
    if (task.onProbation && (await this.#hasKilled(slice, task))) return this.#oneByOne(slice, task);
    let failure: unknown;
    try {
      // What may end the process is tried alone, that it is known.
      const open = task.onProbation ? this.#shared.alone : this.#shared.of(task.handler);
      const settled = await this.#untilItPasses(slice, task, () => this.#apply(slice, task.handler, open));
      if (task.onProbation) await this.#forget(slice);
      return settled;
    } catch (error) {
      if (task.onProbation) await takeBackAttempt(this.#options.pool, slice, slice.from).catch(() => undefined);
      if (isControl(error)) throw error;
      failure = error;
    }
    return slice.items.length > 1 ? this.#halves(slice, task, failure) : this.#alone(slice, task, failure);
  }

  async #hasKilled(slice: Slice, { pause }: Task): Promise<boolean> {
    const { pool, log } = this.#options;
    const tally = await this.#untilItPasses(slice, { pause }, () => startAttempt(pool, slice, slice.from));
    if (tally.started - 1 - tally.failed < MOST_BATCH_KILLS) return false;
    await takeBackAttempt(pool, slice, slice.from).catch(() => undefined);
    log.warn({ ...placeOf(slice), events: slice.items.length }, 'a batch has ended its process: one event at a time');
    return true;
  }

  async #halves(slice: Slice, task: Task, failure: unknown): Promise<Settlement[]> {
    const code = failureCode(failure);
    this.#options.log.warn({ ...placeOf(slice), events: slice.items.length, code }, 'a batch failed and is cut in two');
    const middle = Math.ceil(slice.items.length / 2);
    const cut = slice.items[middle]?.record.offset ?? slice.next;
    const first = await this.#whole({ ...slice, next: cut, items: slice.items.slice(0, middle) }, task);
    // Many halves take long: the partition stays ours, and a stop is heard.
    await task.pause(0);
    return [...first, ...(await this.#whole({ ...slice, from: cut, items: slice.items.slice(middle) }, task))];
  }

  async #oneByOne(slice: Slice, task: Task): Promise<Settlement[]> {
    const settled: Settlement[] = [];
    let { from } = slice;
    for (const [index, item] of slice.items.entries()) {
      const isLast = index === slice.items.length - 1;
      const next = isLast ? slice.next : item.record.offset + 1n;
      settled.push(...(await this.#alone({ ...slice, from, next, items: [item] }, task)));
      from = next;
      await task.pause(0);
    }
    return settled;
  }

  /** @param failure why it failed alone just now; left out for one that was not tried yet */
  async #alone(slice: Slice, task: Task, failure?: unknown): Promise<Settlement[]> {
    const { pool } = this.#options;
    const offset = slice.items[0]?.record.offset ?? slice.from;
    let tries = failure === undefined ? 0 : 1;
    for (let error = failure; ;) {
      if (tries > 0 && tries >= triesOf(error))
        return this.#park(slice, task, { attempt: tries, because: failureText(error) });
      if (tries > 0 && triesOf(error) === MOST_ATTEMPTS) await task.pause(nextWait(tries, Math.random()));
      const tally = await this.#untilItPasses(slice, task, () => startAttempt(pool, slice, offset));
      const killed = tally.started - 1 - tally.failed;
      if (killed >= MOST_ATTEMPTS) {
        const because = `the process ended ${killed} times while it applied the event`;
        return this.#park(slice, task, { attempt: killed, because });
      }
      try {
        const attempt = tally.failed + 1;
        const settled = await this.#untilItPasses(slice, task, () => this.#apply({ ...slice, attempt }, task.handler));
        await this.#forget(slice);
        return settled;
      } catch (thrown) {
        if (isControl(thrown)) {
          await takeBackAttempt(pool, slice, offset).catch(() => undefined);
          throw thrown;
        }
        const { failed } = await this.#untilItPasses(slice, task, () => failAttempt(pool, slice, offset));
        tries = Math.max(tries + 1, failed);
        error = thrown;
      }
    }
  }

  /** The same transaction as ever, with a handler that refuses: the offset, the memory and the parked row together. */
  async #park(slice: Slice, task: Task, why: { attempt: number; because: string }): Promise<Settlement[]> {
    const { attempt, because } = why;
    const refuse: TopicHandler = {
      ...task.handler,
      apply: ({ deliveries }) => Promise.resolve(deliveries.map(() => poison(because))),
    };
    const settled = await this.#untilItPasses(slice, task, () => this.#apply({ ...slice, attempt }, refuse));
    await this.#forget(slice);
    return settled;
  }

  async #apply(slice: Slice, handler: TopicHandler, open = this.#shared.alone): Promise<Settlement[]> {
    return [...(await applySlice({ ...this.#options, open }, handler)(slice))];
  }

  async #untilItPasses<Result>(
    slice: Slice,
    { pause }: { readonly pause: Pause },
    work: () => Promise<Result>,
  ): Promise<Result> {
    for (let failures = 1; ; failures++) {
      try {
        return await work();
      } catch (error) {
        if (isControl(error) || !isPassing(error)) throw error;
        this.#options.log.warn({ ...placeOf(slice), failures, code: failureCode(error) }, 'waiting for the database');
      }
      await pause(nextWait(failures, Math.random()));
    }
  }

  /** A row that stays behind does no harm: nobody comes back to its offset, and the next clearing takes it along. */
  async #forget(slice: Slice): Promise<void> {
    await clearAttempts(this.#options.pool, slice, slice.next).catch(() => undefined);
  }
}

function placeOf({ topic, partition }: Slice): { topic: string; partition: number } {
  return { topic, partition };
}
