import { describe, expect, it } from '@jest/globals';
import { renewed } from './connection.js';
import type { Connection } from '../session/state-folder.js';

const URL = 'https://target.example/scim';
const TOKENS = 'https://target.example/oauth/token';
const CLIENT: Connection = { url: URL, kind: 'clientCredentials', tokenUrl: TOKENS, id: 'c', secret: 'old' };
const FEDERATED: Connection = {
  url: URL,
  kind: 'federated',
  tokenUrl: TOKENS,
  clientId: 'c',
  issuer: 'http://127.0.0.1/t/v2.0',
  audience: 'a',
  subject: 's',
  tenantId: 't',
  privateKey: 'p',
  kid: 'k',
};

const given =
  (values: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    values[name];

describe('renewed credentials', () => {
  it('are of the kind that they were, at the address where they were', () => {
    expect(renewed({ url: URL, kind: 'bearer', token: 'old' }, given({ token: 'new' }))).toEqual({
      url: URL,
      kind: 'bearer',
      token: 'new',
    });
    expect(renewed(CLIENT, given({ 'client-secret': 'new' }))).toEqual({ ...CLIENT, secret: 'new' });
  });

  it('of a job that signs assertions are its address alone', () => {
    const url = 'https://moved.example/scim';
    expect(renewed(FEDERATED, given({ url }))).toEqual({ ...FEDERATED, url });
    expect(() => renewed(FEDERATED, given({ token: 'new' }))).toThrow('has no secret');
  });
});
