// `npm start`: checks what is needed, installs, builds, and hands over to main.ts on the pinned Node.
// Plain JavaScript for Node >= 20 with nothing installed. It stays as the parent: it holds the lock and knows every pid
// that the launcher started, so whichever of the two is killed, the other one clears up.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive, startOf } from './identity.mjs';
import { LockHeld, takeLock } from './lock.mjs';
import { missing } from './needs.mjs';
import { stopOrphans } from './orphans.mjs';
import { build, install, interrupt, pinnedNode } from './prepare.mjs';

const root = realpathSync(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..'));
const MOST_PEOPLE = 50_000;
// The launcher waits most of its life; kafkajs warns once in every process about a timeout of its own.
const FRUGAL = ['--max-old-space-size=128', '--max-semi-space-size=1', '--disable-warning=TimeoutNegativeWarning'];
let child;
let stopping = false;

process.exitCode = await main();

async function main() {
  const asked = readArguments(process.argv.slice(2));
  if (asked === undefined) return 2;
  const lacking = missing();
  for (const line of lacking) console.error(`✗ ${line}`);
  if (lacking.length > 0) return 1;
  let lock;
  try {
    lock = takeLock(home());
  } catch (error) {
    console.error(`✗ ${lockTrouble(error)}`);
    return 1;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
  try {
    await stopOrphans(lock.orphans, { was: 'an earlier start', say });
    await install(root, say);
    if (!stopping) await build(root, say);
    return stopping ? 0 : await handOver(asked, lock);
  } catch (error) {
    if (stopping) return 0;
    console.error(`✗ ${error.message}`);
    return 1;
  } finally {
    lock.release();
  }
}

/** Runs the launcher until it ends, and stops what it leaves behind when it was killed. */
async function handOver({ people, secure }, lock) {
  let running = {};
  child = spawn(pinnedNode(root), [...FRUGAL, join(root, 'dist/deploy/local/main.js'), people, secure], {
    cwd: root,
    // A group of its own: Ctrl-C in the terminal reaches this process, which passes it on once.
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', ({ processes }) => {
    running = Object.entries(processes).map(([name, pid]) => ({ name, pid, started: startOf(pid) }));
    lock.record({ launcher: child.pid, ...processes });
  });
  const code = await new Promise((done) => {
    child.once('error', (error) => {
      console.error(`✗ the launcher could not be started: ${error.message}`);
      done(1);
    });
    child.once('exit', (status, signal) => done(signal === null ? status : 1));
  });
  const left = Array.isArray(running) ? running.filter(isAlive) : [];
  await stopOrphans(left, { was: 'the launcher', say });
  return code;
}

function stop(signal) {
  stopping = true;
  interrupt('SIGTERM');
  child?.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
}

function readArguments(args) {
  const rest = args.filter((word) => word !== '--secure');
  const secure = rest.length === args.length ? 'open' : 'secure';
  if (rest.length === 0) return { people: 'default', secure };
  const [flag, number] = rest;
  if (rest.length === 2 && flag === '--people' && /^\d{1,5}$/.test(number) && Number(number) <= MOST_PEOPLE) {
    return { people: number, secure };
  }
  const known = args.length === 1 && ['--help', '-h'].includes(args[0]);
  if (!known) console.error(`✗ not understood: ${args.join(' ')}`);
  console.error(`npm start [-- --people N] [--secure]
  --people N   employees for the demonstration, 0 to ${MOST_PEOPLE}; 200 if not said
  --secure     Kafka and PostgreSQL by TLS only, each process as a user of its own with the rights that it needs
npm run reset  forgets everything that it keeps in .rollcall`);
  return undefined;
}

function lockTrouble(error) {
  if (error instanceof LockHeld)
    return `not started: ${error.message}. Stop that one first (Ctrl-C, or kill ${error.holder.pid})`;
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return `not started: ${error.path} belongs to another user. Start as that user, or remove it as that user (npm run reset)`;
  }
  if (error.code === 'EEXIST' || error.code === 'ENOTDIR') {
    return `not started: ${home()} cannot be a folder, as a file is in its place. Move that away, or name another folder with ROLLCALL_HOME`;
  }
  if (error.code === 'ENOSPC' || error.code === 'EROFS') {
    const why = error.code === 'ENOSPC' ? 'its disk is full' : 'its disk is read-only';
    return `not started: nothing can be written in ${home()}, ${why}. Mend that, or name another folder with ROLLCALL_HOME`;
  }
  return error.message;
}

/** The same as home.ts, for a machine with nothing built. */
function home() {
  const { ROLLCALL_HOME: named } = process.env;
  return named ? resolve(named) : join(root, '.rollcall');
}

function say(line) {
  console.log(`• ${line}`);
}
