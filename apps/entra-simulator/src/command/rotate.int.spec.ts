import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../../deploy/local/parts/project-root.js';

const MAIN = join(projectRoot(), 'dist/apps/entra-simulator/src/command/main.js');

/** The command at a target that issues tokens to whoever is its administrator, two valid at a time. */
describe('a rotation in one command', () => {
  let target: Server;
  let url: string;
  let dir: string;
  let valid: string[];
  let issued: number;
  let isBroken: boolean;

  beforeAll(async () => {
    target = createServer((request, response) => {
      (request.url?.startsWith('/admin') ? admin : scim)(request, response);
    });
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
    url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    target.closeAllConnections();
    target.close();
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  beforeEach(async () => {
    [valid, issued, isBroken] = [['token-0'], 0, false];
    dir = await mkdtemp(join(tmpdir(), 'rollcall-rotate-'));
    await run('init', '--url', `${url}/scim`, '--token', 'token-0', '--users', '2', '--groups', '1');
  });

  function scim({ headers }: IncomingMessage, response: ServerResponse): void {
    const isLetIn = valid.includes(headers.authorization?.replace('Bearer ', '') ?? '') && !isBroken;
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
    const body = isLetIn ? { schemas, totalResults: 0, Resources: [] } : {};
    response.writeHead(isLetIn ? 200 : 401, { 'content-type': 'application/scim+json' }).end(JSON.stringify(body));
  }

  function admin(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    if (request.headers.authorization !== 'Bearer admin') return void response.writeHead(401).end('{}');
    if (request.method === 'DELETE') {
      valid = valid.filter((token) => !request.url?.endsWith(`/${token.replace('token', 'id')}`));
      return void response.writeHead(204).end();
    }
    if (valid.length >= 2) return void response.writeHead(409).end('{"detail":"Two are valid: revoke id-0 first."}');
    issued += 1;
    valid.push(`token-${issued}`);
    response.writeHead(201).end(JSON.stringify({ id: `id-${issued}`, token: `token-${issued}` }));
  }

  function run(...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
    const env = { ...process.env, NODE_OPTIONS: '', ADMIN_TOKEN: 'admin' };
    return new Promise((resolve) => {
      execFile(process.execPath, [MAIN, ...args, '--dir', dir], { env }, (error, said, complained) =>
        resolve({ code: error === null ? 0 : Number(error.code), said: said + complained }),
      );
    });
  }

  const rotate = (...more: string[]) => run('rotate', '--admin', `${url}/admin/connections/c`, ...more);
  const stored = async (): Promise<unknown> => JSON.parse(await readFile(join(dir, 'connection.json'), 'utf8'));

  it('fetches a token, tests it, stores it, and the next one ends it', async () => {
    expect(await rotate('--end-old')).toMatchObject({ code: 0, said: expect.stringContaining('end it at the target') });
    expect(await stored()).toMatchObject({ kind: 'bearer', token: 'token-1', credentialId: 'id-1' });
    valid = ['token-1'];
    expect(await rotate('--end-old')).toMatchObject({
      code: 0,
      said: expect.stringContaining('ended: the old one, id-1'),
    });
    expect([valid, await stored()]).toEqual([['token-2'], expect.objectContaining({ token: 'token-2' })]);
  });

  it('stores nothing that does not work, and ends it again', async () => {
    isBroken = true;
    expect(await rotate()).toMatchObject({ code: 1, said: expect.stringContaining('nothing was stored') });
    expect([valid, await stored()]).toEqual([['token-0'], expect.objectContaining({ token: 'token-0' })]);
  });

  it('says what the target says where it issues none', async () => {
    valid = ['token-0', 'another'];
    expect(await rotate()).toMatchObject({
      code: 1,
      said: expect.stringContaining('a new credential: the target answered 409: Two are valid: revoke id-0 first.'),
    });
  });

  it('is for secrets: a job that signs has keys', async () => {
    await writeFile(
      join(dir, 'connection.json'),
      JSON.stringify({ ...((await stored()) as object), kind: 'entraToken' }),
    );
    expect(await rotate()).toMatchObject({ code: 2, said: expect.stringContaining('`issuer rotate` makes a new key') });
  });
});
