import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { projectRoot } from '../../../../deploy/local/parts/project-root.js';

const MAIN = join(projectRoot(), 'dist/apps/entra-simulator/src/command/main.js');
const TENANT = '11111111-2222-3333-4444-555555555555';

/** The command at a target that lets in whoever the local issuer's keys prove, and whoever has the secret. */
describe('the simulator authenticates', () => {
  let target: Server;
  let url: string;
  let authority: string;
  let dir: string;

  beforeAll(async () => {
    target = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const isToken = request.url === '/token';
        const answer = isToken ? exchange(body, request.headers.authorization) : isLetIn(request.headers.authorization);
        void answer.then((granted) => {
          const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
          const answered = isToken ? { access_token: 'granted' } : { schemas, totalResults: 0, Resources: [] };
          response.writeHead(granted ? 200 : 401, { 'content-type': 'application/json' });
          response.end(JSON.stringify(granted ? answered : { error: 'invalid_client' }));
        });
      });
    });
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
    url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    authority = `http://127.0.0.1:${(probe.address() as AddressInfo).port}`;
    probe.close();
    dir = await mkdtemp(join(tmpdir(), 'rollcall-methods-'));
  });
  afterAll(async () => {
    target.closeAllConnections();
    target.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function exchange(body: string, authorization: string | undefined): Promise<boolean> {
    const form = new URLSearchParams(body);
    const assertion = form.get('client_assertion');
    if (assertion !== null) return isProved(assertion);
    const inBody = `${form.get('client_id')}:${form.get('client_secret')}`;
    return inBody === 'client:secret' || authorization === `Basic ${btoa('client:secret')}`;
  }

  function isLetIn(authorization: string | undefined): Promise<boolean> {
    const token = authorization?.replace('Bearer ', '') ?? '';
    return token === 'granted' ? Promise.resolve(true) : isProved(token);
  }

  async function isProved(token: string): Promise<boolean> {
    const keys = createRemoteJWKSet(new URL(`${authority}/${TENANT}/discovery/v2.0/keys`));
    return jwtVerify(token, keys).then(
      ({ payload }) => payload.tid === TENANT,
      () => false,
    );
  }

  function run(name: string, ...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
    const env = { ...process.env, NODE_OPTIONS: '', CLIENT_SECRET: '' };
    return new Promise((resolve) => {
      execFile(process.execPath, [MAIN, ...args, '--dir', join(dir, name)], { env }, (error, said, complained) =>
        resolve({ code: error === null ? 0 : Number(error.code), said: said + complained }),
      );
    });
  }

  const client = ['--client-id', 'client', '--token-url'];
  const entra = ['--entra-tenant', TENANT, '--authority'];

  it.each<[string, () => string[]]>([
    ['body', () => [...client, `${url}/token`, '--client-secret', 'secret']],
    ['header', () => [...client, `${url}/token`, '--client-secret', 'secret', '--secret-in', 'header']],
    ['federated', () => [...client, `${url}/token`, '--method', 'federated', ...entra, authority]],
    ['entraToken', () => ['--method', 'entraToken', '--cloud', 'usgov', ...entra, authority]],
  ])('by %s', async (name, method) => {
    const init = await run(name, 'init', '--url', `${url}/scim`, '--users', '2', '--groups', '1', ...method());
    expect(init).toMatchObject({ code: 0 });
    expect(await run(name, 'test')).toEqual({ code: 0, said: 'Test Connection: ok\n' });
  });

  it('with a key that was rotated, and not while the keys are down', async () => {
    const init = ['init', '--url', url, '--users', '2', '--groups', '1', '--method', 'entraToken', ...entra, authority];
    expect(await run('rotated', ...init)).toMatchObject({ code: 0 });
    expect(await run('rotated', 'issuer', 'rotate')).toMatchObject({
      said: expect.stringContaining('2 are published'),
    });
    expect(await run('rotated', 'test')).toMatchObject({ code: 0 });
    expect(await run('rotated', 'issuer', 'down')).toMatchObject({ code: 0 });
    expect(await run('rotated', 'test')).toMatchObject({ code: 1, said: expect.stringContaining('Unauthorized') });
    expect(await run('rotated', 'issuer', 'up')).toMatchObject({ code: 0 });
    expect(await run('rotated', 'test')).toMatchObject({ code: 0 });
    const { keys } = JSON.parse(await readFile(join(dir, 'rotated', 'connection.json'), 'utf8')) as { keys: unknown[] };
    expect(keys).toHaveLength(2);
  });

  it('and says in the words of the token endpoint why it cannot', async () => {
    const wrong = [...client, `${url}/token`, '--client-secret', 'wrong'];
    expect(await run('wrong', 'init', '--url', url, ...wrong)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^Test Connection failed: the token endpoint answered 401 invalid_client: check/),
    });
  });
});
