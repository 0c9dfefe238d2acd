/**
 * What waits to be written, per tenant; tenants are served in turn, so that one that sends much does not keep others
 * waiting. Bounded: what does not fit is refused by the caller.
 */
export class Turns<Item> {
  readonly #waiting = new Map<string, Item[]>();
  #size = 0;

  constructor(
    private readonly limits: { readonly items: number; readonly perTenant: number; readonly perBatch: number },
    /** True for an item that shares a transaction with no other. */
    private readonly travelsAlone: (item: Item) => boolean,
  ) {}

  get size(): number {
    return this.#size;
  }

  /** False when it, or the tenant's part of it, is full: nothing was added. */
  add(tenantId: string, item: Item): boolean {
    const list = this.#waiting.get(tenantId);
    if (this.#size >= this.limits.items || (list?.length ?? 0) >= this.limits.perTenant) return false;
    if (list === undefined) this.#waiting.set(tenantId, [item]);
    else list.push(item);
    this.#size += 1;
    return true;
  }

  /** What a batch did not take: before what came behind it, when the tenant's turn comes again. */
  putBack(tenantId: string, items: readonly Item[]): void {
    if (items.length === 0) return;
    this.#waiting.set(tenantId, [...items, ...(this.#waiting.get(tenantId) ?? [])]);
    this.#size += items.length;
  }

  /** The next batch: of one tenant, oldest first, at most `perBatch`; an item that travels alone is a batch of one. */
  next(): { readonly tenantId: string; readonly items: readonly Item[] } | undefined {
    for (const [tenantId, list] of this.#waiting) {
      const items = list.splice(0, this.#length(list));
      // To the end of the Map's order: the others come first before this tenant's turn comes again.
      this.#waiting.delete(tenantId);
      if (list.length > 0) this.#waiting.set(tenantId, list);
      this.#size -= items.length;
      return { tenantId, items };
    }
    return undefined;
  }

  /** Takes out what is too old, of every tenant; the oldest are first. */
  takeOverdue(isOverdue: (item: Item) => boolean): Item[] {
    const overdue: Item[] = [];
    for (const [tenantId, list] of this.#waiting) {
      const fresh = list.findIndex((item) => !isOverdue(item));
      overdue.push(...list.splice(0, fresh === -1 ? list.length : fresh));
      if (list.length === 0) this.#waiting.delete(tenantId);
    }
    this.#size -= overdue.length;
    return overdue;
  }

  #length(list: readonly Item[]): number {
    const alone = list.findIndex((item) => this.travelsAlone(item));
    if (alone === 0) return 1;
    return Math.min(alone === -1 ? list.length : alone, this.limits.perBatch);
  }
}
