import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { clientCredentials, entraToken, federated, type Federation } from './credential.js';
import { newSigningKey } from './entra-token.js';

describe('a credential from a token endpoint', () => {
  const asked: { readonly form: URLSearchParams; readonly authorization: string | undefined }[] = [];
  let answer: { status: number; body: object };
  let server: Server;
  let url: string;
  let federation: Federation;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push({ form: new URLSearchParams(body), authorization: request.headers.authorization });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    federation = {
      clientId: 'c',
      cloud: 'global',
      tenantId: 't',
      authority: null,
      subject: 's',
      audience: 'a',
      clientApp: 'app',
      clientClaim: 'azp',
      keys: [await newSigningKey()],
      areKeysDown: false,
    };
  });
  beforeEach(() => {
    asked.length = 0;
    answer = { status: 200, body: { access_token: 't1', expires_in: 3600 } };
  });
  afterAll(() => void server.close());

  it('is fetched once for many requests, and again when it was refused', async () => {
    const credential = clientCredentials(url, { id: 'c', secret: 's', location: 'body' });
    expect(await Promise.all([credential.token(), credential.token()])).toEqual(['t1', 't1']);
    expect(asked.map(({ form, ...rest }) => ({ ...rest, form: Object.fromEntries(form) }))).toEqual([
      {
        authorization: undefined,
        form: { grant_type: 'client_credentials', client_id: 'c', client_secret: 's', scope: 'scim' },
      },
    ]);
    expect(credential.renew()).toBe(true);
    await credential.token();
    expect(asked).toHaveLength(2);
  });

  it('may send the secret by Basic, form-encoded, and then not in the body', async () => {
    await clientCredentials(url, { id: 'c d', secret: 'a+b:c', location: 'header' }).token();
    expect(asked[0]?.authorization).toBe(`Basic ${btoa('c+d:a%2Bb%3Ac')}`);
    expect([...(asked[0]?.form.keys() ?? [])]).toEqual(['grant_type', 'scope']);
  });

  it.each<[string, number, object]>([
    ['answered 401 invalid_client: check client id', 401, { error: 'invalid_client' }],
    ['answered 400 invalid_request (twice)', 400, { error: 'invalid_request', error_description: 'twice' }],
    ['answered 404: this is no answer of a token endpoint', 404, {}],
    ['answered 200', 200, { token: 'without a name that it should have' }],
  ])('that is refused says what to check, and is asked for again the next time: %s', async (words, status, body) => {
    answer = { status, body };
    const credential = clientCredentials(url, { id: 'c', secret: 'wrong', location: 'body' });
    await expect(credential.token()).rejects.toThrow(words);
    answer = { status: 200, body: { access_token: 't2' } };
    expect(await credential.token()).toBe('t2');
  });

  it('may be an assertion, and the same one for each of its tokens (RFC 7523)', async () => {
    const credential = federated(url, federation);
    await credential.token();
    credential.renew();
    await credential.token();
    const [first, second] = asked.map(({ form }) => form.get('client_assertion'));
    expect(second).toBe(first);
    expect(decodeJwt(first ?? '')).toMatchObject({ aud: 'a', azp: 'app', ver: '2.0' });
    expect(asked[0]?.form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    expect([...(asked[0]?.form.keys() ?? [])]).not.toContain('client_secret');
  });

  it('is not asked for where Entra’s own token goes with each request', async () => {
    const credential = entraToken(federation);
    const token = await credential.token();
    expect(await credential.token()).toBe(token);
    expect(decodeJwt(token)).toMatchObject({ iss: 'https://sts.windows.net/t/', appid: 'app', ver: '1.0' });
    expect([credential.renew(), asked]).toEqual([false, []]);
  });
});
