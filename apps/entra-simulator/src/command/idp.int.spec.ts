import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../../deploy/local/parts/project-root.js';
import { TestBrowser } from '../sign-in/entra.fixture.js';

const MAIN = join(projectRoot(), 'dist/apps/entra-simulator/src/command/main.js');
const CONSOLE = 'http://localhost:7306';

/** The command as it is typed, in a folder where nobody has used it before. */
describe('the identity provider on a command line', () => {
  let dir: string;
  let port: string;
  let served: ChildProcess;
  let shown: ReadonlyMap<string, string>;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-idp-'));
    port = String(await freePort());
    served = start(['idp', '--port', port, '--company', '7', '--entra-tenant', 'the-tenant']);
    const lines = createInterface({ input: served.stdout ?? process.stdin });
    const said: string[] = [];
    for await (const line of lines) {
      said.push(line);
      if (line.includes('signs people in')) break;
    }
    // The second application, of SAML, says the same of its own id.
    shown = new Map(said.map((line) => [line.slice(2, 29).trim(), line.slice(30)] as const).reverse());
    served.stdout?.resume();
  });
  afterAll(async () => {
    served.kill('SIGINT');
    if (served.exitCode === null) await once(served, 'exit');
    await rm(dir, { recursive: true, force: true });
  });

  function start(args: readonly string[]): ChildProcess {
    const env = { ...process.env, NODE_OPTIONS: '' };
    return spawn(process.execPath, [MAIN, ...args, '--dir', dir], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async function run(...args: string[]): Promise<{ readonly code: unknown; readonly said: string }> {
    const child = start(args);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)));
    const [code] = (await once(child, 'close')) as unknown[];
    return { code, said };
  }

  const base = (): string => `http://127.0.0.1:${port}/the-tenant`;
  const authorize = (): string => {
    const clientId = shown.get('Application (client) ID') ?? '';
    const query = {
      client_id: clientId,
      redirect_uri: `${CONSOLE}/sso/oidc/callback`,
      response_type: 'code',
      scope: 'openid',
    };
    return `${base()}/oauth2/v2.0/authorize?${new URLSearchParams(query).toString()}`;
  };

  it('says at its first use what is pasted, for a company of its own', async () => {
    expect(shown.get('Directory (tenant) ID')).toBe('the-tenant');
    expect(shown.get('Redirect URI')).toBe(`${CONSOLE}/sso/oidc/callback`);
    expect(shown.get('Reply URL')).toBe(`${CONSOLE}/sso/saml/acs`);
    const { text, status } = await new TestBrowser().get(authorize());
    expect([status, text.match(/name="person"/g)?.length]).toEqual([200, 7]);
    expect(text.indexOf('Rollcall.IdentityAdministrator')).toBeGreaterThan(0);
  });

  it('keeps its keys and secrets for their owner alone, and shows them again', async () => {
    expect((await stat(join(dir, 'identity-provider.json'))).mode & 0o777).toBe(0o600);
    const { said } = await run('idp', 'show', '--port', port);
    expect(said).toContain(`Client secret               ${shown.get('Client secret') ?? 'none'}`);
  });

  it('takes in while it serves what another terminal does', async () => {
    expect(await run('idp', 'register', 'Rollcall', '--redirect', 'http://localhost:1/callback')).toMatchObject({
      code: 0,
    });
    const refused = await new TestBrowser().get(authorize());
    expect([refused.status, refused.text.includes('AADSTS50011')]).toEqual([400, true]);
    const back = ['--redirect', `${CONSOLE}/sso/oidc/callback,${CONSOLE}/sign-in`, '--assignment-required', 'yes'];
    expect(await run('idp', 'register', 'rollcall', ...back)).toMatchObject({ code: 0 });
    const [person = ''] = /[\w.]+@contoso\.example(?= +Rollcall\.Employee)/.exec((await run('idp', 'show')).said) ?? [];
    const signIn = async () => new TestBrowser().answer(await new TestBrowser().get(authorize()), { person });
    expect((await signIn()).location?.href).toMatch(/^http:\/\/localhost:7306\/sso\/oidc\/callback\?code=/);
    expect(await run('idp', 'assign', '--remove', person)).toMatchObject({
      code: 0,
      said: `${person} is not assigned; from the next sign-in on\n`,
    });
    expect((await signIn()).text).toContain('AADSTS50105');
    expect(await run('idp', 'assign', person, 'Rollcall.Auditor', 'Rollcall.People')).toMatchObject({
      said: `${person} has Rollcall.Auditor, Rollcall.People; from the next sign-in on\n`,
    });
    expect((await signIn()).location).not.toBeNull();
  });

  it('rolls its certificate over: announced, then in use, then the only one', async () => {
    const listed = async (what: string): Promise<string[]> => {
      const { said } = await run('idp', 'certificate', what);
      return said
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/ from .*/, ''));
    };
    const [first = ''] = await listed('list');
    const [, next = ''] = await listed('add');
    expect(next).toMatch(/^next {6}\w{16}…/);
    expect(await listed('roll')).toEqual([
      next.replace('next     ', 'signs    '),
      first.replace('signs    ', 'published'),
    ]);
    expect(await listed('remove')).toEqual([next.replace('next     ', 'signs    ')]);
    const { said } = await run('idp', 'certificate', 'expire');
    expect(Date.parse(/until (.*)/.exec(said)?.[1] ?? '')).toBeLessThan(Date.now());
    expect(await listed('roll')).toHaveLength(3);
  });

  it.each([
    ['serve, show, register, assign or certificate?', ['idp', 'dance']],
    ['name somebody', ['idp', 'assign']],
    ['there is no user "nobody"', ['idp', 'assign', 'nobody', 'x']],
    ['name the application', ['idp', 'register']],
    ['--redirect has addresses', ['idp', 'register', 'x', '--redirect', 'a,b']],
    ['--sign is one of assertion, response, both', ['idp', 'register', 'x', '--sign', 'all']],
    ['--groups is one of yes, no', ['idp', 'register', 'x', '--groups', 'many']],
    ['--client-key /nonexistent', ['idp', 'register', 'x', '--client-key', '/nonexistent']],
    ['--secret-expires is a time', ['idp', 'register', 'x', '--client-secret', 's', '--secret-expires', 'soon']],
    ['list, add, roll, expire, remove?', ['idp', 'certificate', 'lose']],
    ['there is no application "x"', ['idp', 'certificate', 'roll', '--app', 'x']],
    ['--port takes a whole number', ['idp', '--port', 'x']],
  ])('says in words what is wrong: %s', async (words, args) => {
    expect(await run(...args)).toMatchObject({ code: 2, said: expect.stringContaining(words) });
  });

  it('serves the issuer of the job of its folder, so that both have one port', async () => {
    const target = createServer((_, response) => {
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ schemas, totalResults: 0, Resources: [] }));
    }).listen(0, '127.0.0.1');
    await once(target, 'listening');
    const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/scim`;
    const method = ['--method', 'entraToken', '--entra-tenant', 'another', '--authority', `http://127.0.0.1:${port}`];
    expect(await run('init', '--url', url, '--users', '7', '--groups', '1', ...method)).toMatchObject({ code: 0 });
    expect(await run('test')).toEqual({ code: 0, said: 'Test Connection: ok\n' });
    const keys = await fetch(`http://127.0.0.1:${port}/another/discovery/v2.0/keys`);
    expect(((await keys.json()) as { keys: unknown[] }).keys).toHaveLength(1);
    target.closeAllConnections();
    target.close();
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
