/**
 * What is kept beside an object as long as that lives: one property that nobody else can name holds all of it. A WeakMap says the
 * same, and costs its collector more: a request has a dozen of these, and most die young. A property for each gave every object a
 * shape of its own, which V8 looks up each time (get by id, of a thread's 100 µs: 4).
 */
export class Kept<Of extends object, Value> {
  readonly #place = places++;

  get(of: Of): Value | undefined {
    return (of as Keeping<Value>)[KEPT]?.[this.#place];
  }

  has(of: Of): boolean {
    return this.get(of) !== undefined;
  }

  set(of: Of, value: Value): void {
    const keeping = of as Keeping<Value>;
    const kept = keeping[KEPT] ?? new Array<Value | undefined>(places);
    kept[this.#place] = value;
    keeping[KEPT] = kept;
  }

  /** @returns whether there was one */
  delete(of: Of): boolean {
    if (!this.has(of)) return false;
    const kept = (of as Keeping<Value>)[KEPT];
    if (kept !== undefined) kept[this.#place] = undefined;
    return true;
  }
}

const KEPT = Symbol('kept');
let places = 0;

/** What is at a place is of the type that the one who has the place says. */
interface Keeping<Value> {
  [KEPT]?: (Value | undefined)[] | undefined;
}
