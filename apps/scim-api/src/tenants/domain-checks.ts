import { v7 as uuid } from 'uuid';
import { BackgroundLoop } from '#turns';
import type { Acting } from './admin-acted.js';
import type { AskDns } from './ask-dns.js';
import { challengeOf, type CheckTimes, type DnsAnswer, type Domain } from './domain.js';

type Due = Pick<Domain, 'tenantId' | 'name' | 'token'>;

/** Of the store, what the daily look needs. */
export interface CheckedDomains {
  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<Due[]>;
  answered(
    due: Due,
    answer: DnsAnswer,
    context: { readonly now: Date; readonly times: CheckTimes; readonly acting: Acting },
  ): Promise<Domain | null>;
}

export interface DomainChecksOptions {
  readonly domains: CheckedDomains;
  readonly ask: AskDns;
  readonly times: CheckTimes;
  readonly now?: () => Date;
  /** How often it is seen whether any are due, in milliseconds. */
  readonly lookEveryMs?: number;
  readonly onFailure: (error: unknown) => void;
}

/** Asked at once, and again until fewer are due: name servers of a thousand domains are not asked in one moment. */
const AT_ONCE = 10;
const LOOK_EVERY_MS = 30_000;
/** Longer than ten questions of five seconds and their commits. */
const LEASE_MS = 5 * 60_000;

/** Asks for the records of domains whose day is over; of several replicas each domain is one's. */
export class DomainChecks {
  readonly #options: DomainChecksOptions;
  readonly #loop: BackgroundLoop;

  constructor(options: DomainChecksOptions) {
    this.#options = options;
    const { lookEveryMs = LOOK_EVERY_MS, onFailure } = options;
    const runOnce = (): Promise<number> => this.run().then(() => lookEveryMs);
    this.#loop = new BackgroundLoop({ firstMs: lookEveryMs, runOnce, onFailure, afterFailure: lookEveryMs });
  }

  start(): void {
    this.#loop.start();
  }

  /** Resolves when the look that is under way has ended: a question takes five seconds at most. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** All that are due now; returns how many were asked for. */
  async run(): Promise<number> {
    const now = this.#options.now?.() ?? new Date();
    let asked = 0;
    for (;;) {
      const due = await this.#options.domains.claimDue(now, new Date(now.getTime() + LEASE_MS), AT_ONCE);
      await Promise.all(due.map((domain) => this.check(domain)));
      asked += due.length;
      if (due.length < AT_ONCE || this.#loop.isStopping) return asked;
    }
  }

  /** One domain, now; null where it is not there any more. */
  async check(domain: Due, acting: Acting = byNameServers()): Promise<Domain | null> {
    const { domains, ask, times } = this.#options;
    const answer = await ask(challengeOf(domain));
    return domains.answered(domain, answer, { now: this.#options.now?.() ?? new Date(), times, acting });
  }
}

function byNameServers(): Acting {
  return { requestId: uuid(), traceparent: null, reason: null, type: 'name-server' };
}
