import { shownAs } from './client-address.js';
import type { Logger } from './log.js';

const MINUTE_MS = 60_000;
/** Lines of a surface in a minute; what exceeds is one more. */
const MAX_LINES = 60;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface TracedFailure {
  readonly address: string;
  readonly reason: string;
  readonly clientId?: string;
  readonly requestId: string;
}

interface Seen {
  readonly fields: Readonly<Record<string, string | undefined>>;
  /** Beyond what was written. */
  further: number;
}

/**
 * Failed credentials in the log: of each network, reason and client the first at once, and a minute later how many more came.
 * Guesses cannot fill a log so. Nothing of a secret is known here, and of an address the network alone is shown.
 */
export class FailureTrail {
  readonly #seen = new Map<string, Seen>();
  #lines = 0;
  #others = 0;
  #minute: NodeJS.Timeout | undefined;

  constructor(
    private readonly surface: string,
    private readonly logger: Logger,
  ) {}

  /** @returns whether it has a line of its own */
  note({ address, reason, clientId, requestId }: TracedFailure): boolean {
    this.#minute ??= setTimeout(() => this.#sumUp(), MINUTE_MS).unref();
    const client = clientId !== undefined && UUID.test(clientId) ? clientId : undefined;
    const fields = { network: shownAs(address), reason, clientId: client };
    const key = JSON.stringify(fields);
    const seen = this.#seen.get(key);
    if (seen !== undefined) seen.further += 1;
    else if (this.#lines >= MAX_LINES) this.#others += 1;
    else {
      this.#seen.set(key, { fields, further: 0 });
      this.#write({ ...fields, requestId }, 1);
      return true;
    }
    return false;
  }

  #sumUp(): void {
    this.#minute = undefined;
    for (const { fields, further } of this.#seen.values()) if (further > 0) this.#write(fields, further);
    if (this.#others > 0) this.#write({ network: 'others' }, this.#others);
    this.#seen.clear();
    this.#lines = 0;
    this.#others = 0;
  }

  #write(fields: object, failures: number): void {
    this.#lines += 1;
    this.logger.warn({ surface: this.surface, ...fields, failures }, 'credentials failed');
  }
}
