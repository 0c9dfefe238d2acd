import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds of the longest rest: where the database is slow, a chart is not made slower still. */
const LONGEST_REST_MS = 50;

interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

const CLOCK: Clock = { now: () => performance.now(), pause: (milliseconds) => pause(milliseconds) };

/**
 * Parts of one work beside other work: behind each is a rest as long as it took, so that whoever comes waits for one part, and a core
 * is taken by half. Of what is large the rests are a smaller share, that it is done in its time.
 */
export class Pace {
  readonly #unhurried: number;
  readonly #clock: Clock;
  #units = 0;

  /** @param unhurried units of work up to which the rests are whole */
  constructor(unhurried: number, clock = CLOCK) {
    this.#unhurried = unhurried;
    this.#clock = clock;
  }

  async part<Result>(units: number, work: () => Promise<Result>): Promise<Result> {
    const began = this.#clock.now();
    const result = await work();
    this.#units += units;
    const share = Math.min(1, this.#unhurried / this.#units);
    await this.#clock.pause(Math.min(LONGEST_REST_MS, (this.#clock.now() - began) * share));
    return result;
  }
}
