import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './identity.mjs';

const STOP_WITHIN_MS = 15_000;

/**
 * Stops what a start that was killed (`was` says which) left running: our processes first, then mail, broker and PostgreSQL; SIGKILL after 15 s.
 * Each is checked by pid and start time again before each signal: nothing else is ever signalled.
 */
export async function stopOrphans(orphans, { was, say }) {
  if (orphans.length === 0) return;
  say(`${was} was killed and left running: ${orphans.map(({ name, pid }) => `${name} (${pid})`).join(', ')}`);
  const parts = ['kafka', 'mail', 'postgres'];
  await Promise.all(orphans.filter(({ name }) => !parts.includes(name)).map(stop));
  for (const part of parts) await Promise.all(orphans.filter(({ name }) => name === part).map(stop));
  say('stopped them');
}

async function stop(orphan) {
  // SIGINT is PostgreSQL's fast shutdown; on SIGTERM it would wait for its clients.
  signal(orphan, orphan.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  signal(orphan, 'SIGCONT');
  const end = Date.now() + STOP_WITHIN_MS;
  while (isAlive(orphan)) {
    if (Date.now() > end) signal(orphan, 'SIGKILL');
    await pause(50);
  }
}

function signal(orphan, name) {
  if (!isAlive(orphan)) return;
  try {
    process.kill(orphan.pid, name);
  } catch (error) {
    if (error.code === 'EPERM') {
      throw new Error(`${orphan.name} (${orphan.pid}) belongs to another user: stop it as that user, then start again`);
    }
    if (error.code !== 'ESRCH') throw error;
  }
}
