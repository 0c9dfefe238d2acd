import type { Pool, QueryResultRow } from 'pg';
import type { GapStore, OpenGap } from '../fill-gaps.js';
import type { Dropped } from '../queue.js';
import type { ActivityStore, Recording } from '../recorder.js';

/** Days that a request is kept. */
export const KEPT_DAYS = 30;
/** Of a tenant: what is beyond it makes the oldest day go. */
const MAX_REQUESTS_OF_TENANT = 5_000_000;
const MAX_BYTES_OF_TENANT = 2 * 1_024 ** 3;
/** Seconds without a beat, of which there is one in 5: whoever was silent so long was killed. */
const SILENT_S = 20;
/** One that was only cut off stores what it kept as soon as it can, and then there is no gap. */
const UNSURE_S = 5;
/** Requests that are deleted at once. */
const PIECE = 20_000;

const RECORD = `
  select record_activity($1::json, $2::json, $3::uuid, $4::timestamptz, $5::timestamptz)`;
const KEEP_DAYS = `
  select keep_days($1::integer)`;
const TRIM = `
  select trim_activity($1::bigint, $2::bigint, $3::integer)`;
const FIND_GAPS = `
  select from find_gaps($1::integer)`;
const OPEN_GAPS = `
  select recorder_id as recorder, began_at as "from", ended_at as "to"
    from gaps
   where filled_at is null
     and ended_at <= now() - make_interval(secs => $1::integer)
   order by began_at
   limit 20`;
const FILL = `
  select fill_activity($1::json)`;
const FILLED = `
  select filled_gap($1::uuid)`;
const END = `
  select end_recorder($1::uuid)`;

export interface ActivityBounds {
  readonly requests: number;
  readonly bytes: number;
}

const BOUNDS: ActivityBounds = { requests: MAX_REQUESTS_OF_TENANT, bytes: MAX_BYTES_OF_TENANT };

/** In `rollcall_activity`, by its functions: the role itself can write nothing. */
export class PostgresActivityStore implements ActivityStore, GapStore {
  readonly #pool: Pool;
  readonly #bounds: ActivityBounds;

  constructor(pool: Pool, bounds = BOUNDS) {
    this.#pool = pool;
    this.#bounds = bounds;
  }

  async record(lines: readonly string[], dropped: readonly Dropped[], recording: Recording): Promise<void> {
    const { recorder, upTo, storedTo = null } = recording;
    const drops = dropped.map(({ tenantId: n, minute: m, requests: r }) => ({ n, m, r }));
    const values = [`[${lines.join(',')}]`, JSON.stringify(drops), recorder, upTo, storedTo];
    await this.#pool.query({ name: 'record-activity', text: RECORD, values });
  }

  async keepDays(): Promise<void> {
    await this.#pool.query(KEEP_DAYS, [KEPT_DAYS]);
  }

  async trim(): Promise<void> {
    await this.#pool.query(TRIM, [this.#bounds.requests, this.#bounds.bytes, PIECE]);
  }

  async findGaps(silent = SILENT_S, unsure = UNSURE_S): Promise<readonly OpenGap[]> {
    await this.#pool.query(FIND_GAPS, [silent]);
    return (await this.#pool.query<OpenGap & QueryResultRow>(OPEN_GAPS, [unsure])).rows;
  }

  async fill(lines: readonly string[]): Promise<void> {
    await this.#pool.query(FILL, [`[${lines.join(',')}]`]);
  }

  async filled(recorder: string): Promise<void> {
    await this.#pool.query(FILLED, [recorder]);
  }

  async end(recorder: string): Promise<void> {
    await this.#pool.query(END, [recorder]);
  }
}
