import { describe, expect, it } from '@jest/globals';
import type { Reader } from './reader.js';
import { grantedAudience, readTokenRequest } from './token-request.js';

const GRANT = { grant_type: 'client_credentials' };
const ASSERTION = {
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: 'x.y.z',
};
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('a token request', () => {
  it('authenticates by header, both halves form-encoded', () => {
    expect(readTokenRequest(basic('cl%3Aient:s%2Be+cret'), GRANT)).toMatchObject({
      ok: true,
      clientId: 'cl:ient',
      proof: { method: 'clientSecret', secret: 's+e cret' },
    });
  });

  it('authenticates by body', () => {
    const body = { ...GRANT, client_id: 'a', client_secret: 'b', audience: 'audit' };
    expect(readTokenRequest(undefined, body)).toEqual({
      ok: true,
      clientId: 'a',
      proof: { method: 'clientSecret', secret: 'b' },
      audience: 'audit',
    });
  });

  it('authenticates by an assertion of its client', () => {
    const body = { ...GRANT, client_id: 'a', ...ASSERTION };
    expect(readTokenRequest(undefined, body)).toMatchObject({
      ok: true,
      clientId: 'a',
      proof: { method: 'federated', assertion: 'x.y.z' },
    });
  });

  it('may say whose it is beside the header, too', () => {
    expect(readTokenRequest(basic('a:b'), { ...GRANT, client_id: 'a' })).toMatchObject({ ok: true, clientId: 'a' });
    expect(readTokenRequest(basic('a:b'), { ...GRANT, client_id: 'A' })).toMatchObject({ ok: true, clientId: 'a' });
  });

  it.each([
    ['a body that is no form', basic('a:b'), null, 'invalid_request'],
    ['no grant type', basic('a:b'), {}, 'invalid_request'],
    ['another grant type', basic('a:b'), { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a parameter given twice', basic('a:b'), { ...GRANT, audience: ['a', 'b'] }, 'invalid_request'],
    ['two ways to authenticate', basic('a:b'), { ...GRANT, client_secret: 'b' }, 'invalid_request'],
    ['header and assertion', basic('a:b'), { ...GRANT, ...ASSERTION }, 'invalid_request'],
    [
      'secret and assertion',
      undefined,
      { ...GRANT, client_id: 'a', client_secret: 'b', ...ASSERTION },
      'invalid_request',
    ],
    ['an assertion of no type', undefined, { ...GRANT, client_id: 'a', client_assertion: 'x.y.z' }, 'invalid_request'],
    ['a type without an assertion', undefined, { ...GRANT, ...ASSERTION, client_assertion: '' }, 'invalid_request'],
    ['two clients', basic('a:b'), { ...GRANT, client_id: 'c' }, 'invalid_request'],
    ['an assertion of nobody', undefined, { ...GRANT, ...ASSERTION }, 'invalid_client'],
    ['no client', undefined, GRANT, 'invalid_client'],
    ['another scheme', 'Bearer x', GRANT, 'invalid_client'],
    ['Basic without a colon', basic('ab'), GRANT, 'invalid_client'],
    ['Basic that is not well encoded', basic('%zz:b'), GRANT, 'invalid_client'],
  ])('is refused with %s', (_what, authorization, body, error) => {
    expect(readTokenRequest(authorization, body)).toMatchObject({ ok: false, error });
  });
});

describe('the audience of a token', () => {
  const reader: Reader = {
    id: 'r',
    tenantId: 't',
    name: 'HR',
    audiences: ['directory', 'audit'],
    roles: [],
    scopes: ['directory:read'],
    tokenLifetime: 60,
    createdAt: new Date(0),
    revokedAt: null,
  };

  it('is the one that is asked for, with or without the prefix', () => {
    expect(grantedAudience(reader, 'audit')).toBe('audit');
    expect(grantedAudience(reader, 'rollcall:directory')).toBe('directory');
  });

  it('may be left out by a reader that has one', () => {
    expect(grantedAudience({ ...reader, audiences: ['audit'] }, undefined)).toBe('audit');
    expect(grantedAudience(reader, undefined)).toMatchObject({ error: 'invalid_request' });
  });

  it('is refused when the reader does not have it', () => {
    expect(grantedAudience(reader, 'notifier')).toMatchObject({ error: 'invalid_target' });
    expect(grantedAudience(reader, 'everything')).toMatchObject({ error: 'invalid_target' });
  });
});
