import type { Pool } from 'pg';

/** The channel on which writers wake the relays. */
export const OUTBOX_CHANNEL = 'rollcall_outbox';

export interface OutboxBellOptions {
  /** Milliseconds between two notifications at least. */
  readonly gap?: number;
}

// The setting is the statement's own: PostgreSQL gives a notification a transaction id, and waiting for the disk at its
// commit would hold the lock that all notifications of the server share.
const RING = {
  name: 'outbox-ring',
  text: `select set_config('synchronous_commit', 'off', true), pg_notify($1::text, '')`,
  values: [OUTBOX_CHANNEL],
};

/**
 * Wakes the relays after a commit: at once if none was woken within the gap, else once at the gap's end.
 *
 * Never inside the writing transaction: NOTIFY takes a lock over the whole server at commit, and would make all commits
 * wait for each other. A ring may be lost (the connection breaks): the relay's slow poll covers it.
 */
export class OutboxBell {
  readonly #pool: Pick<Pool, 'query'>;
  readonly #gap: number;
  #timer: NodeJS.Timeout | undefined;
  #again = false;
  #closed = false;

  constructor(pool: Pick<Pool, 'query'>, { gap = 10 }: OutboxBellOptions = {}) {
    this.#pool = pool;
    this.#gap = gap;
  }

  ring(): void {
    if (this.#closed) return;
    if (this.#timer !== undefined) {
      this.#again = true;
      return;
    }
    this.#pool.query(RING).catch(() => undefined);
    this.#timer = setTimeout(() => this.#gapIsOver(), this.#gap);
    this.#timer.unref();
  }

  /** Rings no more. Call it before the pool ends. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #gapIsOver(): void {
    this.#timer = undefined;
    if (!this.#again) return;
    this.#again = false;
    this.ring();
  }
}
