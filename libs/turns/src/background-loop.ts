/** Until the next run. A number is of milliseconds that a ring ends. */
export type Wait = number | HeldWait;

export interface HeldWait {
  readonly ms: number;
  /** Whether a ring ends the wait: after a failure it may not, or who rings would undo the back-off. */
  readonly untilRung: boolean;
}

export interface BackgroundLoopOptions {
  /** Does what there is to do, and says how long to wait before looking again. */
  readonly runOnce: () => Promise<Wait>;
  /** Told of every failure of `runOnce`. */
  readonly onFailure: (error: unknown) => void;
  readonly afterFailure: Wait | (() => Wait);
  /** Milliseconds before the first run: none. */
  readonly firstMs?: number;
}

/** 24.8 days: of a longer time Node makes one of a millisecond. */
const LONGEST_MS = 2 ** 31 - 1;

/** Runs `runOnce` again and again; knows waiting, being woken and stopping, and nothing else. */
export class BackgroundLoop {
  readonly #options: BackgroundLoopOptions;
  #isStopping = false;
  #isRung = false;
  #wake: ((isRing: boolean) => void) | undefined;
  #running: Promise<void> | undefined;

  constructor(options: BackgroundLoopOptions) {
    this.#options = options;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the current wait, or the next one if it runs right now. */
  ring(): void {
    this.#isRung = true;
    this.#wake?.(true);
  }

  /** Resolves when the run that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake?.(false);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { firstMs = 0 } = this.#options;
    if (firstMs > 0) await this.#pause(firstMs);
    while (!this.#isStopping) {
      this.#isRung = false;
      await this.#pause(await this.#wait());
    }
  }

  async #wait(): Promise<Wait> {
    const { runOnce, onFailure, afterFailure } = this.#options;
    try {
      return await runOnce();
    } catch (error) {
      onFailure(error);
      return typeof afterFailure === 'function' ? afterFailure() : afterFailure;
    }
  }

  async #pause(wait: Wait): Promise<void> {
    const { ms, untilRung } = typeof wait === 'number' ? { ms: wait, untilRung: true } : wait;
    if (ms <= 0 || this.#isStopping || (untilRung && this.#isRung)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, LONGEST_MS));
      this.#wake = (isRing): void => {
        if (isRing && !untilRung) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
