import type { Pool } from 'pg';
import { BackgroundLoop } from '#turns';
import { Chores } from './chores.js';
import { LaneSender, type RelayLog } from './lane-sender.js';
import { LaneSession } from './lane-session.js';
import { AT_ONCE, nextWait, type RoundResult, type Waiting } from './next-wait.js';
import type { Publisher } from './publisher.js';
import { RelayMetrics } from './relay-metrics.js';
import { openRelayPool } from './relay-pool.js';
import { claimBatch, type BatchLimits, type ClaimedRecord } from './statements/claim-batch.js';

export interface RelayOptions {
  /** Of the relay's role. It opens four connections: three for statements, one for its lanes. */
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
  /** Whether it keeps where Kafka has each record, in the tables of `createPlaces`; else that is forgotten. */
  readonly keepsPlaces?: boolean;
  /** Where all records go, whatever their rows say; unless told, where these say. */
  readonly topic?: string;
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
 * is lost the relay is without lanes at once; a send that is under way ends, and no other begins.
 *
 * A round of many bytes takes long: it goes *aside*, and small rounds of the lanes that are not in it go on beside it. One
 * is aside at a time; what else is large waits for its end. What no event waits for is done beside them, too ({@link Chores}).
 */
export class Relay {
  readonly #options: Required<Omit<RelayOptions, 'databaseUrl' | 'publisher' | 'topic' | 'keepsPlaces'>> & RelayOptions;
  readonly #pool: Pool;
  readonly #metrics: RelayMetrics;
  readonly #sender: LaneSender;
  #session: LaneSession | undefined;
  #aside: Aside | undefined;
  #failure: { readonly error: unknown } | undefined;
  readonly #chores: Chores;
  #shareDue = 0;
  readonly #loop: BackgroundLoop;
  #waiting = AT_ONCE;
  #end: Promise<void> | undefined;
  #lastFailure: string | null = 'not started yet';

