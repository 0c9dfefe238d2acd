import { BoundedMap } from './bounded-map.js';

export interface SecondsShare {
  /** Seconds of work that a tenant may have per second. */
  readonly perSecond: number;
  /** Seconds that it may have used beyond that before they count. */
  readonly burst: number;
}

const MAX_TENANTS = 10_000;
/** Milliseconds after which a tenant that works on is put behind the others again. */
const REORDERED_AFTER_MS = 1_000;

interface Used {
  seconds: number;
  at: number;
  /** When it was put at the end. */
  readonly placedAt: number;
}

/** What each tenant has used of its share of seconds: a bucket that leaks at the share's rate. */
export class TenantSeconds {
  readonly #share: SecondsShare;
  readonly #now: () => number;
  /** Whoever worked last stands last, to within {@link REORDERED_AFTER_MS}. */
  readonly #used = new BoundedMap<string, Used>(MAX_TENANTS);

  constructor(
    share: SecondsShare,
    /** Milliseconds. */
    now: () => number = () => performance.now(),
  ) {
    this.#share = share;
    this.#now = now;
  }

  charge(tenantId: string, seconds: number): void {
    const now = this.#now();
    const used = this.#usedBy(tenantId) + seconds;
    const known = this.#used.get(tenantId);
    if (known !== undefined && now - known.placedAt < REORDERED_AFTER_MS) {
      known.seconds = used;
      known.at = now;
      return;
    }
    this.#used.set(tenantId, { seconds: used, at: now, placedAt: now });
  }

  /** Seconds until the tenant is within its share again; 0: it is. */
  waitOf(tenantId: string): number {
    return Math.max(0, this.#usedBy(tenantId) - this.#share.burst) / this.#share.perSecond;
  }

  #usedBy(tenantId: string): number {
    const used = this.#used.get(tenantId);
    if (used === undefined) return 0;
    return Math.max(0, used.seconds - ((this.#now() - used.at) / 1000) * this.#share.perSecond);
  }
}
