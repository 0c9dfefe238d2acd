import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../../deploy/local/parts/project-root.js';

const BIN = join(projectRoot(), 'apps/entra-simulator/bin.mjs');

interface Ended {
  readonly code: unknown;
  readonly said: string;
  readonly complained: string;
}

/** The command as it is typed, at a target that has nobody. */
describe('the simulator on a command line', () => {
  let target: Server;
  let url: string;
  let dir: string;
  let user: string;
  let colleague: string;

  beforeAll(async () => {
    target = createServer(({ headers }, response) => {
      if (headers.authorization === 'Bearer revoked') return response.writeHead(401).end();
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
      response.setHeader('content-type', 'application/scim+json');
      return response.end(JSON.stringify({ schemas, totalResults: 0, Resources: [] }));
    });
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
    url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/scim/v2`;
    dir = await mkdtemp(join(tmpdir(), 'rollcall-command-'));
    expect(await run('init', '--url', url, '--token', 't', '--users', '5', '--groups', '1')).toMatchObject({ code: 0 });
    const source = await readFile(join(dir, 'source.json'), 'utf8');
    [user = '', colleague = ''] = [...source.matchAll(/"userPrincipalName":"([^"]+)"/g)].map(([, name]) => name ?? '');
  });
  afterAll(async () => {
    target.close();
    await rm(dir, { recursive: true, force: true });
  });

  function run(...args: string[]): Promise<Ended> {
    return runWith({}, ...args);
  }

  async function runWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
    const child = start(args, env);
    let said = '';
    let complained = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    child.stderr.on('data', (chunk) => (complained += String(chunk)));
    const [code] = (await once(child, 'close')) as unknown[];
    return { code, said, complained };
  }

  function start(args: readonly string[], given: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, NODE_OPTIONS: '', SCIM_TOKEN: '', CLIENT_SECRET: '', ...given };
    const dirs = args.includes('--dir') ? [] : ['--dir', dir];
    return spawn(process.execPath, [BIN, ...args, ...dirs], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  it.each([['help'], ['help', 'sync'], ['status'], ['logs']])(
    'ends well when nobody reads what it says: %p',
    async (...args) => {
      const child = start(args);
      child.stdout.destroy();
      let complained = '';
      child.stderr.on('data', (chunk) => (complained += String(chunk)));
      expect([await once(child, 'close'), complained]).toEqual([[0, null], '']);
    },
  );

  it.each<[string, (given: { url: string; user: string; colleague: string }) => string[]]>([
    ['displayName cannot be empty', ({ user }) => ['change', 'set', user, 'displayName=']],
    ['write ATTRIBUTE=VALUE', ({ user }) => ['change', 'set', user, '']],
    ['there is no user ""', () => ['change', 'disable', '']],
    ['there is no group ""', ({ user }) => ['change', 'join', user, '']],
    ['not in the recycle bin', ({ user }) => ['change', 'restore', user]],
    ['nobody can be above themselves', ({ user }) => ['change', 'manager', user, user]],
    ['already', ({ user, colleague }) => ['change', 'set', colleague, `userPrincipalName=${user}`]],
    ['give one change, or a --list', ({ user }) => ['change', 'disable', user, '--list', 'x']],
    ['--list /nonexistent: ENOENT', () => ['change', '--list', '/nonexistent']],
    ['say how far', () => ['advance', '']],
    ['cannot be read', () => ['logs', '--filter', 'x']],
    ['--filter was given without a value', () => ['logs', '--filter', '']],
    ['--json was given without a value', () => ['logs', '--json', '']],
    ['--csv was given without a value', () => ['logs', '--csv', '']],
    ['--directory was given without a value', () => ['sync', '--directory', '']],
    ['--dir was given without a value', () => ['status', '--dir', '']],
    ['--url was given without a value', () => ['init', '--url', '']],
    ['--token was given without a value', ({ url }) => ['init', '--url', url, '--token', '']],
    ['SCIM_TOKEN in the environment', ({ url }) => ['init', '--url', url]],
    ['--token-url is an address', ({ url }) => ['init', '--url', url, '--client-id', 'a', '--token-url', 'nowhere']],
    ['--authority is an address', ({ url }) => ['init', '--url', url, '--authority', 'nobody']],
    ['--notify is one mail address', ({ url }) => ['init', '--url', url, '--token', 't', '--notify', 'nobody']],
    ['--cloud is one of', ({ url }) => ['init', '--url', url, '--method', 'entraToken', '--cloud', 'mars']],
    [
      '--external-id is mailNickname or objectId',
      ({ url }) => ['init', '--url', url, '--token', 't', '--external-id', 'mail'],
    ],
    [
      '--external-id is for the default mapping',
      ({ url }) => ['init', '--url', url, '--token', 't', '--external-id', 'objectId', '--mapping', 'x'],
    ],
    ['--method is one of', ({ url }) => ['init', '--url', url, '--method', 'magic']],
    ['this job signs no tokens', () => ['issuer', 'rotate']],
    ['there is no command "frob"', () => ['frob']],
    ['there is no command "frob"', () => ['help', 'frob']],
    ...['status', 'sync', 'change', 'idp', 'rehearse'].map((name): [string, () => string[]] => [
      "Unknown option '--frob'",
      () => [name, '--frob'],
    ]),
  ])('says in words what is wrong: %s', async (words, args) => {
    const { code, complained } = await run(...args({ url, user, colleague }));
    expect(complained).toContain(words);
    expect(complained).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  describe('change --list', () => {
    const folder = (): string => join(dir, 'listed');
    const listed = async (...lines: string[]): Promise<Ended> => {
      await writeFile(join(dir, 'changes.txt'), lines.join('\n'));
      return run('change', '--list', join(dir, 'changes.txt'), '--dir', folder());
    };
    beforeAll(async () => {
      const init = ['init', '--url', url, '--token', 't', '--users', '3', '--groups', '1', '--dir', folder()];
      expect(await run(...init)).toMatchObject({ code: 0 });
    });

    it('reads what earlier versions called directory.json', async () => {
      await rename(join(folder(), 'source.json'), join(folder(), 'directory.json'));
      expect(await listed(`set ${user} jobTitle="Engineer"`)).toMatchObject({ code: 0 });
      expect(await readFile(join(folder(), 'source.json'), 'utf8')).toMatch(/"jobTitle":"Engineer"/);
      expect(existsSync(join(folder(), 'directory.json'))).toBe(false);
    });

    it('does all of a file in one run', async () => {
      expect(await listed(`set ${user} jobTitle="Chief engineer"`, '# and', `disable ${user}`)).toMatchObject({
        code: 0,
        said: expect.stringMatching(/^2 changes: done at the source/),
      });
      const source = await readFile(join(folder(), 'source.json'), 'utf8');
      expect(source).toMatch(/"jobTitle":"Chief engineer"[^}]*"accountEnabled":false/);
    });

    it('names the line that is wrong, and changes nothing', async () => {
      const before = await filesOf(folder());
      expect(await listed(`enable ${user}`, 'disable nobody@contoso.example')).toMatchObject({
        code: 2,
        complained: expect.stringContaining('line 2: there is no user "nobody@contoso.example"'),
      });
      expect(await filesOf(folder())).toEqual(before);
    });
  });

  describe('init', () => {
    it('refuses where a job stands, changes nothing there and says how to replace it', async () => {
      const before = await filesOf(dir);
      const { code, complained } = await run('init', '--url', url, '--token', 't', '--users', '9');
      expect([code, complained]).toEqual([2, expect.stringMatching(/^a job stands in .*--force replaces it/)]);
      expect(await filesOf(dir)).toEqual(before);
    });

    it('changes nothing that stands when the connection test fails', async () => {
      const before = await filesOf(dir);
      const { code, said } = await run('init', '--url', url, '--token', 'revoked', '--users', '9', '--force');
      expect([code, said]).toEqual([1, expect.stringMatching(/^Test Connection failed: Unauthorized: .*401/)]);
      expect(await filesOf(dir)).toEqual(before);
    });

    it('makes no folder when the connection test fails', async () => {
      const folder = join(dir, 'never');
      expect(await run('init', '--url', url, '--token', 'revoked', '--dir', folder)).toMatchObject({ code: 1 });
      expect(existsSync(folder)).toBe(false);
    });

    it('replaces job, company and log when it is told to', async () => {
      const folder = join(dir, 'replaced');
      const init = (...more: string[]) => run('init', '--url', url, '--token', 't', '--dir', folder, ...more);
      expect(await init('--users', '3', '--groups', '1')).toMatchObject({ code: 0 });
      const before = await filesOf(folder);
      expect(await init('--users', '4', '--groups', '1', '--force')).toMatchObject({
        code: 0,
        said: expect.stringContaining('source: 4 users'),
      });
      const after = await filesOf(folder);
      expect(['job.json', 'source.json'].filter((name) => after.get(name) === before.get(name))).toEqual([]);
    });
  });

  describe('credentials', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(dir, 'credentials-'));
      const init = ['init', '--url', url, '--token', 't', '--users', '3', '--groups', '1', '--dir', folder];
      expect(await run(...init)).toMatchObject({ code: 0 });
    });

    const credentials = (token: string, ...more: string[]): Promise<Ended> =>
      runWith({ SCIM_TOKEN: token }, 'credentials', '--dir', folder, ...more);
    const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));

    it('that are refused leave a cycle that counts nobody, and a status in words', async () => {
      await writeFile(join(folder, 'connection.json'), JSON.stringify({ url, kind: 'bearer', token: 'revoked' }));
      const { said } = await run('sync', '--dir', folder);
      expect(said).toMatch(/^initial cycle 1 at \S+: the connection test failed, nobody was provisioned\n/);
      const { said: status } = await run('status', '--dir', folder);
      expect(status).toMatch(
        /^quarantine {9}EncounteredQuarantineException since \S+Z, tried once, next \S+Z: Unauthorized: /m,
      );
      expect(status).toMatch(/^watermark {10}none$/m);
    });

    it('keep a token that the target takes for their owner only, and leave all else as it is', async () => {
      await chmod(join(folder, 'connection.json'), 0o644);
      const before = await filesOf(folder);
      expect(await credentials('new')).toMatchObject({
        code: 0,
        said: expect.stringMatching(/^Test Connection: ok\n/),
      });
      expect(await read('connection.json')).toEqual({ url, kind: 'bearer', token: 'new' });
      expect((await stat(join(folder, 'connection.json'))).mode & 0o777).toBe(0o600);
      const after = await filesOf(folder);
      expect([...after.keys()].filter((name) => after.get(name) !== before.get(name))).toEqual(['connection.json']);
    });

    it('change nothing when the target refuses the token', async () => {
      const before = await filesOf(folder);
      expect(await credentials('revoked')).toMatchObject({
        code: 1,
        said: expect.stringMatching(/^Test Connection failed: Unauthorized: [^]*nothing was stored\n$/),
      });
      expect(await filesOf(folder)).toEqual(before);
    });

    it('move the job to another address, whose flag chooses the dialect', async () => {
      const moved = `${url.replace('127.0.0.1', 'localhost')}?aadOptscim062020`;
      expect(await credentials('new', '--url', moved)).toMatchObject({ code: 0 });
      expect(await read('connection.json')).toEqual({ url: moved, kind: 'bearer', token: 'new' });
      expect(await read('job.json')).toMatchObject({ status: 'NotRun', settings: { dialect: 'compliant' } });
    });

    it('leave a quarantine to the next cycle, which ends it', async () => {
      await writeFile(join(folder, 'connection.json'), JSON.stringify({ url, kind: 'bearer', token: 'revoked' }));
      expect(await run('sync', '--dir', folder)).toMatchObject({ code: 1 });
      const quarantined = await read('job.json');
      expect(quarantined).toMatchObject({ status: 'Quarantine' });
      expect(await credentials('new')).toMatchObject({ code: 0, said: expect.stringContaining('stays in quarantine') });
      expect(await read('job.json')).toEqual(quarantined);
      await run('sync', '--dir', folder);
      expect(await read('job.json')).toMatchObject({ status: 'Active', quarantine: null });
    });

    it.each<[string, string, string[]]>([
      ['SCIM_TOKEN in the environment', '', []],
      ['--url is the tenant URL', 'new', ['--url', 'nowhere']],
      ['run `entra-simulator init` first', 'new', ['--dir', '/nonexistent']],
    ])('say in words what is wrong: %s', async (words, token, args) => {
      expect(await credentials(token, ...args)).toMatchObject({ code: 2, complained: expect.stringContaining(words) });
    });
  });
});

async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return new Map(
    await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}
