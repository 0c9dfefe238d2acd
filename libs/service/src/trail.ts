import { shownAs } from './client-address.js';

const MINUTE_MS = 60_000;
/** Lines of a trail in a minute; what exceeds is one more. */
const MAX_LINES = 60;

export type TrailFields = Readonly<Record<string, string | number | undefined>>;

interface Seen {
  readonly fields: TrailFields;
  /** Beyond the first. */
  further: number;
}

/**
 * What anybody can make happen, in few lines: of each kind the first has a line of its own, and a minute later it is told how
 * many more came. Of an address the network alone is shown.
 */
export class Trail {
  readonly #write: (fields: TrailFields, further: number) => void;
  readonly #seen = new Map<string, Seen>();
  #others = 0;
  #minute: NodeJS.Timeout | undefined;

  /** @param write writes a line: of this kind so many more came */
  constructor(write: (fields: TrailFields, further: number) => void) {
    this.#write = write;
  }

  /** @returns how it is told of in a line of its own, as the first of its kind; null: it is only counted */
  note(address: string, what: TrailFields): TrailFields | null {
    this.#minute ??= setTimeout(() => this.#sumUp(), MINUTE_MS).unref();
    const fields = { network: shownAs(address), ...what };
    const key = JSON.stringify(fields);
    const seen = this.#seen.get(key);
    if (seen !== undefined) seen.further += 1;
    else if (this.#seen.size >= MAX_LINES) this.#others += 1;
    else {
      this.#seen.set(key, { fields, further: 0 });
      return fields;
    }
    return null;
  }

  #sumUp(): void {
    this.#minute = undefined;
    for (const { fields, further } of this.#seen.values()) if (further > 0) this.#write(fields, further);
    if (this.#others > 0) this.#write({ network: 'others' }, this.#others);
    this.#seen.clear();
    this.#others = 0;
  }
}
