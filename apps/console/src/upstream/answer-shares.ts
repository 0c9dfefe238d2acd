import { ActiveTenants, ShareExceeded, TenantPauses, TenantSeconds, type Asker, type Pause } from '#service';

/** Seconds of its share that a company may be answered with at once: some eighty pages of a hundred people. */
const BURST_SECONDS = 4;
/** So long a request waits for its company to be within its share again; what would wait longer is refused after it. */
const PATIENCE_MS = 1_000;
/** Whoever asked alone for an hour is not refused for another: of what it owes so many seconds are kept in mind. */
const MOST_OWED_SECONDS = 30;
/** Of one company at once. Beyond, refusals do not wait: who asks on more connections than the pages have does not mind. */
const MOST_WAITING = 200;

interface Timing {
  /** Milliseconds. */
  readonly now?: () => number;
  readonly pause?: Pause;
}

/**
 * The bytes that companies are answered with, of all services together: 64 connections that took one page of 200 large people and entries
 * after the other, some 40 MB a second, had both cores in four processes, and another company's Overview wait for 0.2 s. As long as nobody
 * else asks, nothing is refused.
 */
export class AnswerShares {
  readonly #bytesPerSecond: number;
  readonly #used: TenantSeconds;
  readonly #active: ActiveTenants;
  readonly #pauses: TenantPauses;

  constructor(bytesPerSecond: number, { now = () => performance.now(), pause }: Timing = {}) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#pauses = new TenantPauses(MOST_WAITING, pause);
    this.#used = new TenantSeconds({ perSecond: 1, burst: BURST_SECONDS }, now);
    this.#active = new ActiveTenants(now);
  }

  charge(tenantId: string, bytes: number): void {
    if (this.#used.waitOf(tenantId) < MOST_OWED_SECONDS) this.#used.charge(tenantId, bytes / this.#bytesPerSecond);
  }

  /** @throws ShareExceeded when the company has been answered more than its share, and others ask, too */
  async admit({ tenantId, gone }: Asker): Promise<void> {
    this.#active.note(tenantId);
    const seconds = this.#wantedSeconds(tenantId);
    if (seconds === 0) return;
    await this.#pauses.wait(tenantId, Math.min(PATIENCE_MS, seconds * 1_000), gone);
    const left = this.#wantedSeconds(tenantId);
    if (left > 0) throw new ShareExceeded('answers', left);
  }

  #wantedSeconds(tenantId: string): number {
    return this.#active.hasBeside(tenantId) ? this.#used.waitOf(tenantId) : 0;
  }
}
