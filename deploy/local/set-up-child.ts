import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DatabaseNames } from './database-names.js';
import { projectRoot } from './parts/project-root.js';
import type { AppName } from './service-processes.js';

export type Databases = Readonly<Partial<Record<AppName, DatabaseNames>>>;

/**
 * Runs set-up.ts in a process of its own and returns what the databases and roles are called: migrations load half of
 * every app (75 MB), and the launcher, which needs only names afterwards, stays for days.
 */
export async function setUpInChild(dataDir: string, serverUrl: string): Promise<Databases> {
  const script = join(projectRoot(), 'dist', 'deploy', 'local', 'set-up.js');
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Not as arguments: the URL has a password, and everybody can list arguments.
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, SERVER_URL: serverUrl },
  });
  let said = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the databases could not be set up:\n${complaint.trim()}`);
  // Written by set-up.ts, from APP_DATABASES.
  return JSON.parse(said) as Databases;
}
