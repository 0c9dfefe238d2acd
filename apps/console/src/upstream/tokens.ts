import { BoundedMap } from '#service';
import type { Approved } from '../approvals/approval.js';
import type { Session } from '../sessions/session.js';
import type { Exchange } from './exchange.js';

/** So long before its end a token is not used any more: it must still be good where it arrives. */
const MARGIN_MS = 30_000;
/** Of a session and an audience each. */
export const MOST_TOKENS = 5_000;

interface Known {
  readonly token: Promise<string>;
  until: number;
}

/** What the console's sessions are known by at the services: got once for each session and audience, and kept while it is good. */
export class Tokens {
  readonly #exchange: Exchange;
  readonly #now: () => number;
  readonly #known = new BoundedMap<string, Known>(MOST_TOKENS);

  constructor(exchange: Exchange, now: () => number = Date.now) {
    this.#exchange = exchange;
    this.#now = now;
  }

  /** @param granted of an operator: the tenant to be looked at, by its grant */
  of(session: Session, audience: string, granted?: string): Promise<string> {
    const key = keyOf(session, audience, granted);
    const known = this.#known.get(key);
    if (known !== undefined && this.#now() < known.until) return known.token;
    return this.#get(key, () => this.#exchange(session, audience, { granted }));
  }

  /** For one act, and not kept: whoever asks again has to be let do it again. */
  async once(session: Session, audience: string, approved: Approved): Promise<string> {
    return (await this.#exchange(session, audience, { approved })).token;
  }

  /** One that was not taken, though it should be good. */
  drop(session: Session, audience: string, granted?: string): void {
    this.#known.delete(keyOf(session, audience, granted));
  }

  #get(key: string, exchange: () => ReturnType<Exchange>): Promise<string> {
    const asked = exchange();
    // While it is being got, everybody else waits for the same.
    const known: Known = { token: asked.then(({ token }) => token), until: Number.POSITIVE_INFINITY };
    this.#known.set(key, known);
    asked.then(
      ({ seconds }) => (known.until = this.#now() + seconds * 1_000 - MARGIN_MS),
      () => {
        if (this.#known.get(key) === known) this.#known.delete(key);
      },
    );
    return known.token;
  }
}

/** What somebody may is in the token: given or taken away, the next one says so. */
function keyOf({ id, account }: Session, audience: string, granted = ''): string {
  return `${id} ${audience} ${granted} ${account.seesSensitive}`;
}
