import { hash } from 'node:crypto';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import type { Pool } from 'pg';
import { inTransaction } from '#postgres';
import { unwrapKey } from '../tenants/wrapped-key.js';
import { LOAD_KEYS, lockKeys, makeKey, publicHalf, wrapRow, type KeyRow } from './signing-key-rows.js';

export interface SigningKeysOptions {
  /** Of the role `admin`. */
  readonly pool: Pool;
  /** KEY_SECRET. */
  readonly keySecret: string;
  readonly now?: () => Date;
  /** The keys could not be read anew; the known ones go on. */
  readonly onStale?: (error: unknown) => void;
}

/** How soon a running process knows of a key that was made, rotated or withdrawn. */
const KEYS_EVERY_MS = 5_000;
/** A new key is published for so long before it signs: a replica that has not heard of it would not publish it. */
const SIGNS_AFTER_MS = 2 * KEYS_EVERY_MS;
/** The life of a cursor, and a minute. */
const CURSORS_FOR_MS = 61 * 60_000;
/** Bytes that name the key of a cursor. */
const TAG_BYTES = 8;

interface Opened {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  /** The private half as text, from which other keys that all replicas share are derived. */
  readonly secret: string;
}

interface State {
  readonly signing: Opened;
  readonly published: { readonly keys: readonly JWK[] };
  /** By tag; null: that key opens no cursor any more. */
  readonly cursors: ReadonlyMap<string, string | null>;
}

/**
 * The keys of readers' tokens and of cursors, as the table has them: the newest signs, a rotated one verifies until its last
 * token has ended and opens cursors for an hour, a withdrawn one does nothing.
 */
export class SigningKeys {
  readonly #options: SigningKeysOptions;
  readonly #opened: Map<string, Opened>;
  #state: State;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: SigningKeysOptions, opened: Map<string, Opened>, state: State) {
    this.#options = options;
    this.#opened = opened;
    this.#state = state;
  }

  /**
   * Makes the first key at the very first start, and wraps those of an earlier release.
   *
   * @throws WrongKeySecretError
   */
  static async open(options: SigningKeysOptions): Promise<SigningKeys> {
    const rows = await inTransaction(options.pool, async (tx) => {
      await lockKeys(tx);
      const { rows: found } = await tx.query<KeyRow>(LOAD_KEYS);
      // A secret that is not theirs must not be mixed in among them.
      for (const row of found) if (row.wrapped !== null) unwrapKey(options.keySecret, row.kid, row.wrapped);
      for (const row of found) await wrapRow(tx, options.keySecret, row);
      if (found.every(({ withdrawnAt }) => withdrawnAt !== null)) await makeKey(tx, options.keySecret, nowOf(options));
      return (await tx.query<KeyRow>(LOAD_KEYS)).rows;
    });
    const opened = new Map<string, Opened>();
    return new SigningKeys(options, opened, await stateOf(rows, options, opened));
  }

  get kid(): string {
    return this.#state.signing.kid;
  }

  get privateKey(): CryptoKey {
    return this.#state.signing.privateKey;
  }

  get published(): State['published'] {
    return this.#state.published;
  }

  /** What new cursors are sealed with. */
  get cursorKey(): { readonly tag: string; readonly secret: string } {
    const { kid, secret } = this.#state.signing;
    return { tag: tagOf(kid), secret };
  }

  /** The secret of that tag; null where it is over; undefined for a tag of no key of ours. */
  cursorSecret(tag: string): string | null | undefined {
    return this.#state.cursors.get(tag);
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.refresh().catch((error: unknown) => this.#options.onStale?.(error));
    }, KEYS_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @throws what the database answers; the known keys stay */
  async refresh(): Promise<void> {
    const { rows } = await this.#options.pool.query<KeyRow>(LOAD_KEYS);
    this.#state = await stateOf(rows, this.#options, this.#opened);
  }
}

async function stateOf(
  rows: readonly KeyRow[],
  options: SigningKeysOptions,
  opened: Map<string, Opened>,
): Promise<State> {
  const now = nowOf(options).getTime();
  const standing = rows.filter(({ withdrawnAt, wrapped }) => withdrawnAt === null && wrapped !== null);
  // A rotated key signs until the new one does, and never again.
  const able = standing.filter(({ rotatedAt }) => rotatedAt === null || +rotatedAt + SIGNS_AFTER_MS > now);
  const chosen = able.find(({ createdAt }) => +createdAt + SIGNS_AFTER_MS <= now) ?? able.at(-1);
  if (chosen === undefined) throw new Error('there is no signing key');
  const cursors = new Map<string, string | null>(rows.map(({ kid }) => [tagOf(kid), null]));
  for (const row of standing.filter(({ rotatedAt }) => rotatedAt === null || +rotatedAt + CURSORS_FOR_MS > now)) {
    cursors.set(tagOf(row.kid), (await openedOf(row, options, opened)).secret);
  }
  const keys: JWK[] = [];
  // Of what was opened with KEY_SECRET: the public half in the row is whatever somebody with the role has written there.
  for (const row of standing.filter(({ verifyUntil }) => verifyUntil === null || +verifyUntil > now)) {
    keys.push((await openedOf(row, options, opened)).publicJwk);
  }
  return { signing: await openedOf(chosen, options, opened), published: { keys }, cursors };
}

async function openedOf(row: KeyRow, options: SigningKeysOptions, opened: Map<string, Opened>): Promise<Opened> {
  const known = opened.get(row.kid);
  if (known !== undefined) return known;
  const jwk = unwrapKey(options.keySecret, row.kid, row.wrapped ?? '') as JWK; // Decoder: `wrapKey` was given one.
  const privateKey = await importJWK(jwk, 'EdDSA');
  if (privateKey instanceof Uint8Array || jwk.d === undefined) throw new Error(`signing key ${row.kid} is no key pair`);
  const made = { kid: row.kid, privateKey, publicJwk: publicHalf(row.kid, jwk), secret: jwk.d };
  opened.set(row.kid, made);
  return made;
}

/** `kid` is public; a cursor need not be longer by all of it. */
function tagOf(kid: string): string {
  return hash('sha256', kid, 'buffer').subarray(0, TAG_BYTES).toString('base64url');
}

function nowOf({ now = () => new Date() }: SigningKeysOptions): Date {
  return now();
}
