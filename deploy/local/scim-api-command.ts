/**
 * `npm run keys -- list|rotate|withdraw|rewrap`, `npm run restore-report`, `npm run reconcile-revocations`: scim-api's commands,
 * under `npm start` with the settings of the running constellation, elsewhere with those of the environment.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { home } from './home.js';
import { nothingRuns } from './nothing-runs.js';
import { projectRoot } from './parts/project-root.js';
import { readRun } from './run-file.js';
import { localSettings, missingFor } from './scim-api-settings.js';
import { readSecrets } from './secrets.js';

const [command = '', ...words] = process.argv.slice(2);
const runFile = join(home(), 'run.json');
const run = await readRun(runFile);
const missing = run === null ? missingFor(command, words, process.env) : null;
if (missing !== null) {
  process.stderr.write(`${command}: ${nothingRuns(runFile, `set ${missing}`).message}\n`);
  process.exitCode = 2;
} else if (run === null) {
  process.exitCode = await start({});
} else {
  process.exitCode = await start(localSettings(command, { env: process.env, run, secrets: await readSecrets(home()) }));
}

async function start(local: Readonly<Record<string, string>>): Promise<number> {
  const entry = join(projectRoot(), 'dist', 'apps', 'scim-api', 'src', `${command}.js`);
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', entry, ...words], {
    stdio: 'inherit',
    env: { ...process.env, ...local },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 2;
}
