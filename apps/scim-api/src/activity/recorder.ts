import { v7 as uuid } from 'uuid';
import { sqlState } from '#postgres';
import type { Ending } from './ending.js';
import { lineOf, type HashValue } from './line.js';
import type { ActivityQueue, Dropped, Waiting } from './queue.js';

/** Where the lines go; storage/ has the statements. */
export interface ActivityStore {
  record(lines: readonly string[], dropped: readonly Dropped[], from: Recording): Promise<void>;
  /** Makes the days that come, and drops those that are over. */
  keepDays(): Promise<void>;
  /** Of tenants with too many, some of what is oldest. */
  trim(): Promise<void>;
  end(recorder: string): Promise<void>;
}

export interface Recording {
  readonly recorder: string;
  /** Everything that ended before is stored, or counted. */
  readonly upTo: Date;
  /** As it was said the last time: a database that does not know it has been restored. Left out of the first. */
  readonly storedTo?: Date;
}

export interface RecorderLog {
  warn(fields: object, message: string): void;
}

const FLUSH_MS = 1_000;
/** Of a statement: it shares the database's processor with the writes. */
const LINES = 500;
/** With nothing to store, the process says that it is there. */
const BEAT_MS = 5_000;
const KEEP_MS = 60_000;

export interface RecorderParts {
  readonly queue: ActivityQueue;
  readonly store: ActivityStore;
  readonly hashValue: HashValue;
  readonly log: RecorderLog;
}

/** Takes every ending at once, and stores it within a second: nothing that answers a request waits for it. */
export class ActivityRecorder {
  readonly #parts: RecorderParts;
  readonly #id = uuid();
  readonly #timer: NodeJS.Timeout;
  #underWay: Promise<void> | undefined;
  #hasFailed = false;
  #isUnkept = false;
  #flushedTo = new Date();
  #storedTo: Date | undefined;
  #beaten = -Infinity;
  #kept = -Infinity;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
    // From here on a kill leaves a gap.
    void this.flush();
  }

  note(ending: Ending): void {
    const { queue, hashValue } = this.#parts;
    queue.offer(ending.tenantId, lineOf(ending, hashValue));
  }

  /** Whether the last try reached the database. */
  get isReached(): boolean {
    return !this.#hasFailed;
  }

  /** What waits at this moment is stored when it resolves, unless the database is away: then it waits on. */
  async flush(): Promise<void> {
    await this.#underWay;
    this.#underWay ??= this.#flush().finally(() => (this.#underWay = undefined));
    await this.#underWay;
  }

  /** The last flush; then nothing is a gap. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    if (!this.#parts.queue.hasNews) await this.#parts.store.end(this.#id).catch(() => undefined);
  }

  async #flush(): Promise<void> {
    const { queue, log } = this.#parts;
    try {
      const unkept = await this.#keep();
      const isDue = queue.hasNews || performance.now() - this.#beaten >= BEAT_MS;
      // What comes meanwhile is the next flush's.
      const batches = Math.max(Math.ceil(queue.size / LINES), isDue ? 1 : 0);
      for (let batch = 0; batch < batches; batch += 1) await this.#store();
      this.#hasFailed = false;
      if (unkept !== null && !this.#isUnkept) log.warn({ err: unkept }, UNKEPT);
      this.#isUnkept = unkept !== null;
    } catch (err) {
      if (!this.#hasFailed) log.warn({ err }, 'the activity cannot be stored; its requests wait');
      this.#hasFailed = true;
    }
  }

  async #store(): Promise<void> {
    const { queue } = this.#parts;
    const now = new Date();
    const [taken, dropped] = [queue.takeLines(LINES), queue.takeDropped()];
    // What was left in the queue ended before as well.
    const upTo = queue.size === 0 ? now : this.#flushedTo;
    try {
      await this.#storeThem(taken, dropped, upTo);
    } catch (error) {
      queue.giveBack(taken, dropped);
      throw error;
    }
    this.#flushedTo = upTo;
    this.#storedTo = upTo;
    this.#beaten = performance.now();
  }

  /** A line that PostgreSQL cannot read must not hold up the others: each is tried by itself then, and it is dropped. */
  async #storeThem(taken: readonly Waiting[], dropped: readonly Dropped[], upTo: Date): Promise<void> {
    const { store, queue } = this.#parts;
    const storedTo = this.#storedTo;
    const recording = { recorder: this.#id, upTo, ...(storedTo !== undefined && { storedTo }) };
    try {
      const lines = taken.map(({ line }) => line);
      await store.record(lines, dropped, recording);
    } catch (error) {
      if (!isOfData(error)) throw error;
      const [first, ...others] = taken;
      if (first !== undefined && others.length + dropped.length === 0) {
        queue.drop(first.tenantId);
        return;
      }
      for (const one of taken) await this.#storeThem([one], [], upTo);
      // Each in its own minute, and not one by one: after a long outage they may be millions.
      queue.giveBack([], dropped);
    }
  }

  /** Days are made before they begin: what fails of it holds up no row. @returns why, or null */
  async #keep(): Promise<unknown> {
    if (performance.now() - this.#kept < KEEP_MS) return null;
    const { store } = this.#parts;
    try {
      await store.keepDays();
      this.#kept = performance.now();
      await store.trim();
      return null;
    } catch (error) {
      return error;
    }
  }
}

const UNKEPT = 'the days of the activity cannot be made, dropped or trimmed; its requests are stored all the same';

/** Class 22 of SQLSTATE: the database was reached, and could not read what it was given. */
function isOfData(error: unknown): boolean {
  return sqlState(error)?.startsWith('22') === true;
}
