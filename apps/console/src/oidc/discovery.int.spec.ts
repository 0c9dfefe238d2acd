import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Discoveries } from './discovery.js';

let server: Server;
let at: { authority: string; issuer: string };
let asked: number;
let body: () => string | null;
beforeAll(async () => {
  server = createServer((_request, response) => {
    asked += 1;
    const text = body();
    if (text === null) response.destroy();
    else response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tid`;
  at = { authority, issuer: `${authority}/v2.0` };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = 0;
  body = () => JSON.stringify(good());
});

const good = () => ({
  issuer: at.issuer,
  authorization_endpoint: `${at.authority}/authorize`,
  token_endpoint: `${at.authority}/token`,
});

describe('the discovery document of a tenant of Entra', () => {
  it('is read once an hour, and the last one goes on while it cannot be', async () => {
    let now = 0;
    const discoveries = new Discoveries(() => now);
    await discoveries.of(at);
    await discoveries.of(at);
    expect(asked).toBe(1);
    now = 3_600_001;
    body = () => null;
    expect(await discoveries.of(at)).toMatchObject({ issuer: at.issuer });
    await discoveries.of(at);
    expect(asked).toBe(2);
    now += 30_001;
    await discoveries.of(at);
    expect(asked).toBe(3);
  });

  it('is read once for all who ask at once', async () => {
    const discoveries = new Discoveries();
    await Promise.all([discoveries.of(at), discoveries.of(at), discoveries.of(at)]);
    expect(asked).toBe(1);
  });

  it('that was never read says that Entra is away', async () => {
    body = () => null;
    await expect(new Discoveries().of(at)).rejects.toThrow('Entra cannot be asked');
  });

  it.each([
    ['of another issuer', { issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }],
    ['with a token endpoint elsewhere', { token_endpoint: 'https://evil.example/token' }],
    ['with an authorization endpoint on another port', { authorization_endpoint: 'http://127.0.0.1:1/authorize' }],
    ['with a sign-out elsewhere', { end_session_endpoint: 'https://evil.example/' }],
    ['without a token endpoint', { token_endpoint: undefined }],
    ['of a megabyte', { padding: 'a'.repeat(1_000_000) }],
  ])('is none %s', async (_what, change) => {
    body = () => JSON.stringify({ ...good(), ...change });
    await expect(new Discoveries().of(at)).rejects.toThrow('Entra cannot be asked');
  });
});
