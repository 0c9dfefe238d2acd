import { eachForItself } from '#postgres';

export interface TendingLog {
  warn(fields: object, message: string): void;
}

/** What is done beside the recording, one task after the other, and never twice at once. */
export class Tending {
  readonly #tasks: readonly (() => Promise<void>)[];
  readonly #log: TendingLog;
  readonly #timer: NodeJS.Timeout;
  #underWay: Promise<void> | undefined;
  #hasFailed = false;

  constructor(tasks: readonly (() => Promise<void>)[], everyMs: number, log: TendingLog) {
    this.#tasks = tasks;
    this.#log = log;
    this.#timer = setInterval(() => void this.run(), everyMs);
    this.#timer.unref();
  }

  /** A round, or the one that is under way. */
  run(): Promise<void> {
    this.#underWay ??= this.#run().finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#underWay;
  }

  async #run(): Promise<void> {
    try {
      await eachForItself(this.#tasks, (task) => task());
      this.#hasFailed = false;
    } catch (err) {
      if (!this.#hasFailed) this.#log.warn({ err }, 'gaps and cycles of the activity wait');
      this.#hasFailed = true;
    }
  }
}
