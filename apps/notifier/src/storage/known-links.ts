import type { Pool } from 'pg';
import { linkHash } from './link-token.js';

/** Tokens of a statement: however many wait, the next ones wait for another. */
const MAX_TOKENS = 500;

interface Asking {
  readonly hash: Buffer;
  readonly resolve: (isKnown: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Whether a link is anybody's, asked by one statement at a time: what comes while one runs goes with the next. So guesses,
 * however many, take one connection and a statement for hundreds of them, and a right link among them is found within two.
 */
export class KnownLinks {
  #waiting: Asking[] = [];
  #isRunning = false;

  readonly #pool: Pick<Pool, 'query'>;

  constructor(pool: Pick<Pool, 'query'>) {
    this.#pool = pool;
  }

  has(token: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ hash: linkHash(token), resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const now = this.#waiting.splice(0, MAX_TOKENS);
      try {
        const known = await this.#find(now.map(({ hash }) => hash));
        for (const { hash, resolve } of now) resolve(known.has(hash.toString('hex')));
      } catch (error) {
        for (const { reject } of now) reject(error);
      }
    }
    this.#isRunning = false;
  }

  async #find(hashes: readonly Buffer[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.#pool.query<{ hash: string }>({ name: 'known-links', text: FIND, values: [hashes] });
    return new Set(rows.map(({ hash }) => hash));
  }
}

const FIND = `
  select encode(token_hash, 'hex') as hash
    from confirmations
   where token_hash = any($1::bytea[])`;
