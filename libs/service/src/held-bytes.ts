export interface BytesLimits {
  /** What may be held at once, of all tenants. */
  readonly all: number;
  /** A tenant's own share: it has so much whatever the others hold. */
  readonly ofTenant: number;
  /** What tenants may hold at most while one of them holds more than its share; the rest is kept for the others' shares. */
  readonly lent: number;
  /** Requests of a tenant that wait for room. */
  readonly waitingOfTenant: number;
}

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

interface Held {
  bytes: number;
  readonly waiting: Waiting[];
}

/**
 * Bytes of memory that requests hold, per tenant. A tenant's own share is there at once; beyond it room is lent, to whoever
 * holds least first, and what was given back goes first to who waits. Pure: no clock, no timers.
 */
export class HeldBytes {
  readonly #limits: BytesLimits;
  readonly #tenants = new Map<string, Held>();
  #all = 0;
  #most = 0;
  #waiting = 0;

  constructor(limits: BytesLimits) {
    this.#limits = limits;
  }

  get all(): number {
    return this.#all;
  }

  /** The most that was held at once since this was asked last. */
  takeMost(): number {
    const most = this.#most;
    this.#most = this.#all;
    return most;
  }

  heldBy(tenantId: string): number {
    return this.#tenants.get(tenantId)?.bytes ?? 0;
  }

  /** Whether a single request of so many bytes can ever be let in. */
  canEverFit(bytes: number): boolean {
    return bytes <= Math.max(this.#limits.lent, this.#limits.ofTenant);
  }

  /** True when the bytes are held from now on: never before what the tenant has waiting. */
  take(tenantId: string, bytes: number): boolean {
    const isFirst = (this.#tenants.get(tenantId)?.waiting.length ?? 0) === 0;
    if (!isFirst || !this.#fits(tenantId, bytes, this.#waiting > 0)) return false;
    this.force(tenantId, bytes);
    return true;
  }

  /** Holds them whether or not there is room: what is done already cannot be refused. */
  force(tenantId: string, bytes: number): void {
    this.#of(tenantId).bytes += bytes;
    this.#all += bytes;
    this.#most = Math.max(this.#most, this.#all);
  }

  /** Calls `begin` once the bytes are held. Returns how to give up; null: too much of the tenant waits. */
  wait(tenantId: string, bytes: number, begin: () => void): (() => void) | null {
    const held = this.#of(tenantId);
    if (held.waiting.length >= this.#limits.waitingOfTenant) return null;
    const waiting: Waiting = { bytes, begin };
    held.waiting.push(waiting);
    this.#waiting += 1;
    return () => {
      const at = held.waiting.indexOf(waiting);
      if (at < 0) return;
      held.waiting.splice(at, 1);
      this.#waiting -= 1;
      this.#forget(tenantId, held);
      // Smaller ones may have waited behind it.
      this.#beginWaiting();
    };
  }

  give(tenantId: string, bytes: number): void {
    const held = this.#of(tenantId);
    held.bytes -= bytes;
    this.#all -= bytes;
    this.#forget(tenantId, held);
    if (this.#waiting > 0) this.#beginWaiting();
  }

  #fits(tenantId: string, bytes: number, isLoanWanted: boolean): boolean {
    const { all, lent, ofTenant } = this.#limits;
    const own = this.heldBy(tenantId) + bytes;
    if (own <= ofTenant) return this.#all + bytes <= all;
    // Somebody waits already, for a loan, too: whoever comes later does not take the room from under it.
    return !isLoanWanted && this.#all + bytes <= lent;
  }

  /** Whoever holds least comes first. Once one does not fit no other is lent anything: it would wait for ever. */
  #beginWaiting(): void {
    let isLoanWanted = false;
    for (const [tenantId, held] of this.#byHeld()) {
      for (let [first] = held.waiting; first !== undefined; [first] = held.waiting) {
        if (!this.#fits(tenantId, first.bytes, isLoanWanted)) {
          isLoanWanted = true;
          break;
        }
        held.waiting.shift();
        this.#waiting -= 1;
        this.force(tenantId, first.bytes);
        first.begin();
      }
    }
  }

  #byHeld(): (readonly [string, Held])[] {
    return [...this.#tenants].filter(([, { waiting }]) => waiting.length > 0).sort(([, a], [, b]) => a.bytes - b.bytes);
  }

  #of(tenantId: string): Held {
    const known = this.#tenants.get(tenantId);
    if (known !== undefined) return known;
    const held: Held = { bytes: 0, waiting: [] };
    this.#tenants.set(tenantId, held);
    return held;
  }

  #forget(tenantId: string, { bytes, waiting }: Held): void {
    if (bytes <= 0 && waiting.length === 0) this.#tenants.delete(tenantId);
  }
}
