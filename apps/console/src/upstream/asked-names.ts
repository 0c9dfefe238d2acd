import { BoundedMap } from '#service';

/** How long a name that somebody has is known without asking. */
const KEPT_MS = 30_000;
const MOST_KNOWN = 2_000;
/** Names of one address, the one that is asked for included. */
const MOST_WAITING = 50;

interface Known {
  readonly until: number;
  readonly tenantId: string;
}

/** From where a name comes. */
export interface NameFrom {
  /** As a range. */
  readonly address: string;
  /** Too many wrong ones came from there. */
  readonly isSlowed: boolean;
}

interface Line {
  last: Promise<unknown>;
  waiting: number;
}

/** Of all addresses that are slowed together. */
const SLOWED = '';

/**
 * Whose names are, as strangers send them. Each new one is a request to scim-api, so those of one address are asked for one after
 * the other, as are those of all that have guessed too much; beyond fifty that wait they are nobody's. Whoever sends a right one
 * from there has it all the same, mostly from what is known.
 */
export class AskedNames {
  readonly #ask: (who: string) => Promise<string | null>;
  readonly #now: () => number;
  readonly #known = new BoundedMap<string, Known>(MOST_KNOWN);
  readonly #lines = new Map<string, Line>();

  /** @param ask null: it is nobody's @param now milliseconds since some fixed moment */
  constructor(ask: (who: string) => Promise<string | null>, now: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#now = now;
  }

  /** @returns the tenant; null: it is nobody's, or too many wait to ask for it */
  async of(who: string, { address, isSlowed }: NameFrom): Promise<string | null> {
    const known = this.#known.get(who);
    if (known !== undefined && this.#now() < known.until) return known.tenantId;
    const key = isSlowed ? SLOWED : address;
    const line = this.#lines.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    if (line.waiting >= MOST_WAITING) return null;
    this.#lines.set(key, line);
    line.waiting += 1;
    const found = line.last.then(() => this.#find(who));
    line.last = found.catch(() => undefined);
    try {
      return await found;
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.#lines.delete(key);
    }
  }

  async #find(who: string): Promise<string | null> {
    const tenantId = await this.#ask(who);
    if (tenantId !== null) this.#known.set(who, { until: this.#now() + KEPT_MS, tenantId });
    return tenantId;
  }
}
