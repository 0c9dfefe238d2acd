/**
 * Milliseconds that computations may hold the event loop between two looks at its sockets. A create looks at them six to eight
 * times: so much longer it takes for each while somebody else computes.
 */
export const TURN_MS = 5;
/** What computes no longer than this goes on, whoever computed before it: a small request waits for no turn. */
const SMALL_MS = 1;

/** The time, and the loop: real ones but in tests. */
export interface LoopClock {
  /** Milliseconds. */
  now(): number;
  /** Runs once the loop has looked at its sockets and timers. */
  afterLoop(run: () => void): void;
}

const LOOP: LoopClock = {
  now: () => performance.now(),
  afterLoop: (run) => {
    setImmediate(run);
  },
};

/** One computation: asks between two of its steps, each of which is short, whether others are to have the loop. */
export interface Turn {
  /**
   * True when `next` is to be awaited before the next step. Asking takes as long as reading the clock (40 ns).
   *
   * @param units of work that the step was, where they are counted
   */
  isOver(units?: number): boolean;
  /** Resolves when the loop has turned, and it is this computation's turn again. */
  next(): Promise<void>;
  /** Runs a stretch of it, and counts for its key how long that held the loop. */
  hold<Result>(stretch: () => Result): Result;
}

/** Hears how long computations of a key have held the loop. */
export type OnSpent = (of: string, ms: number) => void;

/**
 * The computations of one process, which share its only thread.
 *
 * Time counts from the first computation of a round of the loop that is not small, whosesoever: forty that began in one
 * round do not hold it forty times as long. Those that wait go on one per round, a key's oldest first, and the keys in turn: one tenant's forty
 * delay another's by one step and not by forty. Nothing is scheduled while nobody computes.
 */
export class Turns {
  readonly #clock: LoopClock;
  /** By key, in the order of their turns. */
  readonly #waiting = new Map<string, (() => void)[]>();
  /** When the first computation of this round of the loop began; undefined: none has. */
  #begun: number | undefined;
  #isScheduled = false;
  #units = 0;
  #longest = 0;
  readonly #hearing = new Set<OnSpent>();

  constructor(clock: LoopClock = LOOP) {
    this.#clock = clock;
  }

  /** Units of work of all steps that said how many they were. */
  get units(): number {
    return this.#units;
  }

  /** Units of the longest step since this was asked last: what nobody could interrupt. */
  takeLongest(): number {
    const longest = this.#longest;
    this.#longest = 0;
    return longest;
  }

  /** @returns how to hear no more */
  onSpent(hear: OnSpent): () => void {
    this.#hearing.add(hear);
    return () => this.#hearing.delete(hear);
  }

  /**
   * @param of whose computation it is, a tenant's id for one: keys go in turn
   * @param small milliseconds that it may take in any round; 0 for one whose single step is known to be long
   */
  begin(of = '', { small = SMALL_MS }: { readonly small?: number } = {}): Turn {
    let own = this.#clock.now();
    return {
      isOver: (units = 0) => {
        this.#units += units;
        this.#longest = Math.max(this.#longest, units);
        const now = this.#clock.now();
        // Of what is small no round is opened: the loop would turn once more for it, for each batch of writes.
        if (now - own < small) return false;
        return now - this.#roundBegun(own, now) >= TURN_MS;
      },
      next: async () => {
        await this.#wait(of);
        own = this.#clock.now();
      },
      hold: (stretch) => {
        const from = this.#clock.now();
        try {
          return stretch();
        } finally {
          const ms = this.#clock.now() - from;
          for (const hear of this.#hearing) hear(of, ms);
        }
      },
    };
  }

  /** Of a computation that began in this round, and is the first: when it began. */
  #roundBegun(own: number, now: number): number {
    if (this.#begun === undefined) {
      this.#begun = Math.max(own, now - TURN_MS);
      this.#schedule();
    }
    return this.#begun;
  }

  #wait(of: string): Promise<void> {
    return new Promise((resolve) => {
      const own = this.#waiting.get(of);
      if (own === undefined) this.#waiting.set(of, [resolve]);
      else own.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#clock.afterLoop(() => {
      this.#isScheduled = false;
      this.#begun = undefined;
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [of, own] = next;
      const resume = own.shift();
      // To the end of the Map's order: the other keys come first before this one's turn comes again.
      this.#waiting.delete(of);
      if (own.length > 0) this.#waiting.set(of, own);
      this.#begun = this.#clock.now();
      this.#schedule();
      resume?.();
    });
  }
}

/** Of this process. */
export const turns = new Turns();
