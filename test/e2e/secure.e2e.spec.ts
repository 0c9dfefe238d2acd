import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { readRun, type RunDescription } from '../../deploy/local/run-file.js';
import { eventually } from '../support/eventually.js';

const PEOPLE = 24;
const STARTED_WITHIN_MS = 180_000;
/** For what comes in some seconds on an idle machine. */
const PATIENCE = { timeout: 90_000 };

describe('npm start -- --secure', () => {
  let dir: string;
  let launcher: ChildProcess;
  let said = '';
  let run: RunDescription;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-secure-'));
    launcher = start('main.js', [String(PEOPLE), 'secure']);
    launcher.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    launcher.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually('it is ready', async () => launcher.exitCode !== null || (await found()) !== null, {
      timeout: STARTED_WITHIN_MS,
    });
    const ready = await found();
    if (ready === null) throw new Error(`it ended:\n${said}`);
    run = ready;
  }, STARTED_WITHIN_MS + 10_000);

  afterAll(async () => {
    if (launcher.exitCode === null) await ended(launcher, 'SIGTERM');
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  const found = () => readRun(join(dir, 'run.json'));

  function start(script: string, args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [join(projectRoot(), 'dist/deploy/local', script), ...args], {
      // Nothing of the environment but this: no server of somebody else's, no variable of a test runner.
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        ROLLCALL_HOME: dir,
      },
      stdio: script === 'main.js' ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    });
  }

  async function command(script: string, args: readonly string[]): Promise<{ code: number; out: string }> {
    const child = start(script, args);
    const [out, complaint, [code]] = await Promise.all([
      read(child.stdout),
      read(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    return { code: code ?? -1, out: out + complaint };
  }

  it('brings people through the locked doors into the directory, the audit log and the inbox', async () => {
    const users = await get(`${run.scim.url}/Users?count=1`, run.scim.token);
    expect(users).toMatchObject({ totalResults: PEOPLE });
    const { directory, audit, mail } = run;
    await eventually(
      'the directory has all',
      async () => (await items(`${directory.url}/employees?limit=200`, directory.token)).length === PEOPLE,
      PATIENCE,
    );
    const isInAudit = async (): Promise<boolean> => {
      const entries = await items(`${audit.url}/entries?limit=200`, audit.token);
      const types = entries.map(({ type }) => type);
      return (
        types.filter((type) => type === 'rollcall.UserProvisioned').length === PEOPLE &&
        types.includes('rollcall.UserDeprovisioned')
      );
    };
    await eventually('the audit log has all, and who left', isInAudit, PATIENCE);
    const mails = async (): Promise<number> => ((await get(`${mail.url}/email`)) as unknown[]).length;
    await eventually('a mail is there', mails, PATIENCE);
  }, 300_000);

  it('lets nobody in without TLS', async () => {
    const [plain] = run.postgres.url.split('?');
    const client = new Client({ connectionString: plain });
    await expect(client.connect()).rejects.toMatchObject({ code: '28000' });
    expect(run.kafka).toMatchObject({
      ssl: { caFile: join(dir, 'tls/ca.pem') },
      sasl: { username: 'rollcall-reader' },
    });
  });

  it('answers the commands, which find users, passwords and the CA in run.json', async () => {
    const [folded, report, reconciled] = await Promise.all([
      command('projection.js', ['directory', 'rebuild', '--check']),
      command('scim-api-command.js', ['restore-report']),
      command('scim-api-command.js', ['reconcile-revocations']),
    ]);
    expect(folded).toEqual({ code: 0, out: expect.stringMatching(/^folded [1-9][^]*^equal$/m) });
    expect(report).toEqual({ code: 0, out: expect.stringContaining(' 0 writes of 0 resources are lost') });
    expect(reconciled).toEqual({ code: 0, out: expect.stringContaining(' 0 revoked again, 0 closed again, 0 lost') });
  }, 120_000);

  it('is read along by npm run tail', async () => {
    const tail = start('tail.js', ['--from-beginning']);
    let lines = '';
    tail.stdout?.on('data', (chunk: Buffer) => (lines += chunk.toString()));
    tail.stderr?.on('data', (chunk: Buffer) => (lines += chunk.toString()));
    try {
      const isShown = () =>
        /^reading rollcall\.users\.v1, .* from their beginning;/m.test(lines) &&
        lines.split('UserProvisioned').length > PEOPLE;
      await eventually('it shows who came', () => isShown() || over(tail, lines), PATIENCE);
    } finally {
      await ended(tail, 'SIGTERM');
    }
  }, 180_000);

  it('ends with 0, and takes run.json away', async () => {
    expect(await ended(launcher, 'SIGTERM')).toBe(0);
    expect(await found()).toBeNull();
  }, 60_000);
});

async function get(url: string, token?: string): Promise<unknown> {
  const answer = await fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  return answer.json();
}

async function items(url: string, token: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const page = (await get(url, token)) as { readonly items: readonly Readonly<Record<string, unknown>>[] };
  return page.items;
}

function read(stream: Readable | null): Promise<string> | string {
  return stream === null ? '' : text(stream);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await exit)[0];
}

function over({ exitCode }: ChildProcess, output: string): false {
  if (exitCode !== null) throw new Error(`it ended with ${exitCode}: ${output}`);
  return false;
}
