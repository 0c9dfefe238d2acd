import type { EventLine } from './event-line.js';

const WARNING = 40;
const SAME_WITHIN_MS = 10_000;
const KEPT = 500;
const CLOCK = /^\d\d:\d\d:\d\d /;

/** While a broker or a database is away, several processes warn of it many times a second: a person reads it once. */
export class Repeats {
  readonly #seen = new Map<string, { shown: number; held: number }>();

  /** The text to show, or undefined for a warning or error that was shown within the last ten seconds. */
  pass({ level, text }: EventLine, now: number): string | undefined {
    if (level < WARNING) return text;
    const same = text.replace(CLOCK, '');
    const before = this.#seen.get(same);
    if (before !== undefined && now - before.shown < SAME_WITHIN_MS) {
      before.held += 1;
      return undefined;
    }
    if (this.#seen.size >= KEPT) this.#seen.clear();
    this.#seen.set(same, { shown: now, held: 0 });
    return before === undefined || before.held === 0 ? text : `${text} (and ${before.held} times before)`;
  }
}
