import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { eventually } from '../support/eventually.js';

const JEST = join(projectRoot(), 'node_modules/jest/bin/jest.js');
const GLOBALS = `import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';\n`;

/** By what goes wrong in a spec file: the file, and what is said of it. */
const FAILING: Readonly<Record<string, { readonly file: string; readonly says: RegExp }>> = {
  'an assertion that does not hold': {
    file: `it('counts', () => {\n  const sum: number = 1 + 1;\n  expect(sum).toBe(3);\n});`,
    says: /Expected: 3\s+Received: 2[^]*\.spec\.ts:4:15/,
  },
  'what it throws while it is imported': { file: `throw new Error('at once');`, says: /at once/ },
  'a value that is no error, thrown while it is imported': { file: `throw 'a word';`, says: /a word/ },
  'an import that is not there': { file: `import './nowhere.js';\nit('is', () => {});`, says: /nowhere/ },
  'a syntax of no language': { file: `it('is', () => {`, says: /Expected|Unexpected/ },
  'no test': { file: `describe('nothing', () => {});`, says: /at least one test/ },
  'an import that never ends': { file: `await new Promise(() => {});\nit('is', () => {});`, says: /exit code 13/ },
  'a hook before all': {
    file: `beforeAll(() => Promise.reject(new Error('not ready')));\nit('is', () => {});`,
    says: /not ready/,
  },
  'a hook after all': { file: `it('is', () => {});\nafterAll(() => { throw new Error('stays'); });`, says: /stays/ },
  'a test beyond its time': { file: `it('waits', () => new Promise(() => {}), 50);`, says: /timeout of 50 ms/ },
  'a test beyond the time of its file': {
    file: `jest.setTimeout(60);\nit('waits', () => new Promise(() => {}));`,
    says: /timeout of 60 ms/,
  },
  'a rejection that nobody awaits': {
    file: `it('is', async () => {\n  void Promise.reject(new Error('alone'));\n  await new Promise(setImmediate);\n});`,
    says: /alone/,
  },
  'a rejection in the last moment': {
    file: `it('is', () => void Promise.reject(new Error('late')));`,
    says: /late/,
  },
  'what a timer throws': {
    file: `it('is', () => new Promise((go) => setTimeout(() => { setImmediate(go); throw new Error('by a timer'); })));`,
    says: /by a timer/,
  },
  'a process that says that all is well': { file: `it('is', () => process.exit(0));`, says: /exit code 0/ },
  'a process that is killed': { file: `it('is', () => process.kill(process.pid, 'SIGKILL'));`, says: /SIGKILL/ },
};

const MIXED = `
describe('of a', () => {
  it('passes', () => {});
  it.skip('skips', () => {});
  it('another passes', () => expect(jest.fn(() => 1)()).toBe(1));
});
it.todo('is to come');`;
const FOCUSED = `it.only('counts', () => {});\nit('does not', () => { throw new Error('ran'); });`;
const SAYING = `it('says', () => { console.log('a line'); process.exitCode = 1; });`;

interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

// Jest's start and a process for each planted file, on a machine that has two busy cores.
jest.setTimeout(180_000);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rollcall-runner-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function plant(room: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(dir, room);
  await mkdir(folder);
  const written = Object.entries(files).map(([name, text]) =>
    writeFile(join(folder, `${name}.spec.ts`), GLOBALS + text),
  );
  await Promise.all(written);
  return folder;
}

function commandLine(folder: string, args: readonly string[] = []): string[] {
  const runner = join(projectRoot(), 'test/runner/index.mjs');
  const config = { rootDir: folder, runner, testMatch: ['<rootDir>/*.spec.ts'], transform: {} };
  return [JEST, '--config', JSON.stringify(config), '--json', `--outputFile=${folder}.json`, '-w', '2', ...args];
}

async function report(folder: string, args: readonly string[] = []): Promise<Report> {
  await new Promise((ended) => {
    const env = { ...process.env, FORCE_COLOR: '0' };
    execFile(process.execPath, commandLine(folder, args), { cwd: projectRoot(), env }, ended);
  });
  return JSON.parse(readFileSync(`${folder}.json`, 'utf8')) as Report;
}

const statuses = ({ testResults }: Report): (readonly [string, string])[] =>
  testResults.flatMap(({ assertionResults }) => assertionResults.map(({ title, status }) => [title, status] as const));

describe('a spec file in a process of its own', () => {
  const names = Object.keys(FAILING);
  let failed: Report;
  beforeAll(async () => {
    failed = await report(
      await plant('failing', Object.fromEntries(names.map((name, at) => [`f${at}`, FAILING[name]?.file ?? '']))),
    );
  });

  it.each(names)('fails by %s', (name) => {
    const found = failed.testResults.find((one) => one.name.endsWith(`/f${names.indexOf(name)}.spec.ts`));
    expect(found).toMatchObject({ status: 'failed', message: expect.stringMatching(FAILING[name]?.says ?? /^$/) });
  });

  it('tells what passed, what was skipped and what is to come', async () => {
    const found = await report(await plant('mixed', { mixed: MIXED, focused: FOCUSED, saying: SAYING }));
    expect(found.success).toBe(true);
    expect(Object.fromEntries(statuses(found))).toEqual({
      passes: 'passed',
      skips: 'pending',
      'another passes': 'passed',
      'is to come': 'todo',
      counts: 'passed',
      'does not': 'pending',
      says: 'passed',
    });
  });

  it('runs what is named', async () => {
    const found = await report(await plant('named', { mixed: MIXED }), ['--testNamePattern', 'of a another']);
    expect(statuses(found).filter(([, status]) => status === 'passed')).toEqual([['another passes', 'passed']]);
  });

  it('ends where Jest is killed', async () => {
    const folder = await plant('waiting', {
      waiting: `import { writeFileSync } from 'node:fs';
it('waits', () => { writeFileSync(import.meta.filename + '.pid', String(process.pid)); return new Promise(() => {}); }, 120_000);`,
    });
    const pidFile = join(folder, 'waiting.spec.ts.pid');
    const started: ChildProcess = spawn(process.execPath, commandLine(folder), { stdio: 'ignore', cwd: projectRoot() });
    try {
      await eventually('the file runs', () => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', {
        timeout: 60_000,
      });
    } finally {
      started.kill('SIGKILL');
    }
    await eventually('its process is gone', () => !isAlive(Number(readFileSync(pidFile, 'utf8'))));
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
