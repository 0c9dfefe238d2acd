import type { FastifyRequest } from 'fastify';
import { metrics } from '@opentelemetry/api';
import { Type, type Static } from 'typebox';
import { isUuid } from '#postgres';
import { clientAddresses, countedAs, shownAs, trustedAddresses, type ClientOf } from './client-address.js';
import { FailureTrail } from './failure-trail.js';
import type { Logger } from './log.js';
import { keepOutOfLog } from './observe-http.js';
import { Problem } from './problem.js';

/** Why a credential is none: a closed list, which is a metric's label. */
export type FailureReason =
  'missing' | 'malformed' | 'unknown' | 'wrong' | 'expired' | 'foreign' | 'forged' | 'unknown-key' | 'revoked';

export interface Failure {
  readonly reason: FailureReason;
  /** Whose it would be, by what was sent; shown where it has the form of an id. */
  readonly clientId?: string;
}

export interface FailedCredentialsOptions {
  /** What is asked of: `scim`, `admin`, `token`, `directory` … */
  readonly surface: string;
  readonly logger: Logger;
  readonly strangers?: StrangerRules;
  /** Who counts them for the audit log. */
  readonly signIns?: SignInNotes;
  /** Milliseconds since some fixed moment. */
  readonly now?: () => number;
}

export interface SignInNotes {
  /** @param failed from where, as a range, and as whom, where that has the form of an id */
  note(failed: {
    readonly surface: string;
    readonly address: string;
    readonly account: string | null;
    readonly reason: FailureReason;
  }): void;
}

export interface StrangerRules {
  readonly clientOf: ClientOf;
  /** Whether it forwards for many. */
  readonly isProxy?: (address: string) => boolean;
  /** Wrong credentials of one address that are answered 401, before others are answered 429. */
  readonly perMinute: number;
}

const FAILED_CREDENTIALS_PER_MINUTE = 60;
const SIGN_INS_WINDOW_MS = 600_000;

/** The variables of every process that asks for credentials; {@link strangerRules} reads them. */
export const STRANGER_SETTINGS = {
  TRUSTED_PROXIES: Type.String({
    default: '',
    description: 'addresses and networks (CIDR), with commas, whose `X-Forwarded-For` is believed',
  }),
  FAILED_CREDENTIALS_PER_MINUTE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: FAILED_CREDENTIALS_PER_MINUTE,
    description: 'wrong credentials of one address that are answered 401; what exceeds is 429',
  }),
  SIGN_INS_WINDOW_MS: Type.Integer({
    minimum: 1_000,
    maximum: 86_400_000,
    default: SIGN_INS_WINDOW_MS,
    description: 'milliseconds of which what one address failed with as one account is one entry of the audit log',
  }),
};

/** @throws ConfigError */
export function strangerRules(
  settings: Omit<Static<Type.TObject<typeof STRANGER_SETTINGS>>, 'SIGN_INS_WINDOW_MS'>,
): StrangerRules {
  return {
    clientOf: clientAddresses(settings.TRUSTED_PROXIES),
    isProxy: trustedAddresses(settings.TRUSTED_PROXIES),
    perMinute: settings.FAILED_CREDENTIALS_PER_MINUTE,
  };
}

/** Addresses that are counted apart at once. */
export const MAX_COUNTERS = 10_000;
const MINUTE_MS = 60_000;

/** 429 to a wrong credential, when too many came from its address. */
export class TooManyFailures extends Problem {
  /** @param retryAfter whole seconds (RFC 9110 §10.2.3) */
  constructor(readonly retryAfter: number) {
    const detail = `Too many wrong credentials came from this address. Repeat after ${retryAfter} s, or send a right one, which is answered at any time.`;
    super(429, 'too-many-failures', detail);
  }
}

interface Counter {
  /** What is left of the allowance at `at`. */
  left: number;
  at: number;
}

