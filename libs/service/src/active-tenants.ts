/** Milliseconds after its last request for which a tenant counts as one that uses the process. */
const ACTIVE_MS = 1_000;

/** Which tenants use a process at this moment: the last one and the one before it say it of any. */
export class ActiveTenants {
  readonly #now: () => number;
  #last: { readonly tenantId: string; at: number } | undefined;
  #other: { readonly tenantId: string; at: number } | undefined;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  note(tenantId: string): void {
    const at = this.#now();
    if (this.#last?.tenantId === tenantId) {
      this.#last.at = at;
    } else {
      this.#other = this.#last;
      this.#last = { tenantId, at };
    }
  }

  /** Whether another tenant has asked for something in the last second. */
  hasBeside(tenantId: string): boolean {
    const beside = this.#last?.tenantId === tenantId ? this.#other : this.#last;
    return beside !== undefined && this.#now() - beside.at <= ACTIVE_MS;
  }
}

/** Of this process. */
export const activeTenants = new ActiveTenants();
