/**
 * `npm run keys -- list|rotate|withdraw|rewrap`: under `npm start` with the settings of the running constellation, elsewhere
 * with those of the environment (ADMIN_DATABASE_URL, KEY_SECRET).
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { APP_DATABASES } from './app-databases.js';
import { roleUrl } from './database-names.js';
import { projectRoot } from './parts/project-root.js';
import type { RunDescription } from './run-file.js';
import type { Secrets } from './secrets.js';

const entry = join(projectRoot(), 'dist', 'apps', 'scim-api', 'src', 'keys.js');
const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', entry, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, ...(await localSettings()) },
});
const [code] = (await once(child, 'exit')) as [number | null];
process.exitCode = code ?? 2;

/** What the environment sets stays; of what it leaves out, what the constellation that runs here has written down. */
async function localSettings(): Promise<Readonly<Record<string, string>>> {
  const { ADMIN_DATABASE_URL: url, KEY_SECRET: secret } = process.env;
  if (url && secret) return {};
  const [run, secrets] = await Promise.all([read<RunDescription>('run.json'), read<Secrets>('secrets.json')]);
  if (run === null || secrets === null) return {};
  const role = { key: 'admin', passwords: secrets.rolePasswords };
  return {
    ADMIN_DATABASE_URL: roleUrl(run.postgres.url, APP_DATABASES['scim-api'], role),
    KEY_SECRET: secrets.keySecret,
  };
}

async function read<Content>(name: string): Promise<Content | null> {
  try {
    // Written by the launcher alone, in a folder of our own.
    return JSON.parse(await readFile(join(projectRoot(), '.rollcall', name), 'utf8')) as Content;
  } catch {
    return null;
  }
}
