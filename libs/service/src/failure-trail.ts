import { isUuid } from '#postgres';
import type { Logger } from './log.js';
import { Trail, type TrailFields } from './trail.js';

export interface TracedFailure {
  readonly address: string;
  readonly reason: string;
  readonly clientId?: string;
  readonly requestId: string;
}

/** Failed credentials in the log, by network, reason and client. Guesses cannot fill a log so, and of a secret nothing is known here. */
export class FailureTrail {
  readonly #surface: string;
  readonly #logger: Logger;
  readonly #trail = new Trail((fields, further) => this.#write(fields, further));

  constructor(surface: string, logger: Logger) {
    this.#surface = surface;
    this.#logger = logger;
  }

  /** @returns whether it has a line of its own */
  note({ address, reason, clientId, requestId }: TracedFailure): boolean {
    const client = clientId !== undefined && isUuid(clientId.toLowerCase()) ? clientId : undefined;
    const first = this.#trail.note(address, { reason, clientId: client });
    if (first !== null) this.#write({ ...first, requestId }, 1);
    return first !== null;
  }

  #write(fields: TrailFields, failures: number): void {
    this.#logger.warn({ surface: this.#surface, ...fields, failures }, 'credentials failed');
  }
}
