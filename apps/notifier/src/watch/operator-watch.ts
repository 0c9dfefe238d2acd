import { BackgroundLoop } from '#turns';
import { judge, type Memory, type Situation, type Symptom } from './situation.js';
import type { Watched } from './watched.js';

export interface OperatorWatchOptions {
  readonly watched: readonly Watched[];
  readonly ask: (watched: Watched) => Promise<readonly Symptom[]>;
  /** Writes the mail that is due, if one is. */
  readonly tell: (situation: Situation, now: Date) => Promise<void>;
  readonly everyMs: number;
  readonly patienceMs: number;
  readonly now: () => Date;
  readonly onFailure: (error: unknown) => void;
}

/** Asks every process how it is, each minute, and tells the operator. */
export class OperatorWatch {
  readonly #options: OperatorWatchOptions;
  readonly #loop: BackgroundLoop;
  #memory: Memory = new Map();

  constructor(options: OperatorWatchOptions) {
    this.#options = options;
    const { onFailure, everyMs } = options;
    this.#loop = new BackgroundLoop({ runOnce: () => this.runOnce(), onFailure, afterFailure: everyMs });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async runOnce(): Promise<number> {
    const { watched, ask, tell, everyMs, patienceMs, now } = this.#options;
    const symptoms = (await Promise.all(watched.map(ask))).flat();
    const at = now();
    const situation = judge(symptoms, this.#memory, { now: at, patienceMs });
    this.#memory = situation.memory;
    await tell(situation, at);
    return everyMs;
  }
}
