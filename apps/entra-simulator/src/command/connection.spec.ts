import { describe, expect, it } from '@jest/globals';
import { connectionFromJson, type Connection } from '../session/connection.js';
import { connectionOf, renewed } from './connection.js';

const URL = 'https://target.example/scim';
const TOKENS = 'https://target.example/oauth/token';
const CLIENT: Connection = {
  url: URL,
  kind: 'clientCredentials',
  tokenUrl: TOKENS,
  id: 'c',
  secret: 'old',
  location: 'header',
};
const PRINCIPAL = {
  cloud: 'global',
  tenantId: 't',
  authority: 'http://127.0.0.1',
  subject: 's',
  audience: 'a',
  clientApp: 'c',
  clientClaim: 'appid',
  keys: [{ privateKey: 'p', kid: 'k' }],
  areKeysDown: false,
} as const;
const FEDERATED: Connection = { url: URL, kind: 'federated', tokenUrl: TOKENS, clientId: 'c', ...PRINCIPAL };

const given =
  (values: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    values[name];

describe('a connection', () => {
  const client = { url: URL, 'client-id': 'c', 'token-url': TOKENS };

  it.each<[string, Record<string, string>, object]>([
    ['a token', { url: URL, token: 't' }, { url: URL, kind: 'bearer', token: 't' }],
    ['a secret in the body', { ...client, 'client-secret': 'old' }, { ...CLIENT, location: 'body' }],
    ['a secret by Basic', { ...client, 'client-secret': 'old', 'secret-in': 'header' }, CLIENT],
    [
      'an assertion',
      { ...client, audience: 'a' },
      { kind: 'federated', clientId: 'c', audience: 'a', clientClaim: 'azp' },
    ],
    ['Entra’s own token', { url: URL, method: 'entraToken', cloud: 'china' }, { kind: 'entraToken', cloud: 'china' }],
  ])('is made by %s', async (_, values, expected) => {
    expect(await connectionOf(given(values))).toMatchObject(expected);
  });

  it('is read as earlier versions wrote it', () => {
    const { location: _, ...before } = { ...CLIENT };
    expect(connectionFromJson(JSON.stringify(before))).toEqual({ ...CLIENT, location: 'body' });
    const own = { clientId: 'c', issuer: 'http://127.0.0.1/t/v2.0', audience: 'a', subject: 's', tenantId: 't' };
    const federated = { url: URL, kind: 'federated', tokenUrl: TOKENS, ...own, privateKey: 'p', kid: 'k' };
    expect(connectionFromJson(JSON.stringify(federated))).toMatchObject(FEDERATED);
  });
});

describe('renewed credentials', () => {
  it('are of the kind that they were, at the address where they were', () => {
    expect(renewed({ url: URL, kind: 'bearer', token: 'old' }, given({ token: 'new' }))).toEqual({
      url: URL,
      kind: 'bearer',
      token: 'new',
    });
    expect(renewed(CLIENT, given({ 'client-secret': 'new' }))).toEqual({ ...CLIENT, secret: 'new' });
  });

  it('of a job that signs its tokens are its address alone', () => {
    const url = 'https://moved.example/scim';
    expect(renewed(FEDERATED, given({ url }))).toEqual({ ...FEDERATED, url });
    expect(() => renewed(FEDERATED, given({ token: 'new' }))).toThrow('has no secret');
  });
});
