import { setTimeout as timer } from 'node:timers/promises';
import type { ConsumerOptions } from './consumer-options.js';
import { cut, partAtNewer } from './cut.js';
import { failureCode, GapError, isPassing, NewerEventError, StoppingError } from './failure.js';
import { Gate } from './gate.js';
import { heartbeat, LostPartitionError, unlessStopping } from './lost-partition.js';
import { nextWait } from './next-wait.js';
import type { Settlement, Slice } from './pipeline.js';
import { positionFlaw } from './position.js';
import { settleWaiting } from './settle-waiting.js';
import { SliceRunner, type Pause } from './slice-runner.js';
import { placeName, type BatchControl, type Partition, type PartitionBatch, type Reader } from './source.js';
import { standStillAt } from './stand-still.js';
import { ensureOffset } from './statements/ensure-offset.js';

// A newer replica takes over within a rolling upgrade's seconds; a query and a fetch each half minute cost nothing.
const TRY_AGAIN_MS = 30_000;
// Of both, what three partitions are that are far behind.
const CONCURRENCY = 3;
const BYTES_AT_ONCE = 3 * 1_048_576;
/** How often a wait looks whether it is still wanted, and keeps the partition ours. */
const LONGEST_SILENCE_MS = 1_000;

/**
 * Reads a source into a projection. States of a partition: *checked* (its stored position is compared with the log, and
 * sought, and what waits there without need is applied), *reading*, *stopped* (nothing of it is read until it is assigned
 * anew or the process starts again; visible in `problems`, a metric and the log). Stopped at a record of a later version
 * it is also among what is parked, and *tried again* every {@link TRY_AGAIN_MS}: stopped still, until a slice is stored.
 */
export class Consumer implements Reader {
  readonly topics: readonly string[];
  readonly #options: ConsumerOptions;
  readonly #runner: SliceRunner;
  /** What a batch's values become takes five to ten times their bytes. */
  readonly #gate: Gate;
  readonly #stopping = new AbortController();
  #partitions = new Map<string, State>();

  constructor(options: ConsumerOptions) {
    this.#options = options;
    const { concurrency = CONCURRENCY, isTraced = true, bytesAtOnce = BYTES_AT_ONCE } = options;
    this.#gate = new Gate(bytesAtOnce);
    this.#runner = new SliceRunner({ ...options, concurrency, isTraced });
    this.topics = [...options.handlers.keys()];
  }

  start(): void {
    this.#options.source.start(this);
  }

  /** Finishes the slices in flight; offsets are stored with each of them. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#options.source.stop();
    this.#options.instruments.close();
  }

  /** Why not everything is being read, in sentences; empty when it is. */
  problems(): readonly string[] {
    const ofSource = this.#options.source.problem();
    const ofPartitions = [...this.#partitions].flatMap(([name, { stopped }]) =>
      stopped === null ? [] : [`${name}: ${stopped}`],
    );
    return ofSource === null ? ofPartitions : [ofSource, ...ofPartitions];
  }

  /** The partitions that are ours at this moment. */
  places(): readonly Partition[] {
    return [...this.#partitions.values()].map(({ place }) => place);
  }

  assigned(partitions: readonly Partition[]): void {
    this.#options.instruments.forget();
    const states = partitions.map((place): [string, State] => {
      const checked = Promise.resolve();
      const state: State = { place, stopped: null, isTried: true, onProbation: true, isChecked: false, checked };
      return [placeName(place), state];
    });
    this.#partitions = new Map(states);
    for (const place of partitions) this.#options.instruments.stopped(place, false);
    for (const [, state] of states) {
      state.checked = this.#check(state, (ms) => this.#sleep(ms));
      // A stop ends the check; without a batch that waits for it that would be an unhandled rejection.
      state.checked.catch(() => undefined);
    }
  }

  async read(batch: PartitionBatch, control: BatchControl): Promise<void> {
    const state = this.#partitions.get(placeName(batch));
    if (state === undefined) return;
    const pause: Pause = (ms) => this.#pauseWith(control, ms);
    try {
      if (!state.isChecked) await this.#keepAlive(state.checked, pause);
      if (!state.isTried) return;
      await this.#gate.through(bytesOf(batch), () => this.#readSlices(state, batch, { control, pause }));
    } catch (error) {
      if (error instanceof LostPartitionError) throw error.cause;
      if (error instanceof StoppingError) return;
      if (error instanceof GapError) {
        // Either kafkajs fetched it before the seek took effect, or the log lost its beginning: the check tells.
        await this.#keepAlive(this.#check(state, pause), pause).catch(unlessStopping);
        return;
      }
      if (error instanceof NewerEventError) await this.#standStill(state, error, pause);
      else this.#stop(state, `stopped by ${failureCode(error)}`);
    }
  }

  async #readSlices(state: State, batch: PartitionBatch, ways: { control: BatchControl; pause: Pause }): Promise<void> {
    const { limits, handlers, instruments, onStored } = this.#options;
    const { control, pause } = ways;
    const handler = handlers.get(batch.topic);
    if (handler === undefined) throw new Error(`no handler for ${batch.topic}`);
    for await (const { from, next, items } of partAtNewer(batch, cut(batch, limits))) {
      if (!control.isActive()) return;
      const slice = { topic: batch.topic, partition: batch.partition, from, next, items, attempt: 1 };
      const settled = await this.#runner.run(slice, { handler, onProbation: state.onProbation, pause });
      state.onProbation = false;
      this.#goOn(state);
      this.#tellParked(slice, settled);
      onStored?.(state.place, next, settled);
      instruments.lag(state.place, Math.max(0, Number(batch.highWatermark - next)));
      if (settled.length > 0 && settled.every(({ kind }) => kind === 'older')) throw new GapError();
      control.resolve(next);
      await heartbeat(control);
    }
  }

