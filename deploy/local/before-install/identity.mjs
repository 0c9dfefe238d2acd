// Which process a pid names: a pid alone is used again after a while, a pid with its start time is not.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When the process with this pid started, as an opaque text; undefined when there is none (or only its zombie). */
export function startOf(pid) {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

/** True when the recorded process `{ pid, started }` still runs. */
export function isAlive({ pid, started }) {
  return started !== undefined && startOf(pid) === started;
}

// proc(5): after the name in brackets come the state (3) … and the start in clock ticks since boot (22).
function fromProc(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
}

function fromPs(pid) {
  const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  return started === '' ? undefined : started;
}
