import { describe, expect, it } from '@jest/globals';
import { MAX_TENANT_DOMAINS } from '#contracts';
import { actOn, addDomain, afterAnswer, challengeOf, decideDomain, type DnsAnswer, type Domain } from './domain.js';

const NOW = new Date('2026-11-24T08:00:00Z');
const DAY = 86_400_000;
const times = { everyMs: DAY, againMs: DAY / 24 };
const later = (days: number): Date => new Date(NOW.getTime() + days * DAY);

function added(given = 'Contoso.Example.', known: readonly Domain[] = []): Domain {
  const domain = addDomain('t', given, { known, now: NOW });
  if ('code' in domain) throw new Error(domain.code);
  return domain;
}

/** One answer a day. */
const after = (domain: Domain, ...answers: readonly DnsAnswer[]): Domain =>
  answers.reduce((one, answer, day) => afterAnswer(one, answer, { now: later(day + 1), times }), domain);

describe('a new domain', () => {
  it('waits for a record of its own', () => {
    const [one, other] = [added(), added()];
    expect(one).toMatchObject({ name: 'contoso.example', state: 'pending', nextCheckAt: NOW });
    expect(challengeOf(one).name).toBe('_rollcall-challenge.contoso.example');
    expect(challengeOf(one).value).not.toBe(challengeOf(other).value);
  });

  it.each(['com', '*.contoso.example', 'it@contoso.example', '192.0.2.1', ''])('is none: %j', (given) => {
    expect(addDomain('t', given, { known: [], now: NOW })).toMatchObject({ code: 'invalid-domain' });
  });

  it('is refused twice, and beyond the most', () => {
    const known = added();
    expect(addDomain('t', 'CONTOSO.example', { known: [known], now: NOW })).toEqual({ code: 'domain-exists' });
    const many = Array.from({ length: MAX_TENANT_DOMAINS }, () => known);
    expect(addDomain('t', 'other.example', { known: many, now: NOW })).toEqual({ code: 'too-many-domains' });
  });
});

describe('name servers', () => {
  it('verify a domain, and are asked again a day later', () => {
    const verified = after(added(), 'absent', 'found');
    expect(verified).toMatchObject({ state: 'verified', verifiedBy: 'dns', nextCheckAt: later(3), reason: null });
  });

  it('withdraw it by three answers in a row without the record, and not by two', () => {
    const verified = after(added(), 'found');
    expect(after(verified, 'absent', 'absent').state).toBe('failing');
    expect(after(verified, 'absent', 'absent', 'found', 'absent', 'absent').state).toBe('failing');
    expect(after(verified, 'absent', 'unanswered', 'absent', 'absent')).toMatchObject({
      state: 'withdrawn',
      nextCheckAt: null,
    });
  });

  it('withdraw nothing by their silence, but for a week of it', () => {
    const verified = after(added(), 'found');
    expect(after(verified, 'unanswered', 'unanswered', 'unanswered', 'unanswered')).toMatchObject({
      state: 'verified',
      failures: 0,
    });
    const silent = (days: number): Domain => afterAnswer(verified, 'unanswered', { now: later(1 + days), times });
    expect(silent(6.9).state).toBe('verified');
    expect(silent(7).state).toBe('failing');
  });

  it('verify again what they withdrew, when they are asked', () => {
    const withdrawn = after(added(), 'found', 'absent', 'absent', 'absent');
    expect(after(withdrawn, 'absent').state).toBe('withdrawn');
    expect(after(withdrawn, 'found')).toMatchObject({ state: 'verified', failures: 0 });
  });

  it('never verify what was never proved by being silent', () => {
    expect(after(added(), 'unanswered', 'absent', 'absent', 'absent', 'absent').state).toBe('pending');
  });
});

describe('an operator', () => {
  it('decides, and name servers have no say in it', () => {
    const verified = decideDomain(added(), { state: 'verified', reason: 'contract 4711' }, NOW);
    expect(verified).toMatchObject({ state: 'verified', verifiedBy: 'operator', nextCheckAt: null });
    expect(after(verified, 'absent', 'absent', 'absent')).toEqual(verified);
    expect(decideDomain(verified, { state: 'withdrawn', reason: 'sold' }, NOW)).toMatchObject({
      state: 'withdrawn',
      verifiedBy: 'operator',
      reason: 'sold',
    });
  });

  it('gives back what an operator withdrew, and nobody else does', () => {
    const withdrawn = decideDomain(after(added(), 'found'), { state: 'withdrawn', reason: 'sold' }, NOW);
    expect(after(withdrawn, 'found', 'unanswered', 'absent')).toEqual(withdrawn);
    expect(decideDomain(withdrawn, { state: 'verified', reason: 'bought' }, NOW).state).toBe('verified');
  });
});

describe('the act on a domain', () => {
  const verified = after(added(), 'found');
  const byOperator = decideDomain(added(), { state: 'verified', reason: 'contract' }, NOW);

  it.each([
    ['is added', undefined, added(), 'domains.add'],
    ['is proved', added(), verified, 'domains.verify'],
    ['is decided before it was added', undefined, byOperator, 'domains.verify'],
    ['is proved by the operator, too', verified, { ...verified, verifiedBy: 'operator' }, 'domains.verify'],
    ['is looked at again', verified, after(verified, 'found'), null],
    ['fails once', verified, after(verified, 'absent'), null],
    ['has its record again', after(verified, 'absent'), after(verified, 'absent', 'found'), null],
    ['fails for the third time', verified, after(verified, 'absent', 'absent', 'absent'), 'domains.withdraw'],
    ['is asked for in vain', added(), after(added(), 'absent'), null],
  ] as const)('that %s', (_what, before, now, act) => {
    expect(actOn(before, now)).toBe(act);
  });
});
