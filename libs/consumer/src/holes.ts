/** Holes in the log that are being walked over: those of a place one after the other, since the second begins where the first ends. */
export class Holes {
  readonly #walks = new Map<string, Promise<void>>();

  walk(place: string, over: () => Promise<void>): void {
    const before = this.#walks.get(place) ?? Promise.resolve();
    const walk = before.then(over, over).finally(() => {
      if (this.#walks.get(place) === walk) this.#walks.delete(place);
    });
    this.#walks.set(place, walk);
  }

  /** Resolves when all that were found by now are behind. */
  passed(place: string): Promise<void> {
    return this.#walks.get(place) ?? Promise.resolve();
  }
}
