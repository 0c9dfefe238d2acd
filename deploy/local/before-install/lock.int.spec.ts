import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../parts/project-root.js';

// The lock is plain JavaScript for a machine with nothing installed, so each holder here is a process of its own.
const HOLD = `
  import { takeLock } from '${join(projectRoot(), 'deploy', 'local', 'before-install', 'lock.mjs')}';
  try {
    const lock = takeLock(process.argv[1]);
    if (process.argv[2]) lock.record({ child: Number(process.argv[2]) });
    console.log(JSON.stringify({ orphans: lock.orphans.map(({ name, pid }) => ({ name, pid })) }));
    process.on('SIGTERM', () => { lock.release(); process.exit(0); });
    setInterval(() => undefined, 1000);
  } catch (error) {
    console.log(JSON.stringify({ refused: error.code, holder: error.holder?.pid }));
  }`;

describe('the lock of a folder', () => {
  let dir: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-lock-'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(end));
    await rm(dir, { recursive: true, force: true });
  });

  async function start(...args: string[]): Promise<{ pid: number; said: unknown; child: ChildProcess }> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', HOLD, dir, ...args], { env: {} });
    children.push(child);
    const [line] = await once(child.stdout, 'data');
    return { pid: child.pid ?? 0, said: JSON.parse(String(line)), child };
  }

  it('is refused while another process holds it, and names that process', async () => {
    const first = await start();
    const second = await start();
    expect(first.said).toEqual({ orphans: [] });
    expect(second.said).toEqual({ refused: 'LOCK_HELD', holder: first.pid });
  });

  it('is free again after a release', async () => {
    const first = await start();
    await end(first.child);
    expect((await start()).said).toEqual({ orphans: [] });
  });

  it('is taken over from a holder that was killed, with the names of what it left running', async () => {
    const left = spawn('sleep', ['60']);
    children.push(left);
    const first = await start(String(left.pid));
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    expect((await start()).said).toEqual({ orphans: [{ name: 'child', pid: left.pid }] });
  });

  it('leaves no run.json of who holds it no more', async () => {
    const file = join(dir, 'run.json');
    const said = () => readFile(file, 'utf8').catch(() => null);
    await writeFile(file, 'of a start that was killed');
    const { child } = await start();
    expect(await said()).toBeNull();
    await writeFile(file, 'of a launcher that was killed');
    await end(child);
    expect(await said()).toBeNull();
  });

  it('does not take a process that got the same pid later for one that was left running', async () => {
    const first = await start(String(process.pid));
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const path = join(dir, 'lock');
    const lock = (await readFile(path, 'utf8')).replaceAll(/("name":"child".*?"started":")[^"]+/g, '$1another-start');
    await writeFile(path, lock);
    expect((await start()).said).toEqual({ orphans: [] });
  });

  it('goes to one of many that begin at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => start()));
    expect(all.filter(({ said }) => JSON.stringify(said).includes('orphans'))).toHaveLength(1);
  });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
