interface Asking<Row> {
  readonly resolve: (row: Row | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Keys of a statement: however many wait, the next ones wait for another. */
const MAX_KEYS = 500;

/**
 * Looks up many by one statement at a time: what is asked for while one runs goes with the next. So look-ups take one
 * connection and no more, whoever asks for how many, and each is answered in the time of two statements.
 */
export class Gathered<Row> {
  readonly #ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>;
  readonly #waiting = new Map<string, Asking<Row>[]>();
  #isRunning = false;

  /** @param ask the rows of those keys that there are */
  constructor(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>) {
    this.#ask = ask;
  }

  find(key: string): Promise<Row | undefined> {
    return new Promise((resolve, reject) => {
      const asking = { resolve, reject };
      const others = this.#waiting.get(key);
      if (others === undefined) this.#waiting.set(key, [asking]);
      else others.push(asking);
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.size > 0) {
      const now = [...this.#waiting].slice(0, MAX_KEYS);
      for (const [key] of now) this.#waiting.delete(key);
      try {
        const rows = await this.#ask(now.map(([key]) => key));
        for (const [key, all] of now) for (const { resolve } of all) resolve(rows.get(key));
      } catch (error) {
        for (const [, all] of now) for (const { reject } of all) reject(error);
      }
    }
    this.#isRunning = false;
  }
}
