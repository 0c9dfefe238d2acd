import { setTimeout as timeout } from 'node:timers/promises';
import { ActiveTenants, ShareExceeded, TenantSeconds, type Asker } from '#service';

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
  readonly pause?: typeof pauseFor;
}

/** @throws whatever `gone` is aborted with */
async function pauseFor(ms: number, gone?: AbortSignal): Promise<void> {
  await timeout(ms, undefined, { signal: gone }).catch(() => undefined);
  gone?.throwIfAborted();
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
  readonly #pause: typeof pauseFor;
  readonly #waiting = new Map<string, number>();

  constructor(bytesPerSecond: number, { now = () => performance.now(), pause = pauseFor }: Timing = {}) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#pause = pause;
    this.#used = new TenantSeconds({ perSecond: 1, burst: BURST_SECONDS }, now);
    this.#active = new ActiveTenants(now);
  }

  charge(tenantId: string, bytes: number): void {
    if (this.#used.waitOf(tenantId) < MOST_OWED_SECONDS) this.#used.charge(tenantId, bytes / this.#bytesPerSecond);
  }

  /** @throws ShareExceeded when the company has been answered more than its share, and others ask, too */
  async admit(asker: Asker): Promise<void> {
    const { tenantId } = asker;
    this.#active.note(tenantId);
    const seconds = this.#wantedSeconds(tenantId);
    if (seconds === 0) return;
    await this.#wait(asker, Math.min(PATIENCE_MS, seconds * 1_000));
    const left = this.#wantedSeconds(tenantId);
    if (left > 0) throw new ShareExceeded('answers', left);
  }

  #wantedSeconds(tenantId: string): number {
    return this.#active.hasBeside(tenantId) ? this.#used.waitOf(tenantId) : 0;
  }

  /** @throws whatever `gone` is aborted with */
  async #wait({ tenantId, gone }: Asker, ms: number): Promise<void> {
    const waiting = this.#waiting.get(tenantId) ?? 0;
    if (waiting >= MOST_WAITING) return;
    this.#waiting.set(tenantId, waiting + 1);
    try {
      await this.#pause(ms, gone);
    } finally {
      const left = (this.#waiting.get(tenantId) ?? 1) - 1;
      if (left === 0) this.#waiting.delete(tenantId);
      else this.#waiting.set(tenantId, left);
    }
  }
}
