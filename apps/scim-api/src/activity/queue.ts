/** Requests that wait to be stored, at most; and the characters of their lines. */
export const MAX_WAITING = 10_000;
export const MAX_WAITING_CHARACTERS = 16 * 1_024 * 1_024;
/** Minutes of tenants that are counted apart: a database that is away for days is told of all of them in one statement. */
export const MAX_DROPPED = 10_000;

export interface Dropped {
  readonly tenantId: string;
  /** RFC 3339. */
  readonly minute: string;
  readonly requests: number;
}

export interface Waiting {
  readonly tenantId: string;
  readonly line: string;
}

/** What waits to be stored. Full, it takes nothing more and counts: whoever offers never waits. */
export class ActivityQueue {
  #waiting: Waiting[] = [];
  #characters = 0;
  #dropped = new Map<string, Dropped>();
  /** Of each tenant the key that was made last. */
  #lastOf = new Map<string, string>();

  get size(): number {
    return this.#waiting.length;
  }

  get hasNews(): boolean {
    return this.#waiting.length > 0 || this.#dropped.size > 0;
  }

  offer(tenantId: string, line: string, now = Date.now()): boolean {
    const isFull = this.#waiting.length >= MAX_WAITING || this.#characters + line.length > MAX_WAITING_CHARACTERS;
    if (isFull) this.drop(tenantId, now);
    else this.#push({ tenantId, line });
    return !isFull;
  }

  drop(tenantId: string, now = Date.now()): void {
    const minute = new Date(now - (now % 60_000)).toISOString();
    this.#count({ tenantId, minute, requests: 1 });
  }

  /** At most so many, the oldest first. */
  takeLines(most: number): readonly Waiting[] {
    const taken = this.#waiting.splice(0, most);
    for (const { line } of taken) this.#characters -= line.length;
    return taken;
  }

  takeDropped(): readonly Dropped[] {
    const taken = [...this.#dropped.values()];
    this.#dropped = new Map();
    this.#lastOf = new Map();
    return taken;
  }

  /** What could not be stored is the oldest still, and what is too much now is dropped of what came since. */
  giveBack(lines: readonly Waiting[], dropped: readonly Dropped[]): void {
    const newer = this.#waiting;
    this.#waiting = [];
    this.#characters = 0;
    for (const one of dropped) this.#count(one);
    for (const { tenantId, line } of [...lines, ...newer]) this.offer(tenantId, line);
  }

  #push(one: Waiting): void {
    this.#waiting.push(one);
    this.#characters += one.line.length;
  }

  #count({ tenantId, minute, requests }: Dropped): void {
    const key = this.#keyOf(tenantId, minute);
    const known = this.#dropped.get(key);
    this.#dropped.set(key, { tenantId, minute, ...known, requests: (known?.requests ?? 0) + requests });
    this.#lastOf.set(tenantId, key);
  }

  /** Beyond the most a minute is not told apart from the tenant's last one that is: what matters is that some are missing. */
  #keyOf(tenantId: string, minute: string): string {
    const key = `${tenantId} ${minute}`;
    const isRoom = this.#dropped.has(key) || this.#dropped.size < MAX_DROPPED;
    return isRoom ? key : (this.#lastOf.get(tenantId) ?? key);
  }
}
