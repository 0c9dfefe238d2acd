import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bearer, CredentialError, type Credential } from './credential.js';
import { HttpTarget, type TargetOptions } from './target.js';

type Answers = (request: IncomingMessage, response: ServerResponse) => void;

describe('a target over HTTP', () => {
  let server: Server;
  let answers: Answers[];
  let seen: IncomingMessage[];
  let target: HttpTarget;

  beforeEach(async () => {
    [answers, seen] = [[], []];
    server = createServer((request, response) => {
      seen.push(request);
      request.resume();
      (answers.shift() ?? reply(200))(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    await target.close();
    server.closeAllConnections();
    server.close();
  });

  const reply =
    (status: number, headers: Record<string, string> = {}): Answers =>
    (_request, response) =>
      void response.writeHead(status, headers).end('{}');

  function open(options: Partial<TargetOptions> = {}): HttpTarget {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/scim/v2/?aadOptscim062020`;
    target = new HttpTarget({ url, credential: bearer('secret'), connections: 1, ...options });
    return target;
  }

  it('is sent the headers of Entra, and the flags of the tenant URL with every request', async () => {
    expect(await open().request('POST', '/Users', { userName: 'a' })).toMatchObject({ status: 200, body: {} });
    await target.request('GET', '/Users?filter=x');
    expect(seen.map(({ url }) => url)).toEqual([
      '/scim/v2/Users?aadOptscim062020=',
      '/scim/v2/Users?filter=x&aadOptscim062020=',
    ]);
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer secret',
      'content-type': 'application/scim+json; charset=utf-8',
      adscimversion: '2.0',
    });
  });

  it.each([429, 503])('that answers %d is asked again after what it says, and not for ever', async (status) => {
    answers = [reply(status, { 'retry-after': '0' }), reply(status, { 'retry-after': '0' })];
    expect(await open().request('GET', '/Users')).toMatchObject({ status: 200 });
    answers = Array.from({ length: 20 }, () => reply(status, { 'retry-after': '0' }));
    expect(await target.request('GET', '/Users')).toMatchObject({ status });
    expect(seen.length).toBe(3 + 9);
  });

  it('that refuses a token is asked again with a new one, once', async () => {
    let tokens = 0;
    const credential: Credential = { token: () => Promise.resolve(`t${(tokens += 1)}`), renew: () => true };
    answers = [reply(401), reply(401)];
    expect(await open({ credential }).request('GET', '/Users')).toMatchObject({ status: 401 });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('that hangs up is an error, or is asked again as long as somebody is patient', async () => {
    const hangUp: Answers = (request) => void request.socket.destroy();
    answers = [hangUp];
    await expect(open().request('GET', '/Users')).rejects.toThrow('no answer came');
    await target.close();
    answers = [hangUp, hangUp];
    expect(await open({ patience: 10_000 }).request('GET', '/Users')).toMatchObject({ status: 200 });
  });

  it('that does not answer in time is a time-out', async () => {
    answers = [() => undefined];
    await expect(open({ timeout: 50 }).request('GET', '/Users')).rejects.toThrow(/no answer came: UND_ERR_.*TIMEOUT/);
  });

  it('may answer what is no JSON', async () => {
    answers = [(_request, response) => void response.writeHead(500).end('<html>')];
    expect(await open().request('GET', '/Users')).toMatchObject({ status: 500, body: null, text: '<html>' });
  });

  it('says why no token could be had, and does not wait for one', async () => {
    const refused: Credential = {
      token: () => Promise.reject(new CredentialError('invalid_client')),
      renew: () => false,
    };
    await expect(open({ credential: refused, patience: 60_000 }).request('GET', '/Users')).rejects.toThrow(
      'invalid_client',
    );
    expect(seen).toEqual([]);
  });
});
