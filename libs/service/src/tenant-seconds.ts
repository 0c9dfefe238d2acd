export interface SecondsShare {
  /** Seconds of work that a tenant may have per second. */
  readonly perSecond: number;
  /** Seconds that it may have used beyond that before they count. */
  readonly burst: number;
}

const MAX_TENANTS = 10_000;
/** Milliseconds after which a tenant that works on counts as the one that worked last. */
const REORDERED_AFTER_MS = 1_000;

/** What each tenant has used of its share of seconds: a bucket that leaks at the share's rate. */
export class TenantSeconds {
  readonly #used = new Map<string, { seconds: number; at: number }>();

  constructor(
    private readonly share: SecondsShare,
    /** Milliseconds. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  charge(tenantId: string, seconds: number): void {
    const now = this.now();
    const used = this.#usedBy(tenantId) + seconds;
    const known = this.#used.get(tenantId);
    if (known !== undefined && now - known.at < REORDERED_AFTER_MS) {
      Object.assign(known, { seconds: used, at: now });
      return;
    }
    this.#used.delete(tenantId);
    if (this.#used.size >= MAX_TENANTS) this.#used.delete(this.#used.keys().next().value ?? '');
    this.#used.set(tenantId, { seconds: used, at: now });
  }

  /** Seconds until the tenant is within its share again; 0: it is. */
  waitOf(tenantId: string): number {
    return Math.max(0, this.#usedBy(tenantId) - this.share.burst) / this.share.perSecond;
  }

  #usedBy(tenantId: string): number {
    const used = this.#used.get(tenantId);
    if (used === undefined) return 0;
    return Math.max(0, used.seconds - ((this.now() - used.at) / 1000) * this.share.perSecond);
  }
}
