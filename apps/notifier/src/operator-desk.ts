import type { Pool } from 'pg';
import type { OperatorSettings } from './config.js';
import { tellOperator } from './settling/tell-operator.js';
import { askReadiness } from './watch/ask.js';
import { OperatorWatch } from './watch/operator-watch.js';

export interface OperatorDeskParts {
  readonly pool: Pool;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  readonly now: () => Date;
}

/** Puts the watch over all processes, this one included, together with the deliveries that tell the operator. */
export class OperatorDesk {
  readonly #settings: OperatorSettings;
  readonly #parts: OperatorDeskParts;
  #watch: OperatorWatch | undefined;

  constructor(settings: OperatorSettings, parts: OperatorDeskParts) {
    this.#settings = settings;
    this.#parts = parts;
  }

  /** @param ownUrl this process's own, which is asked as the others are: where it answers with reasons */
  start(ownUrl: string): void {
    const { watched, watchEveryMs, patienceMs, everyMs, recipient } = this.#settings;
    const { pool, log, now } = this.#parts;
    const own = { name: 'notifier', url: `${ownUrl}/readyz` };
    this.#watch = new OperatorWatch({
      watched: [own, ...watched.filter(({ name, url }) => url !== own.url && name !== own.name)],
      ask: (process) => askReadiness(process),
      tell: async (situation, at) => {
        const notice = await tellOperator(pool, situation, { recipient, everyMs, now: at });
        if (notice === 'trouble' || notice === 'clear') {
          log.info({ notice, troubles: situation.troubles.length }, 'a mail to the operator was made');
        }
      },
      everyMs: watchEveryMs,
      patienceMs,
      now,
      onFailure: (error) => log.error({ err: error }, 'the operator could not be told'),
    });
    this.#watch.start();
  }

  async stop(): Promise<void> {
    await this.#watch?.stop();
  }
}
