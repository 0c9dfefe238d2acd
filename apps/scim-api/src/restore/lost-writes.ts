/** What is compared of a published event. */
export interface PublishedWrite {
  readonly tenantId: string;
  readonly resourceId: string;
  readonly version: number;
  /** `rollcall.UserUpdated` … */
  readonly type: string;
  readonly time: string;
  readonly correlationId: string;
  readonly isDeletion: boolean;
}

export interface LostResource {
  readonly tenantId: string;
  readonly resourceId: string;
  /** The version that the database has; null when it does not have the resource. */
  readonly stored: number | null;
  /** By version: what was published and is not in the database. */
  readonly writes: readonly PublishedWrite[];
}

/**
 * Compares what was published with what a restored database has. A resource that the database does not have, and whose
 * last event is its deletion, has lost nothing. Memory: one entry per resource, one per lost write.
 */
export class LostWrites {
  readonly #stored: ReadonlyMap<string, number>;
  readonly #lost = new Map<string, Map<number, PublishedWrite>>();

  /** @param stored resource id → version, for every resource in the database */
  constructor(stored: ReadonlyMap<string, number>) {
    this.#stored = stored;
  }

  /** Takes the events of one resource in their order; a repetition changes nothing. */
  see(write: PublishedWrite): void {
    const { resourceId, version } = write;
    const stored = this.#stored.get(resourceId);
    if (stored !== undefined && version <= stored) return;
    if (stored === undefined && write.isDeletion) {
      this.#lost.delete(resourceId);
      return;
    }
    const writes = this.#lost.get(resourceId) ?? new Map<number, PublishedWrite>();
    this.#lost.set(resourceId, writes.set(version, write));
  }

  /** The resources that lost something, by tenant and id. */
  list(): LostResource[] {
    return [...this.#lost]
      .map(([resourceId, byVersion]) => {
        const writes = [...byVersion.values()].sort((a, b) => a.version - b.version);
        const tenantId = writes[0]?.tenantId ?? '';
        return { tenantId, resourceId, stored: this.#stored.get(resourceId) ?? null, writes };
      })
      .sort((a, b) => compare(a.tenantId, b.tenantId) || compare(a.resourceId, b.resourceId));
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
