import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DatabaseNames } from './database-names.js';
import { projectRoot } from '../parts/project-root.js';
import type { DatabaseKey } from '../service-processes.js';

export type Databases = Readonly<Partial<Record<DatabaseKey, DatabaseNames>>>;

/** What a line of the child begins with that says what is open on the server. */
export const OPEN = 'open: ';

/**
 * Runs set-up.ts in a process of its own and returns what the databases and roles are called: migrations load half of
 * every app (75 MB), and the launcher, which needs only names afterwards, stays for days.
 *
 * @param warn is told what is open on a server of somebody else's, a sentence each
 */
export async function setUpInChild(
  dataDir: string,
  server: { readonly url: string; readonly isOwn: boolean },
  warn: (sentence: string) => void = () => undefined,
): Promise<Databases> {
  const script = join(projectRoot(), 'dist', 'deploy', 'local', 'set-up', 'set-up.js');
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Not as arguments: the URL has a password, and everybody can list arguments.
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: dataDir,
      SERVER_URL: server.url,
      OWN_SERVER: String(server.isOwn),
    },
  });
  let said = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the databases could not be set up:\n${complaint.trim()}`);
  for (const line of complaint.split('\n')) if (line.startsWith(OPEN)) warn(line.slice(OPEN.length));
  // Written by set-up.ts, from APP_DATABASES.
  return JSON.parse(said) as Databases;
}
