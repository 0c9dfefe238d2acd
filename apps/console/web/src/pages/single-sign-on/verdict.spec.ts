import { describe, expect, it } from '@jest/globals';
import type { Microsoft, Oidc, Saml, SignOn } from './queries.ts';
import { endingOf, hasFreshTest, judge } from './verdict.ts';

const NOW = new Date('2026-11-24T14:05:00.000Z');
const inDays = (days: number): string => new Date(NOW.getTime() + days * 86_400_000).toISOString();

const oidc: Oidc = {
  on: true,
  cloud: 'global',
  tenantId: 't',
  clientId: 'c',
  secret: { set: true, expiresAt: null },
  testedAt: null,
  testedBy: null,
};
const tested: Oidc = { ...oidc, testedAt: inDays(-1), testedBy: 'a' };
const certificate = (days: number) => ({
  fingerprint: 'f',
  notBefore: inDays(-900),
  notAfter: inDays(days),
  state: days > 0 ? ('valid' as const) : ('expired' as const),
});
const saml: Saml = {
  on: true,
  cloud: 'global',
  tenantId: 't',
  appId: 'a',
  idpInitiated: false,
  entityId: null,
  metadataUrl: null,
  readAt: null,
  fault: null,
  certificates: [certificate(400)],
  testedAt: null,
  testedBy: null,
};
const microsoft: Microsoft = {
  on: true,
  cloud: 'global',
  tenantId: 't',
  proven: false,
  testedAt: null,
  testedBy: null,
};
const NONE: SignOn = {
  redirectUri: '',
  logoutUri: '',
  entityId: '',
  acsUrl: '',
  clouds: ['global'],
  roles: [],
  oidc: null,
  saml: null,
  microsoft: null,
  microsoftApp: { clientId: 'm', cloud: 'global' },
  employees: false,
  enforced: null,
  emergency: { count: 0, advised: 2 },
};
const enforced = { since: inDays(-1), undoUntil: inDays(0), by: 'a' };

describe('whether people can sign in with Entra', () => {
  it.each([
    ['nothing is set', {}, { answer: 'no', code: 'none' }],
    ['a way is set and off', { oidc: { ...oidc, on: false } }, { answer: 'no', code: 'not-on' }],
    ['a way is on', { oidc: tested }, { answer: 'yes', code: 'on' }],
    ['a way is on that nobody has tested', { oidc }, { answer: 'look', code: 'untested' }],
    ['one of two was not tested', { oidc: tested, saml }, { answer: 'look', code: 'untested' }],
    ['nobody has shown whose people come', { microsoft }, { answer: 'no', code: 'unproven' }],
    ['it was shown', { microsoft: { ...microsoft, proven: true } }, { answer: 'yes', code: 'on' }],
    ['it is enforced', { saml, enforced }, { answer: 'yes', code: 'enforced' }],
    ['no certificate is known', { saml: { ...saml, certificates: [] } }, { answer: 'look', code: 'no-certificate' }],
    ['all have expired', { saml: { ...saml, certificates: [certificate(-1)] } }, { answer: 'look', code: 'expired' }],
    [
      'one of two has expired',
      { saml: { ...saml, testedAt: inDays(-1), certificates: [certificate(-1), certificate(90)] } },
      { answer: 'yes', code: 'on' },
    ],
    [
      'the last ends soon',
      { saml: { ...saml, certificates: [certificate(10), certificate(30)] } },
      { answer: 'look', code: 'expires', days: 30 },
    ],
    ['the metadata cannot be read', { saml: { ...saml, fault: 'timed out' } }, { answer: 'look', code: 'fault' }],
    [
      'what has expired is of a way that is off',
      { oidc: tested, saml: { ...saml, on: false, certificates: [certificate(-1)] } },
      { answer: 'yes', code: 'on' },
    ],
    [
      'the secret has expired',
      { oidc: { ...oidc, secret: { set: true, expiresAt: inDays(-1) } } },
      { answer: 'look', code: 'secret-expired' },
    ],
    [
      'the secret ends soon',
      { oidc: { ...oidc, secret: { set: true, expiresAt: inDays(7) } } },
      { answer: 'look', code: 'secret-expires', days: 7 },
    ],
  ] as const)('%s', (_when, change, verdict) => {
    expect(judge({ ...NONE, ...change }, NOW)).toMatchObject(verdict);
  });
});

describe('what ends', () => {
  it.each([
    [
      'a secret, soon',
      { oidc: { ...oidc, secret: { set: true, expiresAt: inDays(7) } } },
      { code: 'secret-expires', days: 7 },
    ],
    [
      'a secret, since yesterday',
      { oidc: { ...oidc, secret: { set: true, expiresAt: inDays(-1) } } },
      { code: 'secret-expired' },
    ],
    ['the last certificate', { saml: { ...saml, certificates: [certificate(3)] } }, { code: 'expires', days: 3 }],
  ] as const)('%s', (_what, change, ending) => {
    expect(endingOf({ ...NONE, ...change }, NOW)).toMatchObject(ending);
  });

  it('is nothing else that is to be looked at', () => {
    expect(endingOf({ ...NONE, saml: { ...saml, fault: 'timed out' } }, NOW)).toBeNull();
    expect(endingOf(NONE, NOW)).toBeNull();
  });
});

describe('a test that is good for enforcing', () => {
  const tested = { testedAt: inDays(-0.01), testedBy: 'ada' };

  it('is one’s own, within the hour, of a way that is on', () => {
    expect(hasFreshTest({ ...NONE, oidc: { ...oidc, ...tested } }, 'ada', NOW)).toBe(true);
  });

  it.each([
    ['somebody else’s', { ...oidc, ...tested, testedBy: 'bea' }],
    ['too old', { ...oidc, ...tested, testedAt: inDays(-0.05) }],
    ['of a way that is off', { ...oidc, ...tested, on: false }],
    ['none', oidc],
  ])('is not %s', (_what, way) => {
    expect(hasFreshTest({ ...NONE, oidc: way }, 'ada', NOW)).toBe(false);
  });
});