  /** One line a slice: which offsets, how many; the events themselves are in the table. */
  #tellParked({ topic, partition, from, next }: Slice, settled: readonly Settlement[]): void {
    const events = settled.filter(({ kind }) => kind === 'poison' || kind === 'undecodable' || kind === 'gap').length;
    if (events > 0) this.#options.log.error({ topic, partition, from, next, events }, 'events were parked');
  }

  /** Seeks to the stored position, or stops the partition if that position means nothing in this log. */
  async #check(state: State, pause: Pause): Promise<void> {
    const { source, pool, handlers } = this.#options;
    for (let failures = 1; ; failures++) {
      try {
        const clusterId = await source.clusterId();
        const stored = await ensureOffset(pool, state.place, clusterId);
        const marks = await source.watermarks(state.place);
        const flaw = positionFlaw(stored, clusterId, marks);
        if (!this.#isCurrent(state)) throw new StoppingError();
        this.#options.instruments.lag(state.place, Math.max(0, Number(marks.high - stored.next)));
        if (flaw === null) await settleWaiting(pool, handlers, state.place);
        if (!this.#isCurrent(state)) throw new StoppingError();
        if (flaw !== null) this.#stop(state, flaw);
        else source.seek(state.place, stored.next);
        state.isChecked = true;
        return;
      } catch (error) {
        if (error instanceof StoppingError || error instanceof LostPartitionError) throw error;
        if (!isPassing(error)) {
          this.#stop(state, `could not be checked: ${failureCode(error)}`);
          return;
        }
        this.#options.log.warn({ ...state.place, failures, code: failureCode(error) }, 'waiting to check a partition');
        if (!this.#isCurrent(state)) throw new StoppingError();
      }
      await pause(nextWait(failures, Math.random()));
    }
  }

  /** Assigned anew, a partition is checked anew: what is left of the assignment before may neither seek nor stop it. */
  #isCurrent(state: State): boolean {
    return this.#partitions.get(placeName(state.place)) === state;
  }

  #stop(state: State, because: string): void {
    if (!this.#isCurrent(state)) return;
    const isNews = state.stopped !== because;
    state.stopped = because;
    state.isTried = false;
    this.#options.instruments.stopped(state.place, true);
    if (isNews) this.#options.log.error({ ...state.place, because }, 'the partition is stopped');
    this.#options.source.pause(state.place);
    this.#options.onStopped?.(state.place, because);
  }

  async #standStill(state: State, error: NewerEventError, pause: Pause): Promise<void> {
    const { pool, log, tryAgainMs = TRY_AGAIN_MS } = this.#options;
    const isPassed = await standStillAt({ pool, log, place: state.place, error, pause }).catch(unlessStopping);
    if (isPassed === undefined) return;
    if (isPassed) return this.#keepAlive(this.#check(state, pause), pause).catch(unlessStopping);
    this.#stop(state, `stands still at offset ${error.item.record.offset}: ${error.message}`);
    void this.#sleep(tryAgainMs)
      .then(() => {
        if (!this.#isCurrent(state)) return;
        state.isTried = true;
        return this.#check(state, (ms) => this.#sleep(ms));
      })
      // A stop, or another assignment.
      .catch(() => undefined);
  }

  #goOn(state: State): void {
    if (state.stopped === null || !this.#isCurrent(state)) return;
    state.stopped = null;
    this.#options.instruments.stopped(state.place, false);
    this.#options.log.info(state.place, 'the partition goes on');
  }

  async #keepAlive(work: Promise<void>, pause: Pause): Promise<void> {
    const state = { isDone: false };
    const end = work.finally(() => {
      state.isDone = true;
    });
    // Whoever loses the race must not be an unhandled rejection.
    end.catch(() => undefined);
    while (!state.isDone) await Promise.race([end, pause(LONGEST_SILENCE_MS)]);
    await end;
  }

  async #pauseWith(control: BatchControl, milliseconds: number): Promise<void> {
    let left = milliseconds;
    do {
      if (left > 0) await this.#sleep(Math.min(left, LONGEST_SILENCE_MS));
      if (!control.isActive()) throw new StoppingError();
      await heartbeat(control);
      left -= LONGEST_SILENCE_MS;
    } while (left > 0);
  }

  async #sleep(milliseconds: number): Promise<void> {
    try {
      await timer(milliseconds, undefined, { signal: this.#stopping.signal });
    } catch {
      throw new StoppingError();
    }
  }
}

interface State {
  readonly place: Partition;
  stopped: string | null;
  /** False while nothing of it is read. */
  isTried: boolean;
  /** Nothing of it was applied since it became ours. */
  onProbation: boolean;
  isChecked: boolean;
  checked: Promise<void>;
}

function bytesOf({ records }: PartitionBatch): number {
  return records.reduce((sum, { value }) => sum + (value?.byteLength ?? 0), 0);
}
