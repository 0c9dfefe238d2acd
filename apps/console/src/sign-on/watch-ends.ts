import { eachForItself } from '#postgres';
import { NO_TENANT } from '../sessions/session.js';

/** Where it is kept what ends, and what was told of it. */
export interface Ends<Certificate> {
  ending(now: Date, after: string): Promise<readonly string[]>;
  remindOfSecret(tenantId: string, now: Date): Promise<void>;
  remindOfOwnApp(certificate: Certificate, now: Date): Promise<void>;
}

export interface EndsWatchOptions<Certificate> {
  readonly store: Ends<Certificate>;
  /** Of the installation's own app. null: it has none. */
  readonly own: Certificate | null;
  readonly now?: () => Date;
}

/** Milliseconds between two looks: a reminder is told on the day that it is of. */
export const LOOK_MS = 600_000;

/** Has it told that client secrets, and the certificate of the installation's own app, end soon; every replica looks, and one tells. */
export class EndsWatch<Certificate> {
  readonly #options: EndsWatchOptions<Certificate>;

  constructor(options: EndsWatchOptions<Certificate>) {
    this.#options = options;
  }

  /** @returns milliseconds until the next look */
  async runOnce(): Promise<number> {
    const { store, own, now = () => new Date() } = this.#options;
    const at = now();
    const ofSecrets = (await this.#ending(at)).map((tenantId) => () => store.remindOfSecret(tenantId, at));
    const ofOwnApp = own === null ? [] : [() => store.remindOfOwnApp(own, at)];
    await eachForItself([...ofOwnApp, ...ofSecrets], (remind) => remind());
    return LOOK_MS;
  }

  /** Ids alone: secrets end once in a year or two. */
  async #ending(at: Date): Promise<readonly string[]> {
    const all: string[] = [];
    for (let after = NO_TENANT; ;) {
      const tenants = await this.#options.store.ending(at, after);
      all.push(...tenants);
      const last = tenants.at(-1);
      if (last === undefined) return all;
      after = last;
    }
  }
}