  constructor(options: RelayOptions) {
    this.#options = { applicationName: 'relay', pollMs: 1_000, shareMs: 1_000, ...DEFAULTS, ...options };
    const { applicationName } = this.#options;
    this.#metrics = new RelayMetrics(applicationName);
    this.#pool = openRelayPool({ url: options.databaseUrl, applicationName });
    this.#loop = new BackgroundLoop({
      runOnce: () => this.#round(),
      onFailure: (error) => this.#failed(error),
      afterFailure: () => this.#wait('failed'),
    });
    const { publisher, log, keepsPlaces = false } = options;
    this.#chores = new Chores({
      pool: this.#pool,
      retentionSeconds: this.#options.retentionSeconds,
      keepsPlaces,
      onMeasured: (backlog) => (this.#metrics.backlog = backlog),
      onFailure: (reason) => options.log.warn({ reason }, 'the outbox is not counted or not pruned; it is tried again'),
    });
    this.#sender = new LaneSender({ publisher, pool: this.#pool, log, metrics: this.#metrics, keepsPlaces });
  }

  /** The lanes it holds now. */
  get lanes(): readonly number[] {
    return this.#session?.lanes ?? [];
  }

  /** The lanes of a large round that is under way beside others. */
  get busyLanes(): readonly number[] {
    return [...(this.#aside?.lanes ?? [])];
  }

  /** The lanes whose next event Kafka refuses for its size: the others go on, and a person is needed. */
  get stoppedLanes(): readonly number[] {
    return this.#sender.stopped;
  }

  /** Null when the last round went well and no lane is stopped, else what is the matter. */
  get trouble(): string | null {
    if (this.stoppedLanes.length > 0) return `lanes ${this.stoppedLanes.join(', ')} are stopped: an event is too large`;
    return this.#lastFailure ?? this.#chores.failure?.reason ?? null;
  }

  /** One round: claims what waits in its lanes, sends it, marks it. Throws what went wrong; the records then still wait. */
  async runOnce(): Promise<Counts> {
    let pruned = 0;
    // Whatever becomes of the round: the backlog is what a person looks at while sending fails.
    const { published } = await this.#begin().finally(async () => (pruned = await this.#chores.end()));
    const ofAside = (await this.#aside?.end) ?? 0;
    this.#throwFailure();
    const { failure } = this.#chores;
    if (failure !== undefined) throw failure.error;
    return { published: published + ofAside, pruned };
  }

  /** A round that does not wait for what goes on beside it. */
  async #begin(): Promise<Begun> {
    this.#throwFailure();
    const session = await this.#openSession();
    await this.#share(session);
    this.#sender.forgetAllBut(session.lanes);
    this.#metrics.lanesHeld = session.lanes.length;
    this.#metrics.lanesStopped = this.stoppedLanes.length;
    try {
      return await this.#publish(session);
    } finally {
      this.#chores.begin();
    }
  }

  async #publish(session: LaneSession): Promise<Begun> {
    const records = await this.#claim(session);
    const isAside = this.#aside === undefined && bytesOf(records) > BESIDE_BYTES;
    if (isAside) this.#goAside(records, session);
    const published = isAside || records.length === 0 ? 0 : await this.#sender.send(records, session);
    return { published, isAside };
  }

  async #claim(session: LaneSession): Promise<readonly ClaimedRecord[]> {
    const isFree = (lane: number): boolean => !this.#sender.isStopped(lane) && this.#aside?.lanes.has(lane) !== true;
    const lanes = session.lanes.filter(isFree);
    const records = lanes.length === 0 ? [] : await claimBatch(this.#pool, lanes, this.#limits());
    // The lanes may have been lost while the claim ran: then they are another's to send.
    if (session.isLost) return [];
    const { topic } = this.#options;
    return topic === undefined ? records : records.map((record) => ({ ...record, topic }));
  }

  #limits(): BatchLimits {
    const { limits } = this.#options;
    if (this.#aside === undefined) return limits;
    return { ...limits, bytes: Math.min(limits.bytes, BESIDE_BYTES), alone: false };
  }

  #goAside(records: readonly ClaimedRecord[], session: LaneSession): void {
    const lanes = new Set(records.map(({ lane }) => lane));
    const sent = this.#sender.send(records, session).catch((error: unknown) => {
      this.#failure = { error };
      return 0;
    });
    const end = sent.finally(() => {
      this.#aside = undefined;
      this.#loop.ring();
    });
    this.#aside = { lanes, end };
  }

  /** What became of a round aside is told by the one after it. */
  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends the round that is under way, then lets go of the lanes. */
  stop(): Promise<void> {
    this.#end ??= this.#stop();
    return this.#end;
  }

  async #stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all([this.#aside?.end, this.#chores.end()]);
    await this.#session?.close();
    await this.#options.publisher.close().catch(() => undefined);
    await this.#pool.end();
  }

  async #round(): Promise<Waiting> {
    const { published, isAside } = await this.#begin();
    if (this.#lastFailure !== null) this.#options.log.info({ lanes: this.lanes.length }, 'the relay publishes');
    this.#lastFailure = null;
    return this.#wait(published > 0 || isAside ? 'published' : 'idle');
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#lastFailure !== message)
      this.#options.log.warn({ reason: message }, 'the relay cannot publish; it tries again');
    this.#lastFailure = message;
    this.#metrics.failed();
  }

  #wait(result: RoundResult): Waiting {
    const { pollMs } = this.#options;
    this.#waiting = nextWait(this.#waiting, result, { pollMs, random: Math.random() });
    return this.#waiting;
  }

  async #openSession(): Promise<LaneSession> {
    if (this.#session === undefined || this.#session.isLost) {
      this.#session = await LaneSession.open({
        url: this.#options.databaseUrl,
        applicationName: this.#options.applicationName,
        onChange: () => this.#loop.ring(),
      });
      this.#shareDue = 0;
    }
    return this.#session;
  }

  async #share(session: LaneSession): Promise<void> {
    const now = performance.now();
    if (now < this.#shareDue) return;
    this.#shareDue = now + this.#options.shareMs;
    await session.share(this.#aside?.lanes);
  }
}

interface Begun {
  readonly published: number;
  readonly isAside: boolean;
}

/** A round that is sent beside those that follow it: its lanes, and how many it has published at its end. */
interface Aside {
  readonly lanes: ReadonlySet<number>;
  readonly end: Promise<number>;
}

function bytesOf(records: readonly ClaimedRecord[]): number {
  return records.reduce((sum, { bytes }) => sum + bytes, 0);
}

const DEFAULTS = {
  retentionSeconds: 86_400,
  // A large round is what another tenant's large record waits for: 300 kB take 20 ms. All of a send may go to one partition, too, and Kafka
  // compares that record batch with the topic's 1 MiB; a larger record goes alone.
  limits: { rowsPerLane: 64, bytes: 300_000 },
} as const;
// What is sent in two or three milliseconds: the broker, the encoder and the disk are one for all.
const BESIDE_BYTES = 64_000;
