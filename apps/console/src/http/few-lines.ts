const MINUTE_MS = 60_000;
/** Lines of a message in a minute; how many more there were the next one says. */
export const MOST_LINES = 10;

interface Log {
  warn(fields: object, message: string): void;
}

/**
 * Lines that anybody can have written, by what they say: the first of a minute, and the first of a later one tells how many were left
 * out. Failed sign-ins are in a metric and in the audit log besides.
 */
export class FewLines {
  readonly #log: Log;
  readonly #now: () => number;
  /** By message, of which there are a handful. */
  readonly #minutes = new Map<string, { readonly began: number; lines: number }>();

  /** @param now milliseconds since some fixed moment */
  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  warn(fields: object, message: string): void {
    const [now, last] = [this.#now(), this.#minutes.get(message)];
    const isSame = last !== undefined && now - last.began < MINUTE_MS;
    const minute = isSame ? last : { began: now, lines: 0 };
    minute.lines += 1;
    this.#minutes.set(message, minute);
    if (minute.lines > MOST_LINES) return;
    const leftOut = isSame || last === undefined ? 0 : Math.max(0, last.lines - MOST_LINES);
    this.#log.warn({ ...fields, ...(leftOut > 0 && { count: leftOut }) }, message);
  }
}
