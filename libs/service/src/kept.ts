/**
 * What is kept beside an object as long as that lives: a property that nobody else can name. A WeakMap says the same, and costs
 * its collector more: a request has a dozen of these, and most die young.
 */
export class Kept<Of extends object, Value> {
  readonly #key = Symbol('kept');

  get(of: Of): Value | undefined {
    return (of as Record<symbol, Value | undefined>)[this.#key];
  }

  has(of: Of): boolean {
    return this.get(of) !== undefined;
  }

  set(of: Of, value: Value): void {
    (of as Record<symbol, Value | undefined>)[this.#key] = value;
  }

  /** @returns whether there was one */
  delete(of: Of): boolean {
    if (!this.has(of)) return false;
    (of as Record<symbol, Value | undefined>)[this.#key] = undefined;
    return true;
  }
}
