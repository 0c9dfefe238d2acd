import { describe, expect, it } from '@jest/globals';
import type { SignIn } from '../sessions/session.js';
import { completeWith, type Ports, type Tested, type Vouched } from './complete.js';
import { NO_SIGN_ON, type HeldAgainst, type SignOn } from './settings.js';

const [TENANT, ENTRA, OID] = ['rollcall-tenant', 'entra-tenant', 'ada'];
const asking = { address: '192.0.2.0/24' };
const settings: SignOn = {
  ...NO_SIGN_ON,
  oidc: {
    on: true,
    cloud: 'global',
    tid: ENTRA,
    clientId: 'app',
    secret: 'x',
    secretExpiresAt: null,
    testedAt: null,
    testedBy: null,
    testedRoles: [],
  },
};
const heldAgainst: HeldAgainst = { cloud: 'global', tid: ENTRA, appId: 'app', secret: 'x' };
const ada: Vouched = {
  tenantId: TENANT,
  method: 'oidc',
  purpose: 'sign-in',
  account: null,
  tid: ENTRA,
  oid: OID,
  sid: null,
  name: 'Ada',
  appRoles: ['Rollcall.Auditor'],
  authTime: new Date(),
  heldAgainst,
};

function around(more: Partial<Ports<typeof asking>> = {}) {
  const [begun, ended, tests]: [SignIn[], unknown[], Tested[]] = [[], [], []];
  const complete = completeWith<typeof asking>({
    settingsOf: () => Promise.resolve(settings),
    standingOf: () => Promise.resolve('stands'),
    isAccount: (account, subject) => Promise.resolve(account === 'ada-here' && subject === `${ENTRA}:${OID}`),
    begin: (signIn) => {
      begun.push(signIn);
      return Promise.resolve('token');
    },
    endRoleless: (who) => Promise.resolve(void ended.push(who)),
    recordTest: (test) => Promise.resolve(tests.push(test) > 0),
    ...more,
  });
  const vouch = (change: Partial<Vouched> = {}) => complete({ ...ada, ...change }, asking, null);
  return { vouch, begun, ended, tests };
}

describe('somebody whom Entra vouches for', () => {
  it('has a session, by tenant and object of Entra, with the roles that Entra gives', async () => {
    const { vouch, begun } = around();
    expect(await vouch()).toEqual({ kind: 'session', token: 'token' });
    expect(begun).toMatchObject([
      { tenantId: TENANT, kind: 'oidc', subject: `${ENTRA}:${OID}`, name: 'Ada', roles: ['auditor'], methods: ['fed'] },
    ]);
  });

  it.each([
    ['of another tenant of Entra', { tid: 'other' }, 'stands', 'not-yours'],
    ['by a method that nobody set', { method: 'saml' }, 'stands', 'off'],
    ['where the tenant is suspended', {}, 'suspended', 'suspended'],
    ['where the tenant is gone', {}, 'gone', 'off'],
    ['without a role that is known', { appRoles: ['Other'] }, 'stands', 'no-role'],
    ['as an employee, where the tenant lets none in', { appRoles: ['Rollcall.Employee'] }, 'stands', 'no-role'],
  ] as const)('has none %s', async (_what, change, standing, code) => {
    const { vouch, begun } = around({ standingOf: () => Promise.resolve(standing) });
    expect(await vouch(change)).toEqual({ kind: 'refused', code });
    expect(begun).toEqual([]);
  });

  it('has none by a method that is off, and can test it', async () => {
    const off = { ...settings, oidc: settings.oidc && { ...settings.oidc, on: false } };
    const { vouch, tests } = around({ settingsOf: () => Promise.resolve(off) });
    expect(await vouch()).toEqual({ kind: 'refused', code: 'off' });
    expect(await vouch({ purpose: 'test', account: 'tester' })).toEqual({ kind: 'tested' });
    expect(tests).toEqual([{ tenantId: TENANT, method: 'oidc', account: 'tester', roles: ['auditor'], heldAgainst }]);
  });

  it('has tested nothing where the settings are others by now', async () => {
    const { vouch } = around({ recordTest: () => Promise.resolve(false) });
    expect(await vouch({ purpose: 'test', account: 'tester' })).toEqual({ kind: 'refused', code: 'not-valid' });
  });

  it.each([
    ['the app', { appId: 'another' }],
    ['the cloud', { cloud: 'usgov' }],
    ['the secret', { secret: 'y' }],
  ] as const)('has none where %s is another than the one that the answer was held against', async (_what, change) => {
    const { vouch, begun } = around();
    expect(await vouch({ heldAgainst: { ...heldAgainst, ...change } })).toEqual({ kind: 'refused', code: 'changed' });
    expect(begun).toEqual([]);
  });

  it('has none unasked where the tenant takes such no more', async () => {
    const unasked = { method: 'saml', isUnasked: true, heldAgainst: { ...heldAgainst, secret: null } } as const;
    const tests = { testedAt: null, testedBy: null, testedRoles: [] };
    const saml = { on: true, cloud: 'global', tid: ENTRA, appId: 'app', ...tests } as const;
    const by = (idpInitiated: boolean) =>
      around({ settingsOf: () => Promise.resolve({ ...NO_SIGN_ON, saml: { ...saml, idpInitiated } }) });
    expect(await by(false).vouch(unasked)).toEqual({ kind: 'refused', code: 'off' });
    expect(await by(true).vouch(unasked)).toEqual({ kind: 'session', token: 'token' });
  });

  it('loses what they had when Entra gives no role any more, and not by a test', async () => {
    const { vouch, ended } = around();
    await vouch({ appRoles: [], purpose: 'test', account: 'tester' });
    expect(ended).toEqual([]);
    await vouch({ appRoles: [] });
    expect(ended).toEqual([{ tenantId: TENANT, subject: `${ENTRA}:${OID}` }]);
  });

  it('is not fresh where Entra does not say when', async () => {
    const { vouch, begun } = around();
    await vouch({ authTime: null });
    expect(Date.now() - (begun[0]?.authTime?.getTime() ?? 0)).toBeGreaterThan(305_000);
  });

  it('did not sign in at a time that is yet to come', async () => {
    const { vouch, begun } = around();
    await vouch({ authTime: new Date(Date.now() + 3_600_000) });
    expect(begun[0]?.authTime?.getTime()).toBeLessThanOrEqual(Date.now());
  });
});

describe('a step-up', () => {
  const stepUp = { purpose: 'step-up', account: 'ada-here' } as const;

  it('is the same account’s, and fresh', async () => {
    expect(await around().vouch(stepUp)).toEqual({ kind: 'session', token: 'token' });
  });

  it.each([
    ['another account', { account: 'bea-here' }, 'not-yours'],
    ['another person', { oid: 'bea' }, 'not-yours'],
    ['nobody', { account: null }, 'not-yours'],
    ['a sign-in of six minutes ago', { authTime: new Date(Date.now() - 360_000) }, 'expired'],
    ['a sign-in of which Entra does not say when', { authTime: null }, 'expired'],
  ])('is refused to %s', async (_who, change, code) => {
    expect(await around().vouch({ ...stepUp, ...change })).toEqual({ kind: 'refused', code });
  });
});
