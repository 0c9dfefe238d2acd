import type { Pool } from 'pg';
import { BoundedMap } from '#service';

/** A credential's last use is written at most once in this time, per process; the stamp is that coarse. */
export const USE_STAMP_MS = 60_000;
const MAX_REMEMBERED = 10_000;

export interface CredentialUseLog {
  warn(fields: object, message: string): void;
}

/** Stamps credentials that are used, outside the path of the request: what cannot be written waits for the next use. */
export class CredentialUse {
  readonly #pool: Pick<Pool, 'query'>;
  readonly #log: CredentialUseLog;
  readonly #now: () => number;
  readonly #stamped = new BoundedMap<string, number>(MAX_REMEMBERED);
  #writing: Promise<void> = Promise.resolve();

  constructor(pool: Pick<Pool, 'query'>, log: CredentialUseLog, now: () => number = Date.now) {
    this.#pool = pool;
    this.#log = log;
    this.#now = now;
  }

  /** Whether a use is noted now: who asks first has nothing to find out for the others. */
  isDue(credentialId: string): boolean {
    const last = this.#stamped.get(credentialId);
    return last === undefined || this.#now() - last >= USE_STAMP_MS;
  }

  /** @param network that it came from, as much of it as is kept */
  note(credentialId: string, network: string): void {
    if (!this.isDue(credentialId)) return;
    this.#stamped.set(credentialId, this.#now());
    this.#writing = this.#writing.then(() => this.#stamp(credentialId, network));
  }

  /** Resolves when all stamps are written, or have failed; call it before the pool ends. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #stamp(credentialId: string, network: string): Promise<void> {
    try {
      await this.#pool.query({ name: 'note-credential-use', text: NOTE, values: [credentialId, network] });
    } catch (err) {
      this.#stamped.delete(credentialId);
      this.#log.warn({ err, credentialId }, 'the last use of a credential was not written');
    }
  }
}

const NOTE = `
  select note_credential_use($1::uuid, $2::text)`;
