import type { Pool } from 'pg';
import { LaneSession } from './lane-session.js';
import { AT_ONCE, nextWait, type RoundResult } from './next-wait.js';
import { PublishFailed, type OutboxRecord, type Publisher } from './publisher.js';
import { RelayMetrics } from './relay-metrics.js';
import { openRelayPool } from './relay-pool.js';
import { sendAndMark } from './send-and-mark.js';
import { claimBatch, type BatchLimits } from './statements/claim-batch.js';
import { measureBacklog } from './statements/measure-backlog.js';
import { prunePublished } from './statements/prune-published.js';

export interface RelayLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface RelayOptions {
  /** Of the relay's role. It opens three connections: two for statements, one for its lanes. */
  readonly databaseUrl: string;
  readonly publisher: Publisher;
  readonly log: RelayLog;
  readonly applicationName?: string;
  /** Milliseconds between two looks when nobody rings: 1,000. */
  readonly pollMs?: number;
  /** Milliseconds between two looks at how many relays there are: 1,000. */
  readonly shareMs?: number;
  /** Seconds that a published record is kept: a day. */
  readonly retentionSeconds?: number;
  readonly limits?: BatchLimits;
}

export interface Counts {
  readonly published: number;
  readonly pruned: number;
}

/**
 * Publishes the outbox.
 *
 * A relay is *without lanes* until its session is open and it has taken its share; with lanes it goes round: claim,
 * send, mark, and again while there is something. An empty round waits for a ring or the poll. A failed round waits by
 * the back-off, rings notwithstanding, and then claims afresh: nothing of a failed round is remembered. When the session
 * is lost the relay is without lanes at once; a send that is under way ends, and no other begins. A record that Kafka
 * refuses for its size *stops* its lane: the lane is passed over for half a minute, told about, and tried again.
 */
export class Relay {
  readonly #options: Required<Omit<RelayOptions, 'databaseUrl' | 'publisher'>> & RelayOptions;
  readonly #pool: Pool;
  readonly #metrics = new RelayMetrics();
  readonly #stopped = new Map<number, number>();
  #session: LaneSession | undefined;
  #due = { share: 0, prune: 0, measure: 0 };
  #loop: Promise<void> | undefined;
  #end: Promise<void> | undefined;
  #isStopping = false;
  #isRung = false;
  #wake: (() => void) | undefined;
  #lastFailure: string | null = 'not started yet';

  constructor(options: RelayOptions) {
    this.#options = { applicationName: 'relay', pollMs: 1_000, shareMs: 1_000, ...DEFAULTS, ...options };
    this.#pool = openRelayPool({ url: options.databaseUrl, applicationName: this.#options.applicationName });
  }

  /** The lanes it holds now. */
  get lanes(): readonly number[] {
    return this.#session?.lanes ?? [];
  }

