interface UnderWay<Found> {
  /** When it is over, however it ends. */
  readonly over: Promise<unknown>;
  /** Of all who came meanwhile. */
  next: Promise<Found> | null;
}

/**
 * Looks for what many ask at once: one look for a key is under way at a time, and whoever comes meanwhile shares the next one. So
 * everybody is told what was there after they had asked, and 64 requests of one session are two questions.
 */
export class SharedLooks<Found> {
  readonly #look: (key: string) => Promise<Found>;
  readonly #underWay = new Map<string, UnderWay<Found>>();

  constructor(look: (key: string) => Promise<Found>) {
    this.#look = look;
  }

  of(key: string): Promise<Found> {
    const underWay = this.#underWay.get(key);
    if (underWay === undefined) return this.#begin(key);
    underWay.next ??= underWay.over.then(() => this.#begin(key));
    return underWay.next;
  }

  #begin(key: string): Promise<Found> {
    const found = this.#look(key);
    const underWay: UnderWay<Found> = { over: found.catch(() => undefined), next: null };
    this.#underWay.set(key, underWay);
    void underWay.over.then(() => {
      if (underWay.next === null) this.#underWay.delete(key);
    });
    return found;
  }
}
