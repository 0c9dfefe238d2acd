// Where the tiers keep what they make: databases, topics, profiles of a browser.
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const PREFIX = 'rollcall-test-';
const OF_RUN = new RegExp(`^${PREFIX}(\\d+)-`);
const TMPFS = 0x0102_1994;
const [ROOM, SPARE] = [6 * 1024 ** 3, 12 * 1024 ** 3];

/**
 * A folder in memory where there is plenty, else where the system keeps such folders. A test's database has a thousand files: to
 * make and drop one takes 24 ms of the kernel in memory, and 45 to 400 ms on a disk whose file system tells it of every file that
 * goes. What a process that was killed had written stands there after it, in memory as on a disk.
 */
export function openScratch() {
  removeLeft();
  const folder = mkdtempSync(join(isRoomy() ? MEMORY : tmpdir(), `${PREFIX}${process.pid}-`));
  // Root's PostgreSQL runs as somebody else, who has to pass.
  chmodSync(folder, 0o711);
  return { folder, remove: () => removeFolder(folder) };
}

function isRoomy() {
  try {
    const { type, bavail, bsize } = statfsSync(MEMORY);
    const available = Number(/^MemAvailable: *(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
    return type === TMPFS && bavail * bsize >= ROOM && available >= SPARE;
  } catch {
    return false;
  }
}

/** Of runs that were killed: it would take memory until the machine is started again. */
function removeLeft() {
  if (!existsSync(MEMORY)) return;
  for (const name of readdirSync(MEMORY)) {
    const [, pid] = OF_RUN.exec(name) ?? [];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    removeFolder(join(MEMORY, name));
  }
}

function removeFolder(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Somebody else's, or somebody still writes there: the next run tries again.
  }
}
