import { v7 as uuid } from 'uuid';
import type { Acting } from './admin-acted.js';
import type { AskDns } from './ask-dns.js';
import { challengeOf, type CheckTimes, type DnsAnswer, type Domain } from './domain.js';
import { DueLook, type DueLookOptions } from './due-look.js';

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

export interface DomainChecksOptions extends DueLookOptions {
  readonly domains: CheckedDomains;
  readonly ask: AskDns;
  readonly times: CheckTimes;
  readonly now?: () => Date;
}

/** Asked at once, and again until fewer are due: name servers of a thousand domains are not asked in one moment. */
const AT_ONCE = 10;
const LOOK_EVERY_MS = 30_000;
/** Longer than ten questions of five seconds and their commits. */
const LEASE_MS = 5 * 60_000;

/** Asks for the records of domains whose day is over: a question takes five seconds at most. */
export class DomainChecks extends DueLook {
  readonly #options: DomainChecksOptions;

  constructor(options: DomainChecksOptions) {
    super({ everyMs: options.lookEveryMs ?? LOOK_EVERY_MS, onFailure: options.onFailure });
    this.#options = options;
  }

  override run(): Promise<number> {
    const now = this.#options.now?.() ?? new Date();
    return this.all(AT_ONCE, async () => {
      const due = await this.#options.domains.claimDue(now, new Date(now.getTime() + LEASE_MS), AT_ONCE);
      await Promise.all(due.map((domain) => this.check(domain)));
      return due.length;
    });
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
