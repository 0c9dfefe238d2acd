import { Client } from 'pg';
import { releaseAdvisoryLock, tryAdvisoryLock } from '#postgres';
import { LANES } from './lane.js';
import { OUTBOX_CHANNEL } from './outbox-bell.js';
import { countRelays, LANE_SPACE, RELAY_SPACE } from './statements/count-relays.js';

/**
 * The connection that a relay's lanes live on: their advisory locks are the connection's, and so is LISTEN. When it is
 * lost, the lanes are lost in the same moment, and the session is of no more use: open another.
 */
export class LaneSession {
  readonly #client: Client;
  readonly #held = new Set<number>();
  #lost = false;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Connects, listens for writers and counts itself among the relays. `onChange` hears rings and the loss. */
  static async open(options: {
    readonly url: string;
    readonly applicationName: string;
    readonly onChange: () => void;
  }): Promise<LaneSession> {
    const client = new Client({
      connectionString: options.url,
      application_name: `${options.applicationName} lanes`,
      connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
      // A server that does not answer may have given the locks to another relay already.
      query_timeout: ANSWER_TIMEOUT_MS,
      keepAlive: true,
    });
    const session = new LaneSession(client);
    const lose = (): void => {
      session.#lose();
      options.onChange();
    };
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', options.onChange);
    try {
      await client.connect();
      await client.query(`listen ${OUTBOX_CHANNEL}`);
      await client.query('select pg_advisory_lock_shared($1::int, 0)', [RELAY_SPACE]);
    } catch (error) {
      session.#lose();
      throw error;
    }
    return session;
  }

  get isLost(): boolean {
    return this.#lost;
  }

  /** The lanes that are this relay's now; none once the session is lost. */
  get lanes(): readonly number[] {
    return [...this.#held];
  }

  /**
   * Takes free lanes up to a fair share, or gives back what is over it. A lane that is given back may be read by another
   * relay at once, so those in which something is being sent, `busy`, are kept for now.
   */
  async share(busy: ReadonlySet<number> = new Set()): Promise<void> {
    try {
      const { relays, taken } = await countRelays(this.#client);
      const fair = Math.ceil(LANES / Math.max(1, relays));
      const idle = this.lanes.filter((lane) => !busy.has(lane));
      for (const lane of idle.slice(Math.max(0, fair - busy.size))) {
        this.#held.delete(lane);
        await releaseAdvisoryLock(this.#client, LANE_SPACE, lane);
      }
      for (let lane = 0; lane < LANES && this.#held.size < fair && !this.#lost; lane += 1) {
        if (taken.includes(lane)) continue;
        if (await tryAdvisoryLock(this.#client, LANE_SPACE, lane)) this.#hold(lane);
      }
    } catch (error) {
      this.#lose();
      throw error;
    }
  }

  /** The session may have been lost while the lock was asked for. */
  #hold(lane: number): void {
    if (!this.#lost) this.#held.add(lane);
  }

  async close(): Promise<void> {
    this.#lose();
    await this.#client.end().catch(() => undefined);
  }

  #lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#held.clear();
    this.#client.end().catch(() => undefined);
  }
}

const ANSWER_TIMEOUT_MS = 3_000;
