import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { clientCredentials, federated } from './credential.js';
import { LocalIssuer, newSigningKey } from './local-issuer.js';

describe('a credential from a token endpoint', () => {
  const asked: URLSearchParams[] = [];
  let answer: { status: number; body: object } = { status: 200, body: { access_token: 't1', expires_in: 3600 } };
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(new URLSearchParams(body));
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('is fetched once for many requests, and again when it was refused', async () => {
    asked.length = 0;
    const credential = clientCredentials(url, { id: 'c', secret: 's' });
    expect(await Promise.all([credential.token(), credential.token()])).toEqual(['t1', 't1']);
    expect(asked.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: 'client_credentials', client_id: 'c', client_secret: 's', scope: 'scim' },
    ]);
    expect(credential.renew()).toBe(true);
    await credential.token();
    expect(asked).toHaveLength(2);
  });

  it('that is refused says what to check, and is asked for again the next time', async () => {
    answer = { status: 401, body: { error: 'invalid_client' } };
    const credential = clientCredentials(url, { id: 'c', secret: 'wrong' });
    await expect(credential.token()).rejects.toThrow('answered 401 invalid_client: check client id and secret');
    answer = { status: 200, body: { access_token: 't2' } };
    expect(await credential.token()).toBe('t2');
  });

  it('may be an assertion that the local issuer’s keys prove (RFC 7523)', async () => {
    asked.length = 0;
    const [key, port] = [await newSigningKey(), await freePort()];
    const issuer = `http://127.0.0.1:${port}/contoso/v2.0`;
    const running = await LocalIssuer.start(issuer, key);
    try {
      const federation = { clientId: 'c', issuer, audience: 'api://app', subject: 'sp', tenantId: 'contoso', ...key };
      await federated(url, federation).token();
      const [form] = asked;
      expect(form?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      const metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as {
        jwks_uri: string;
      };
      const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
      const checked = await jwtVerify(form?.get('client_assertion') ?? '', keys, {
        issuer,
        audience: 'api://app',
        subject: 'sp',
      });
      expect(checked.payload).toMatchObject({ tid: 'contoso', appid: 'c', oid: 'sp', ver: '2.0' });
    } finally {
      await running.stop();
    }
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
