import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { eventually } from '../support/eventually.js';
import { World, type TestTenant } from '../support/world.js';

/** The command as a person runs it, against the whole of Rollcall. */
describe('the Entra simulator', () => {
  let world: World;
  let dir: string;

  beforeAll(async () => {
    world = await World.start();
    dir = await mkdtemp(join(tmpdir(), 'rollcall-simulator-'));
  }, 180_000);
  afterAll(async () => {
    await world.stop();
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  function command(
    tenant: TestTenant,
    args: readonly string[],
  ): Promise<{ readonly code: number; readonly said: string }> {
    const state = ['--dir', join(dir, tenant.id)];
    const bin = join(projectRoot(), 'apps/entra-simulator/bin.mjs');
    const { directory, audit } = tenant.tokens;
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      SCIM_TOKEN: tenant.scim.token,
      DIRECTORY_TOKEN: directory,
      AUDIT_TOKEN: audit,
    };
    const child = spawn(process.execPath, [bin, ...args, ...state], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return once(child, 'close').then(([code]) => ({ code: Number(code), said }));
  }

  const verify = (): string[] => [
    '--verify',
    '--directory',
    world.constellation.url('directory'),
    '--audit',
    world.constellation.url('audit'),
  ];

  it.each(['', '?aadOptscim062020'])(
    'brings a company, its changes and its leavers over, in the dialect of "%s"',
    async (flag) => {
      const tenant = await world.openTenant(`company${flag.length}`);
      const run = (...args: string[]) => command(tenant, args);
      expect(await run('init', '--url', tenant.scim.url + flag, '--users', '60', '--groups', '5')).toMatchObject({
        code: 0,
      });
      expect(await run('sync', ...verify())).toEqual({
        code: 0,
        said: expect.stringContaining('0 differences between directory'),
      });
      const source = JSON.parse(await readFile(join(dir, tenant.id, 'source.json'), 'utf8')) as {
        users: { userPrincipalName: string; accountEnabled: boolean }[];
      };
      const [, , mover = '', leaver = '', stranger = ''] = source.users
        .filter((user) => user.accountEnabled)
        .map((user) => user.userPrincipalName);
      for (const change of [
        ['change', 'set', mover, 'jobTitle=Chief', 'department=Café'],
        ['change', 'manager', mover, leaver],
        ['change', 'disable', leaver],
        ['change', 'delete', stranger],
        ['change', 'leave', mover, 'All employees'],
      ]) {
        expect(await run(...change)).toMatchObject({ code: 0 });
      }
      expect(await run('sync', ...verify())).toEqual({ code: 0, said: expect.stringContaining('2 disabled') });
      expect(await run('logs', '--filter', "provisioningAction eq 'disable'")).toEqual({
        code: 0,
        said: expect.stringContaining('2 entries'),
      });
      expect(await run('advance', '31d')).toMatchObject({ code: 0 });
      expect(await run('sync', ...verify())).toEqual({ code: 0, said: expect.stringContaining('1 deleted') });
      expect(await run('sync')).toEqual({
        code: 0,
        said: expect.stringContaining('0 created, 0 matched, 0 updated, 0 disabled, 0 deleted'),
      });
    },
    180_000,
  );

  it('goes on when the target is killed and started again, and source, target, directory and audit log agree', async () => {
    const tenant = await world.openTenant('killed');
    const scimApi = world.constellation.process('scim-api');
    await command(tenant, ['init', '--url', tenant.scim.url, '--users', '400', '--groups', '6']);
    const syncing = command(tenant, ['sync', '--concurrency', '8', '--patience', '60']);
    const client = world.scim(tenant);
    const arrived = async (): Promise<boolean> => Number((await client.get('/Users?count=0')).body?.totalResults) > 50;
    await eventually('people arrive', arrived, { timeout: 60_000, every: 20 });
    client.close();
    await scimApi.kill();
    await scimApi.start();
    await syncing;
    // What was answered 503, because nobody knew whether it was written, is tried again by the next cycle that is due.
    expect(await command(tenant, ['sync', '--cycles', '2', ...verify()])).toEqual({
      code: 0,
      said: expect.stringContaining('0 differences between directory'),
    });
  }, 180_000);

  it('says what is wrong with a command, and what to do', async () => {
    const tenant = await world.openTenant('wrong');
    expect(await command(tenant, ['sync'])).toEqual({
      code: 2,
      said: expect.stringContaining('run `entra-simulator init` first'),
    });
    expect(await command(tenant, ['init', '--url', 'nowhere'])).toEqual({
      code: 2,
      said: expect.stringContaining('--url is the tenant URL'),
    });
    expect(await command(tenant, ['init', '--url', `${tenant.scim.url}/nothing`])).toEqual({
      code: 1,
      said: expect.stringContaining('Test Connection failed'),
    });
    expect(await command(tenant, ['nonsense'])).toEqual({
      code: 2,
      said: expect.stringContaining('there is no command'),
    });
  }, 60_000);
});