  /** The lanes whose next event Kafka refuses for its size: the others go on, and a person is needed. */
  get stoppedLanes(): readonly number[] {
    return [...this.#stopped.keys()];
  }

  /** Null when the last round went well and no lane is stopped, else what is the matter. */
  get trouble(): string | null {
    if (this.#stopped.size > 0)
      return `lanes ${[...this.#stopped.keys()].join(', ')} are stopped: an event is too large`;
    return this.#lastFailure;
  }

  /** One round: claims what waits in its lanes, sends it, marks it. Throws what went wrong; the records then still wait. */
  async runOnce(): Promise<Counts> {
    const session = await this.#openSession();
    if (this.#isDue('share', this.#options.shareMs)) await session.share();
    this.#forgetStopped(session.lanes);
    // Before anything is sent: the backlog is what a person looks at while sending fails.
    if (this.#isDue('measure', MEASURE_MS)) this.#metrics.backlog = await measureBacklog(this.#pool);
    const lanes = session.lanes.filter((lane) => !this.#isStopped(lane));
    this.#metrics.lanesHeld = session.lanes.length;
    this.#metrics.lanesStopped = this.#stopped.size;
    const records = lanes.length === 0 ? [] : await claimBatch(this.#pool, lanes, this.#options.limits);
    // The lanes may have been lost while the claim ran: then they are another's to send.
    const published = session.isLost ? 0 : await this.#publish(records, session);
    return { published, pruned: await this.#prune() };
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Ends the round that is under way, then lets go of the lanes. */
  stop(): Promise<void> {
    this.#end ??= this.#stop();
    return this.#end;
  }

  async #stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    await this.#loop;
    await this.#session?.close();
    await this.#options.publisher.close().catch(() => undefined);
    await this.#pool.end();
  }

  async #run(): Promise<void> {
    let waiting = AT_ONCE;
    while (!this.#isStopping) {
      this.#isRung = false;
      const result = await this.#round();
      waiting = nextWait(waiting, result, { pollMs: this.#options.pollMs, random: Math.random() });
      await this.#pause(waiting.ms, waiting.untilRung);
    }
  }

  async #round(): Promise<RoundResult> {
    try {
      const { published } = await this.runOnce();
      if (this.#lastFailure !== null) this.#options.log.info({ lanes: this.lanes.length }, 'the relay publishes');
      this.#lastFailure = null;
      return published > 0 ? 'published' : 'idle';
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.#lastFailure !== message)
        this.#options.log.warn({ reason: message }, 'the relay cannot publish; it tries again');
      this.#lastFailure = message;
      this.#metrics.failed();
      return 'failed';
    }
  }

  async #openSession(): Promise<LaneSession> {
    if (this.#session === undefined || this.#session.isLost) {
      this.#session = await LaneSession.open({
        url: this.#options.databaseUrl,
        applicationName: this.#options.applicationName,
        onChange: () => this.#ring(),
      });
      this.#due.share = 0;
    }
    return this.#session;
  }

  async #publish(records: readonly OutboxRecord[], session: LaneSession): Promise<number> {
    if (records.length === 0) return 0;
    const { error, unsent } = await this.#send(records);
    if (error === undefined) return records.length;
    if (!isTooLarge(error)) throw error;
    return records.length - unsent.length + (await this.#publishOneByOne(unsent, session));
  }

  /** After Kafka refused a batch for its size: finds the records that are too large, and stops their lanes. */
  async #publishOneByOne(records: readonly OutboxRecord[], session: LaneSession): Promise<number> {
    let published = 0;
    for (const record of records) {
      if (session.isLost) break;
      if (this.#isStopped(record.lane)) continue;
      const { error } = await this.#send([record]);
      if (error === undefined) {
        published += 1;
        continue;
      }
      if (!isTooLarge(error)) throw error;
      this.#stopped.set(record.lane, performance.now() + STOPPED_LANE_MS);
      const { id, lane, topic, headers } = record;
      const fields = { outboxId: id, lane, topic, eventId: headers.ce_id, type: headers.ce_type };
      this.#options.log.error(fields, 'Kafka refuses an event for its size: its lane stops until the topic takes it');
    }
    return published;
  }

  #send(records: readonly OutboxRecord[]): ReturnType<typeof sendAndMark> {
    return sendAndMark({ publisher: this.#options.publisher, pool: this.#pool }, records, (stored) => {
      const now = Date.now();
      this.#metrics.published(stored.map((record) => now - record.recordedAt));
    });
  }

  async #prune(): Promise<number> {
    if (!this.#isDue('prune', PRUNE_MS)) return 0;
    const { retentionSeconds } = this.#options;
    const pruned = await prunePublished(this.#pool, { retentionSeconds, limit: PRUNE_ROWS });
    if (pruned === PRUNE_ROWS) this.#due.prune = 0;
    return pruned;
  }

  /** A lane that is another relay's now is that relay's to tell about. */
  #forgetStopped(held: readonly number[]): void {
    for (const lane of this.#stopped.keys()) if (!held.includes(lane)) this.#stopped.delete(lane);
  }

  #isStopped(lane: number): boolean {
    const until = this.#stopped.get(lane);
    if (until !== undefined && until <= performance.now()) this.#stopped.delete(lane);
    return this.#stopped.has(lane);
  }

  #isDue(what: 'share' | 'prune' | 'measure', everyMs: number): boolean {
    const now = performance.now();
    if (now < this.#due[what]) return false;
    this.#due[what] = now + everyMs;
    return true;
  }

  #ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  async #pause(ms: number, untilRung: boolean): Promise<void> {
    if (ms === 0 || this.#isStopping || (untilRung && this.#isRung)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = (): void => {
        if (!untilRung && !this.#isStopping) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof PublishFailed && error.code === 'RECORD_TOO_LARGE';
}

const DEFAULTS = {
  retentionSeconds: 86_400,
  // A round is what another tenant's record waits for: 300 kB take 20 ms. All of a send may go to one partition, too, and Kafka
  // compares that record batch with the topic's 1 MiB; a larger record goes alone.
  limits: { rowsPerLane: 64, bytes: 300_000 },
} as const;
const MEASURE_MS = 2_000;
const PRUNE_MS = 10_000;
const PRUNE_ROWS = 2_000;
const STOPPED_LANE_MS = 30_000;
