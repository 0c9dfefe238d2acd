import { setTimeout as timeout } from 'node:timers/promises';

/** @throws whatever `gone` is aborted with */
export type Pause = (ms: number, gone?: AbortSignal) => Promise<unknown>;

async function pauseFor(ms: number, gone?: AbortSignal): Promise<void> {
  await timeout(ms, undefined, { signal: gone }).catch(() => undefined);
  gone?.throwIfAborted();
}

/** Has requests of who asks too much wait before they are refused, of each tenant so many at once. */
export class TenantPauses {
  readonly #most: number;
  readonly #pause: Pause;
  readonly #waiting = new Map<string, number>();

  constructor(mostOfTenant: number, pause: Pause = pauseFor) {
    this.#most = mostOfTenant;
    this.#pause = pause;
  }

  /** As many of the tenant wait as may. */
  isFull(tenantId: string): boolean {
    return (this.#waiting.get(tenantId) ?? 0) >= this.#most;
  }

  /** Not at all where as many wait. @throws whatever `gone` is aborted with */
  async wait(tenantId: string, ms: number, gone?: AbortSignal): Promise<void> {
    if (this.isFull(tenantId)) return;
    this.#waiting.set(tenantId, (this.#waiting.get(tenantId) ?? 0) + 1);
    try {
      await this.#pause(ms, gone);
    } finally {
      const left = (this.#waiting.get(tenantId) ?? 1) - 1;
      if (left === 0) this.#waiting.delete(tenantId);
      else this.#waiting.set(tenantId, left);
    }
  }
}