/**
 * Counts failed credentials by address. Asked once a credential *has* failed, and never before: no right one meets it. An
 * address may fail `perMinute` times at once, and gets that much back in a minute. Counters stand in the order of their last
 * failure, and one whose allowance is whole again says nothing and makes room; while there is none such among 10,000, further
 * addresses share one: a flood of addresses takes no counter from who guesses.
 */
export class FailedCredentials {
  readonly #options: FailedCredentialsOptions;
  readonly #counters = new Map<string, Counter>();
  readonly #others: Counter;
  readonly #trail: FailureTrail;
  readonly #failures = metrics.getMeter('rollcall.service').createCounter('rollcall_failed_credentials', {
    description: 'Requests without a right credential, by what they asked of, why, and how they were answered',
  });
  readonly #now: () => number;
  readonly #rules: StrangerRules;

  constructor(options: FailedCredentialsOptions) {
    this.#options = options;
    this.#rules = options.strangers ?? { clientOf: clientAddresses(), perMinute: FAILED_CREDENTIALS_PER_MINUTE };
    this.#now = options.now ?? (() => performance.now());
    this.#others = { left: this.#rules.perMinute, at: this.#now() };
    this.#trail = new FailureTrail(options.surface, options.logger);
  }

  /** What the request is answered with: `refused`, the 401 of its surface, or 429. Who sent nothing guessed nothing: 401. */
  refusal<Refused extends Error>(
    request: FastifyRequest,
    failure: Failure,
    refused: Refused,
  ): Refused | TooManyFailures {
    const { surface } = this.#options;
    const { reason } = failure;
    const address = this.#rules.clientOf(request.raw);
    const seconds = reason === 'missing' ? 0 : this.#charge(countedAs(address));
    this.#failures.add(1, { surface, reason, answer: seconds === 0 ? 'refused' : 'slowed' });
    if (!this.#trail.note({ address, ...failure, requestId: request.id })) keepOutOfLog(request);
    // Who sent nothing did not try.
    if (reason !== 'missing') this.#noteSignIn(shownAs(address), failure);
    return seconds === 0 ? refused : new TooManyFailures(seconds);
  }

  /** Whether a failure from its address would be answered 429: what costs much to judge may wait then. Counts nothing. */
  isSlowed({ raw }: FastifyRequest): boolean {
    const counter = this.#counters.get(countedAs(this.#rules.clientOf(raw)));
    return counter !== undefined && this.#leftOf(counter) < 1;
  }

  #noteSignIn(address: string, { reason, clientId = '' }: Failure): void {
    const { surface, signIns } = this.#options;
    // What else is sent as a client's id may be a secret.
    const account = isUuid(clientId.toLowerCase()) ? clientId.toLowerCase() : null;
    signIns?.note({ surface, address, account, reason });
  }

  /** From where it comes, as far as it is kept: the /24 of IPv4, the /48 of IPv6. */
  rangeOf(request: FastifyRequest): string {
    return shownAs(this.#rules.clientOf(request.raw));
  }

  /** Seconds until one more would be answered 401; 0: this one is. */
  #charge(key: string): number {
    const counter = this.#counterOf(key);
    counter.left = this.#leftOf(counter);
    counter.at = this.#now();
    if (counter.left >= 1) {
      counter.left -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil(((1 - counter.left) * MINUTE_MS) / this.#rules.perMinute / 1_000));
  }

  #counterOf(key: string): Counter {
    const known = this.#counters.get(key);
    if (known === undefined && !this.#hasRoom()) return this.#others;
    const counter = known ?? { left: this.#rules.perMinute, at: this.#now() };
    this.#counters.delete(key);
    this.#counters.set(key, counter);
    return counter;
  }

  #hasRoom(): boolean {
    if (this.#counters.size < MAX_COUNTERS) return true;
    for (const [key, oldest] of this.#counters) {
      if (this.#leftOf(oldest) < this.#rules.perMinute) return false;
      this.#counters.delete(key);
      return true;
    }
    return false;
  }

  #leftOf({ left, at }: Counter): number {
    const { perMinute } = this.#rules;
    return Math.min(perMinute, left + ((this.#now() - at) * perMinute) / MINUTE_MS);
  }
}
