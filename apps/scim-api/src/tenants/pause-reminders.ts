import { v7 as uuid } from 'uuid';
import { BackgroundLoop } from '#turns';
import type { Acting } from './admin-acted.js';

export interface PauseRemindersOptions {
  /** Of the store, what the look needs. */
  readonly lives: { remindOne(acting: Acting): Promise<boolean> };
  readonly lookEveryMs?: number;
  readonly onFailure: (error: unknown) => void;
}

/** A reminder comes once a day: a minute more is nothing. */
const LOOK_EVERY_MS = 60_000;

/** Has it told each day of connections that somebody paused and forgot; of several replicas each reminder is one's. */
export class PauseReminders {
  readonly #options: PauseRemindersOptions;
  readonly #loop: BackgroundLoop;

  constructor(options: PauseRemindersOptions) {
    this.#options = options;
    const { lookEveryMs = LOOK_EVERY_MS, onFailure } = options;
    const runOnce = (): Promise<number> => this.run().then(() => lookEveryMs);
    this.#loop = new BackgroundLoop({ firstMs: lookEveryMs, runOnce, onFailure, afterFailure: lookEveryMs });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** All that are due now; returns how many were told. */
  async run(): Promise<number> {
    let told = 0;
    while (!this.#loop.isStopping && (await this.#options.lives.remindOne(byClock()))) told += 1;
    return told;
  }
}

function byClock(): Acting {
  return { requestId: uuid(), traceparent: null, reason: null, type: 'clock' };
}
