/** Sightings kept at most: of more, each second one is forgotten, and those that come are as far apart: an hour's one or two minutes. */
const MOST_SIGHTINGS = 60;

/** An end of the log, when it was seen first and last. */
interface Sighting {
  readonly first: number;
  readonly last: number;
  readonly high: bigint;
}

/** Ends of a partition's log as they were seen, until what was before them is applied. */
export class Sightings {
  #waiting: Sighting[] = [];
  /** Milliseconds between two at least. */
  #apart = 0;
  #upTo: number | null = null;

  add({ at, high }: { readonly at: number; readonly high: bigint }): void {
    const newest = this.#waiting.at(-1);
    if (newest !== undefined && newest.high >= high) {
      this.#waiting[this.#waiting.length - 1] = { ...newest, last: at };
      return;
    }
    const before = this.#waiting.at(-2);
    if (newest !== undefined && before !== undefined && newest.first - before.first < this.#apart) this.#waiting.pop();
    if (this.#waiting.length >= MOST_SIGHTINGS) this.#thin(at - (this.#waiting[0]?.first ?? at));
    this.#waiting.push({ first: at, last: at, high });
  }

  #thin(span: number): void {
    this.#apart = span / (MOST_SIGHTINGS / 2);
    this.#waiting = this.#waiting.filter((_, index) => index % 2 === 0);
  }

  /**
   * Everything before `next` is applied.
   *
   * @returns up to when everything is that was published (too early by the time between two sightings at most), and since
   *   when something was seen to wait (too late by that); null where it is not known, or nothing waits
   */
  pass(next: bigint): { readonly upTo: number | null; readonly since: number | null } {
    this.#upTo = this.#waiting.findLast(({ high }) => high <= next)?.last ?? this.#upTo;
    this.#waiting = this.#waiting.filter(({ high }) => high > next);
    if (this.#waiting.length === 0) this.#apart = 0;
    return { upTo: this.#upTo, since: this.#waiting[0]?.first ?? null };
  }
}
