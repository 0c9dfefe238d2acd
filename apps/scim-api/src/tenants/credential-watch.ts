import { DueLook, type DueLookOptions } from './due-look.js';

/** Of the store, what the watch needs; each call is one transaction, and returns how many were told. */
export interface WatchedCredentials {
  /** The nearest warning that is due of each credential, where it or a nearer one has not been told yet. */
  tellExpiring(now: Date, limit: number): Promise<number>;
  /** Uses of credentials that have ended, those of each at most once an hour. */
  tellDeadUses(now: Date, limit: number): Promise<number>;
}

export interface CredentialWatchOptions extends DueLookOptions {
  readonly credentials: WatchedCredentials;
  readonly now?: () => Date;
}

/** In one transaction, and so of events that are appended at once. */
const AT_ONCE = 100;
const LOOK_EVERY_MS = 30_000;
/** After the start: what came due while nothing ran is told soon. */
const FIRST_LOOK_MS = 1_000;

/** Tells of credentials that end, or have ended and are used all the same. */
export class CredentialWatch extends DueLook {
  readonly #credentials: WatchedCredentials;
  readonly #now: () => Date;

  constructor(options: CredentialWatchOptions) {
    const { credentials, now = () => new Date(), lookEveryMs = LOOK_EVERY_MS, onFailure } = options;
    super({ everyMs: lookEveryMs, firstMs: FIRST_LOOK_MS, onFailure });
    this.#credentials = credentials;
    this.#now = now;
  }

  override async run(): Promise<number> {
    const now = this.#now();
    const expiring = await this.all(AT_ONCE, () => this.#credentials.tellExpiring(now, AT_ONCE));
    return expiring + (await this.all(AT_ONCE, () => this.#credentials.tellDeadUses(now, AT_ONCE)));
  }
}
