import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../parts/project-root.js';
import { waitUntil } from '../parts/wait-until.js';

// Ends by itself, too: where npm's signal does not reach it, nobody else ends it.
const STAND_IN = `
  import { writeFileSync } from 'node:fs';
  process.once('SIGTERM', () => { writeFileSync('ended', ''); process.exit(); });
  setTimeout(() => undefined, 60_000);
  writeFileSync('begun', '');`;

/** The commands of ours that keep processes running, in a project where the file that each runs is a stand-in. */
describe.each(['start', 'test'])('npm %s', (command) => {
  let dir: string;
  let npm: ChildProcess;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-npm-'));
    const { scripts } = JSON.parse(await readFile(join(projectRoot(), 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const line = scripts[command] ?? '';
    const file = join(dir, line.split(' ').at(-1) ?? '');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, STAND_IN);
    await writeFile(join(dir, 'package.json'), JSON.stringify({ type: 'module', scripts: { [command]: line } }));
    npm = spawn('npm', [command], { cwd: dir, stdio: 'ignore' });
  });
  afterEach(async () => {
    npm.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });

  // npm passes its signal on to the shell alone, which ends by it and leaves what it runs.
  it('ends what it runs when npm alone is ended', async () => {
    const has = (name: string) => () => Promise.resolve(existsSync(join(dir, name)));
    await waitUntil(has('begun'), { what: 'the command to run', timeout: 20_000 });
    npm.kill('SIGTERM');
    await waitUntil(has('ended'), { what: 'what npm ran to end', timeout: 15_000 });
    expect(existsSync(join(dir, 'ended'))).toBe(true);
  });
});
