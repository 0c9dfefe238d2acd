/**
 * `npm run keys -- list|rotate|withdraw|rewrap`, `npm run restore-report`, `npm run reconcile-revocations`: scim-api's commands,
 * under `npm start` with the settings of the running constellation, elsewhere with those of the environment.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { home } from './home.js';
import { projectRoot } from './parts/project-root.js';
import { readRun } from './run-file.js';
import { localSettings } from './scim-api-settings.js';
import { readSecrets } from './secrets.js';

const [command = '', ...words] = process.argv.slice(2);
const run = await readRun(join(home(), 'run.json'));
const local = run === null ? {} : localSettings(command, { env: process.env, run, secrets: await readSecrets(home()) });
const entry = join(projectRoot(), 'dist', 'apps', 'scim-api', 'src', `${command}.js`);
const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', entry, ...words], {
  stdio: 'inherit',
  env: { ...process.env, ...local },
});
const [code] = (await once(child, 'exit')) as [number | null];
process.exitCode = code ?? 2;
