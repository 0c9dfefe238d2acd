import { mailDomain, MAX_TENANT_DOMAINS, type AdminAct, type DomainState } from '#contracts';
import { randomBytes } from 'node:crypto';
import { domainFault } from './domain-fault.js';

/** A mail domain of a tenant, and how it was proved. Several tenants may have the same one: each proves it for itself. */
export interface Domain {
  readonly tenantId: string;
  /** As `mailDomain` of the contracts writes it. */
  readonly name: string;
  readonly state: DomainState;
  /** What the TXT record has to say, see {@link challengeOf}. */
  readonly token: string;
  /** Answers without the record, one after the other. */
  readonly failures: number;
  /**
   * `dns`: asked for again each day; `operator`: somebody said so, be it `verified` or `withdrawn`, and nothing is asked; null: nobody
   * has.
   */
  readonly verifiedBy: 'dns' | 'operator' | null;
  /** Why the state is what it is, in the operator's words or ours. */
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly verifiedAt: Date | null;
  /** When name servers last said something, whatever it was. */
  readonly answeredAt: Date | null;
  /** When they are asked next; null: not by itself. */
  readonly nextCheckAt: Date | null;
}

/** What name servers say: the record is there, it is not, or nothing that says either. */
export type DnsAnswer = 'found' | 'absent' | 'unanswered';

/** Answers without the record, one after the other, that withdraw a domain. */
const MAX_FAILURES = 3;

/** Silence for so long counts as one answer without the record: a zone without name servers is nobody's. */
const SILENCE_COUNTS_MS = 7 * 24 * 3_600_000;

export interface CheckTimes {
  readonly everyMs: number;
  /** When nobody answered: sooner than a day, because it is the way that failed. */
  readonly againMs: number;
}

export type DomainRefusal =
  | { readonly code: 'invalid-domain'; readonly fault: string }
  | { readonly code: 'domain-exists' }
  | { readonly code: 'too-many-domains' }
  | { readonly code: 'domain-withdrawn' };

export function addDomain(
  tenantId: string,
  given: string,
  { known, now }: { readonly known: readonly Domain[]; readonly now: Date },
): Domain | DomainRefusal {
  const name = mailDomain(given);
  const fault = domainFault(given);
  if (name === null || fault !== null) return { code: 'invalid-domain', fault: fault ?? 'is no mail domain' };
  if (known.some((domain) => domain.name === name)) return { code: 'domain-exists' };
  if (known.length >= MAX_TENANT_DOMAINS) return { code: 'too-many-domains' };
  return {
    tenantId,
    name,
    state: 'pending',
    failures: 0,
    verifiedBy: null,
    reason: null,
    createdAt: now,
    token: randomBytes(20).toString('base64url'),
    verifiedAt: null,
    answeredAt: null,
    nextCheckAt: now,
  };
}

/** The record to publish. */
export function challengeOf({ name, token }: Pick<Domain, 'name' | 'token'>): {
  readonly name: string;
  readonly type: 'TXT';
  readonly value: string;
} {
  return { name: `_rollcall-challenge.${name}`, type: 'TXT', value: `rollcall-verification=${token}` };
}

/** What an answer of name servers makes of a domain; what an operator has decided is not theirs to change. */
export function afterAnswer(domain: Domain, answer: DnsAnswer, { now, times }: AnswerContext): Domain {
  const next = (ms: number): Date => new Date(now.getTime() + ms);
  if (domain.verifiedBy === 'operator') return domain;
  if (answer === 'found') {
    const verifiedAt = domain.state === 'verified' ? domain.verifiedAt : now;
    const proved = { state: 'verified', verifiedBy: 'dns', failures: 0, reason: null } as const;
    return { ...domain, ...proved, verifiedAt, answeredAt: now, nextCheckAt: next(times.everyMs) };
  }
  if (answer === 'unanswered' && !isSilentForLong(domain, now)) {
    const nextCheckAt = domain.nextCheckAt === null ? null : next(times.againMs);
    return { ...domain, reason: 'no name server gave an answer', nextCheckAt };
  }
  return withoutRecord({ ...domain, answeredAt: now }, next(times.everyMs));
}

export interface AnswerContext {
  readonly now: Date;
  readonly times: CheckTimes;
}

function withoutRecord(domain: Domain, nextCheckAt: Date): Domain {
  const reason = 'the TXT record is not there';
  if (domain.state === 'pending') return { ...domain, reason, nextCheckAt };
  if (domain.state === 'withdrawn') return { ...domain, reason, nextCheckAt: null };
  const failures = domain.failures + 1;
  if (failures < MAX_FAILURES) return { ...domain, state: 'failing', failures, reason, nextCheckAt };
  const withdrawn = { state: 'withdrawn', reason: `${reason}, ${MAX_FAILURES} times in a row` } as const;
  return { ...domain, ...withdrawn, failures, nextCheckAt: null };
}

function isSilentForLong({ answeredAt, createdAt }: Domain, now: Date): boolean {
  return now.getTime() - (answeredAt ?? createdAt).getTime() >= SILENCE_COUNTS_MS;
}

/** What an operator says of a domain, with the reason, holds until an operator says otherwise. */
export function decideDomain(
  domain: Domain,
  { state, reason }: { readonly state: 'verified' | 'withdrawn'; readonly reason: string },
  now: Date,
): Domain {
  const verifiedAt = state === 'verified' ? now : domain.verifiedAt;
  return { ...domain, verifiedBy: 'operator', verifiedAt, state, reason, failures: 0, nextCheckAt: null };
}

/** What the change is called in the events of acts, by its most telling name; null: it is none by itself. */
export function actOn(before: Domain | undefined, after: Domain): AdminAct | null {
  const isProvedAnew = after.state === 'verified' && (!isProved(before) || before?.verifiedBy !== after.verifiedBy);
  if (isProvedAnew) return 'domains.verify';
  if (after.state === 'withdrawn' && before?.state !== 'withdrawn') return 'domains.withdraw';
  return before === undefined ? 'domains.add' : null;
}

function isProved(domain: Domain | undefined): boolean {
  return domain?.state === 'verified' || domain?.state === 'failing';
}
