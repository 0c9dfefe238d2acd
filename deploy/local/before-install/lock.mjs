// One start per folder. The lock names who holds it and what that start is running, so that the next one can tell a
// start that still runs from one that was killed, and stop what the killed one left behind.
import {
  linkSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAlive, startOf } from './identity.mjs';

// Taking over a stale lock is a few system calls; a guard older than this belongs to a start that died within them.
const TAKEOVER_MS = 10_000;

// For the moment in which another start is taking the lock and has not written its name yet.
const NOBODY = { pid: 'unknown', since: 'this moment' };

export class LockHeld extends Error {
  constructor(holder) {
    super(`it is running already: process ${holder.pid}, since ${holder.since}`);
    this.code = 'LOCK_HELD';
    this.holder = holder;
  }
}

/**
 * Takes the lock of `folder` for this process. What a start that was killed said of itself in `run.json` goes, now and with the
 * lock: the commands that read it would ask addresses where nobody answers.
 *
 * @returns {{ orphans: { name: string, pid: number, started: string }[], record(processes: Record<string, number>): void, release(): void }}
 *   `orphans`: what an earlier start, which was killed, left running
 * @throws LockHeld when another start holds it
 */
export function takeLock(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'lock');
  const own = { pid: process.pid, started: startOf(process.pid), since: new Date().toISOString(), processes: [] };
  let orphans = [];
  if (!create(path, own)) orphans = takeOver(path, own);
  const description = join(folder, 'run.json');
  rmSync(description, { force: true });
  return {
    orphans,
    record(processes) {
      own.processes = Object.entries(processes).map(([name, pid]) => ({ name, pid, started: startOf(pid) }));
      replace(path, own);
    },
    release() {
      rmSync(description, { force: true });
      rmSync(path, { force: true });
    },
  };
}

function takeOver(path, own) {
  const guard = `${path}.takeover`;
  if (age(guard) > TAKEOVER_MS) rmSync(guard, { force: true });
  try {
    closeSync(openSync(guard, 'wx'));
  } catch (error) {
    if (error.code === 'EEXIST') throw new LockHeld(NOBODY);
    throw error;
  }
  try {
    const holder = read(path);
    if (holder !== undefined && isAlive(holder)) throw new LockHeld(holder);
    // Not a rename over it: a start that found no lock at this moment may have made its own.
    rmSync(path, { force: true });
    if (!create(path, own)) throw new LockHeld(read(path) ?? NOBODY);
    return (holder?.processes ?? []).filter(isAlive);
  } finally {
    rmSync(guard, { force: true });
  }
}

/** Whole or not at all: a link fails when the name is taken, and the file is complete before it has the name. */
function create(path, content) {
  const half = `${path}.${process.pid}`;
  writeFileSync(half, JSON.stringify(content), { mode: 0o600 });
  try {
    linkSync(half, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(half, { force: true });
  }
}

function replace(path, content) {
  const half = `${path}.${process.pid}`;
  writeFileSync(half, JSON.stringify(content), { mode: 0o600 });
  renameSync(half, path);
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // Gone since, or not ours to understand: either way nobody can be shown to hold it.
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function age(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
