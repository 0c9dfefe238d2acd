import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LoginCookie } from './login-cookie.js';
import { newLogin } from './login-state.js';

const SECRET = randomBytes(32).toString('base64url');
const TENANT = '0199a0c0-0000-7000-8000-000000000001';
const going = { tenantId: TENANT, purpose: 'sign-in', to: '/', account: null, former: null } as const;
const oidc = newLogin(going, { method: 'oidc', state: 's', nonce: 'n', verifier: 'v' });
const saml = newLogin(going, { method: 'saml', requestId: '_1' });
const plain = new LoginCookie(SECRET, 'http://localhost:7306');
const secure = new LoginCookie(SECRET, 'https://console.example');
const pair = (header: string): string => header.split(';')[0] ?? '';

describe('the cookie of a login', () => {
  it('keeps what it was given, and shows none of it', () => {
    const set = plain.set(oidc);
    expect(plain.read(pair(set))).toEqual(oidc);
    expect(Buffer.from(pair(set).split('=')[1] ?? '', 'base64url').toString('latin1')).not.toContain(TENANT);
  });

  it.each([
    [
      'OpenID Connect on loopback',
      plain,
      oidc,
      /^rollcall-login=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    ],
    [
      'OpenID Connect elsewhere',
      secure,
      oidc,
      /^__Host-rollcall-login=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    ],
    ['SAML on loopback', plain, saml, /^rollcall-login=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=None; Secure$/],
    [
      'SAML elsewhere',
      secure,
      saml,
      /^__Host-rollcall-login=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=None; Secure$/,
    ],
  ])('of %s has the rules of its way back', (_what, cookie, state, rules) => {
    expect(cookie.set(state)).toMatch(rules);
  });

  it('ends after ten minutes', () => {
    const header = pair(plain.set(oidc));
    expect(plain.read(header, oidc.expiresAt - 1)).not.toBeNull();
    expect(plain.read(header, oidc.expiresAt)).toBeNull();
  });

  it.each([
    [
      'of another key',
      () => pair(new LoginCookie(randomBytes(32).toString('base64url'), 'http://localhost:7306').set(oidc)),
    ],
    ['that was changed', () => `${pair(plain.set(oidc)).slice(0, -3)}AAA`],
    ['cut short', () => pair(plain.set(oidc)).slice(0, 30)],
    ['that comes twice', () => `${pair(plain.set(oidc))}; ${pair(plain.set(saml))}`],
    ['of nothing', () => 'rollcall-login='],
  ])('is none: one %s', (_what, header) => {
    expect(plain.read(header())).toBeNull();
  });
});
