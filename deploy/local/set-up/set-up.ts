import { runCommand } from '#service';
import { APP_DATABASES } from './app-databases.js';
import { roleNames, setUpDatabases } from './databases.js';
import { OPEN } from './set-up-child.js';
import { withDatabase } from '#postgres';
import { readSecrets, withPasswordsFor, writeSecrets } from '../secrets.js';
import { registerConsole, storeOperator } from './store-operator.js';

// With DATA_DIR and SERVER_URL: makes the passwords that are missing, creates and migrates the databases of all apps,
// prints their names and roles as JSON, and ends. See set-up-child.ts.
await runCommand('set-up', async () => {
  const { DATA_DIR: dataDir, SERVER_URL: serverUrl, OWN_SERVER: own } = process.env;
  if (!dataDir || !serverUrl) throw new Error('DATA_DIR and SERVER_URL must be set');
  const databases = Object.values(APP_DATABASES);
  const secrets = withPasswordsFor(await readSecrets(dataDir), roleNames(databases));
  await writeSecrets(dataDir, secrets);
  const isOwnServer = own === 'true';
  const open = await setUpDatabases(serverUrl, databases, secrets.rolePasswords, { isOwnServer });
  for (const sentence of open) console.error(OPEN + sentence);
  const ownerUrl = withDatabase(serverUrl, APP_DATABASES['scim-api'].name);
  await storeOperator(ownerUrl, secrets.operatorToken);
  await registerConsole(ownerUrl, secrets.consoleKey);
  const names = Object.entries(APP_DATABASES).map(([app, { name, roles }]) => [app, { name, roles }]);
  process.stdout.write(JSON.stringify(Object.fromEntries(names)));
});
