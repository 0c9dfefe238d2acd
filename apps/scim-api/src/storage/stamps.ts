import type { Pool } from 'pg';
import { BoundedMap } from '#service';

/** What is stamped is written at most once in this time, per process; the stamp is that coarse. */
export const STAMP_MS = 60_000;
const MAX_REMEMBERED = 10_000;

export interface StampsLog {
  warn(fields: object, message: string): void;
}

export interface StampsOptions {
  readonly pool: Pick<Pool, 'query'>;
  readonly log: StampsLog;
  /** Its first parameter is the id, the others are what is noted with it. */
  readonly statement: { readonly name: string; readonly text: string };
  /** Of one that could not be written. */
  readonly failed: string;
  readonly now?: () => number;
}

/** When something happened last, outside the path of the request: what cannot be written waits for the next time. */
export class Stamps {
  readonly #options: StampsOptions;
  readonly #now: () => number;
  readonly #stamped = new BoundedMap<string, number>(MAX_REMEMBERED);
  #writing: Promise<void> = Promise.resolve();

  constructor(options: StampsOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Whether it would be noted now: who asks first has nothing to find out for the others. */
  isDue(id: string): boolean {
    const last = this.#stamped.get(id);
    return last === undefined || this.#now() - last >= STAMP_MS;
  }

  note(id: string, ...more: readonly string[]): void {
    if (!this.isDue(id)) return;
    this.#stamped.set(id, this.#now());
    this.#writing = this.#writing.then(() => this.#stamp(id, more));
  }

  /** Resolves when all stamps are written, or have failed; call it before the pool ends. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #stamp(id: string, more: readonly string[]): Promise<void> {
    const { pool, statement, log, failed } = this.#options;
    try {
      await pool.query({ ...statement, values: [id, ...more] });
    } catch (err) {
      this.#stamped.delete(id);
      log.warn({ err, id }, failed);
    }
  }
}

type Where = Pick<StampsOptions, 'pool' | 'log' | 'now'>;

/** Of credentials, with the network that the use came from, as much of it as is kept. */
export function credentialUse(where: Where): Stamps {
  return new Stamps({ ...where, statement: NOTE_USE, failed: 'the last use of a credential was not written' });
}

/** Of connections of which something was served. */
function servedConnections(where: Where): Stamps {
  return new Stamps({ ...where, statement: NOTE_SERVED, failed: 'the last contact of a connection was not written' });
}

/** Those that SCIM notes; close both before the pool. */
export function stampsBy(pool: Pool, log: StampsLog): Readonly<Record<'use' | 'served', Stamps>> {
  return { use: credentialUse({ pool, log }), served: servedConnections({ pool, log }) };
}

const NOTE_USE = { name: 'note-credential-use', text: 'select note_credential_use($1::uuid, $2::text)' };
const NOTE_SERVED = { name: 'note-served', text: 'select note_served($1::uuid)' };
