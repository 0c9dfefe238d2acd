import type { People, PersonOfAccount } from './person.js';

/** A tenant is asked about again after this long; with a look each {@link LOOK_MS} that is every 20 s. */
export const EVERY_MS = 15_000;
export const LOOK_MS = 5_000;
/** Accounts of one question: as many ids as the directory takes. */
const AT_ONCE = 100;
/** Tenants that are asked about at the same time. */
const TENANTS_AT_ONCE = 4;

/** Whose sessions are open, and what becomes of them. */
export interface WatchStore {
  /** Tenants that are due, which are this process's until `everyMs` later. */
  claim(at: Date, everyMs: number, most: number): Promise<readonly string[]>;
  /** Of open sessions, in the order of their ids. */
  accounts(tenantId: string, page: AccountPage): Promise<readonly PersonOfAccount[]>;
  /** @param active by external id; who is not in it is nobody there */
  judge(tenantId: string, accounts: readonly PersonOfAccount[], active: ReadonlyMap<string, boolean>): Promise<void>;
  heard(tenantId: string): Promise<void>;
  /** The directory could not be asked; sessions end when it could not for long. */
  unheard(tenantId: string, at: Date): Promise<void>;
}

export interface AccountPage {
  readonly at: Date;
  readonly after: string | null;
  readonly limit: number;
}

export interface PeopleWatchOptions {
  readonly store: WatchStore;
  readonly people: People;
  /** Told of each tenant that the directory could not be asked about. */
  readonly onUnheard: (error: unknown, tenantId: string) => void;
  readonly now?: () => number;
}

/**
 * Who has left has no sessions: the directory is asked for the people of those that are open. Of several replicas one asks for
 * a tenant. Each moment is the caller's, so that a test can be at any.
 */
export class PeopleWatch {
  readonly #options: PeopleWatchOptions;

  constructor(options: PeopleWatchOptions) {
    this.#options = options;
  }

  /** Every tenant that is due. Returns how many there were. */
  async runOnce(): Promise<number> {
    const { store } = this.#options;
    for (let count = 0; ;) {
      const tenants = await store.claim(this.#now(), EVERY_MS, TENANTS_AT_ONCE);
      await Promise.all(tenants.map((id) => this.#look(id)));
      count += tenants.length;
      if (tenants.length < TENANTS_AT_ONCE) return count;
    }
  }

  async #look(tenantId: string): Promise<void> {
    const { store, people, onUnheard } = this.#options;
    let after: string | null = null;
    do {
      const accounts = await store.accounts(tenantId, { at: this.#now(), after, limit: AT_ONCE });
      const ids = accounts.map(({ externalId }) => externalId);
      const active = ids.length === 0 ? NOBODY : await people.of(tenantId, ids).catch((error: unknown) => error);
      if (!(active instanceof Map)) {
        onUnheard(active, tenantId);
        await store.unheard(tenantId, this.#now());
        return;
      }
      await store.judge(tenantId, accounts, active);
      after = accounts.length < AT_ONCE ? null : (accounts.at(-1)?.id ?? null);
    } while (after !== null);
    await store.heard(tenantId);
  }

  #now(): Date {
    return new Date((this.#options.now ?? Date.now)());
  }
}

const NOBODY: ReadonlyMap<string, boolean> = new Map();
