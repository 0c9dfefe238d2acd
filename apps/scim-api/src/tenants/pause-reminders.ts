import { v7 as uuid } from 'uuid';
import type { Acting } from './admin-acted.js';
import { DueLook, type DueLookOptions } from './due-look.js';

export interface PauseRemindersOptions extends DueLookOptions {
  /** Of the store, what the look needs. */
  readonly lives: { remindOne(acting: Acting): Promise<boolean> };
}

/** A reminder comes once a day: a minute more is nothing. */
const LOOK_EVERY_MS = 60_000;

/** Has it told each day of connections that somebody paused and forgot. */
export class PauseReminders extends DueLook {
  readonly #lives: PauseRemindersOptions['lives'];

  constructor({ lives, lookEveryMs = LOOK_EVERY_MS, onFailure }: PauseRemindersOptions) {
    super({ everyMs: lookEveryMs, onFailure });
    this.#lives = lives;
  }

  override run(): Promise<number> {
    return this.all(1, async () => Number(await this.#lives.remindOne(byClock())));
  }
}

function byClock(): Acting {
  return { requestId: uuid(), traceparent: null, reason: null, type: 'clock' };
}
