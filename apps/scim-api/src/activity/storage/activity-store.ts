import type { Pool } from 'pg';
import type { ActivityStore, Recording } from '../recorder.js';
import type { Dropped } from '../queue.js';

/** Days that a request is kept. */
export const KEPT_DAYS = 30;
/** Of a tenant: what is beyond it makes the oldest day go. */
export const MAX_REQUESTS_OF_TENANT = 5_000_000;
export const MAX_BYTES_OF_TENANT = 2 * 1_024 ** 3;
/** Requests that are deleted at once. */
const PIECE = 20_000;

const RECORD = `
  select record_activity($1::json, $2::json, $3::uuid, $4::timestamptz)`;
const KEEP_DAYS = `
  select keep_days($1::integer)`;
const TRIM = `
  select trim_activity($1::bigint, $2::bigint, $3::integer)`;
const END = `
  select end_recorder($1::uuid)`;

export interface ActivityBounds {
  readonly requests: number;
  readonly bytes: number;
}

const BOUNDS: ActivityBounds = { requests: MAX_REQUESTS_OF_TENANT, bytes: MAX_BYTES_OF_TENANT };

/** In `rollcall_activity`, by its functions: the role itself can write nothing. */
export class PostgresActivityStore implements ActivityStore {
  readonly #pool: Pool;
  readonly #bounds: ActivityBounds;

  constructor(pool: Pool, bounds = BOUNDS) {
    this.#pool = pool;
    this.#bounds = bounds;
  }

  async record(lines: readonly string[], dropped: readonly Dropped[], { recorder, upTo }: Recording): Promise<void> {
    const drops = dropped.map(({ tenantId: n, minute: m, requests: r }) => ({ n, m, r }));
    const values = [`[${lines.join(',')}]`, JSON.stringify(drops), recorder, upTo];
    await this.#pool.query({ name: 'record-activity', text: RECORD, values });
  }

  async keepDays(): Promise<void> {
    await this.#pool.query(KEEP_DAYS, [KEPT_DAYS]);
  }

  async trim(): Promise<void> {
    await this.#pool.query(TRIM, [this.#bounds.requests, this.#bounds.bytes, PIECE]);
  }

  async end(recorder: string): Promise<void> {
    await this.#pool.query(END, [recorder]);
  }
}
