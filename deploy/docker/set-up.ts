import { withDatabase } from '#postgres';
import { runCommand } from '#service';
import { APP_DATABASES } from '../local/set-up/app-databases.js';
import { roleNames, setUpDatabases } from '../local/set-up/databases.js';
import { registerConsole } from '../local/set-up/store-operator.js';
import { setUpTopics } from '../local/set-up/topics.js';
import { passwordsIn, roleVariables } from './passwords.js';

// One-shot: databases, roles, migrations and topics. DATABASE_URL (of a role with CREATEDB and CREATEROLE), a password for
// each role (ROLLCALL_SCIM_PASSWORD for rollcall_scim …), KAFKA_BROKERS …; CONSOLE_KEY, whose public half scim-api is told; OWN_SERVER=true where the server has nobody
// else's databases: those that it came with are then closed to the roles.
await runCommand('set-up', async () => {
  const databases = Object.values(APP_DATABASES);
  const { DATABASE_URL: serverUrl } = process.env;
  if (!serverUrl) throw new Error('DATABASE_URL is not set: the server, as a role with CREATEDB and CREATEROLE');
  const isOwnServer = process.env.OWN_SERVER === 'true';
  const passwords = passwordsIn(process.env, roleVariables(roleNames(databases)));
  const open = await setUpDatabases(serverUrl, databases, passwords, { isOwnServer });
  for (const sentence of open) console.warn(`note: ${sentence}`);
  const { CONSOLE_KEY: consoleKey } = process.env;
  if (consoleKey) await registerConsole(withDatabase(serverUrl, APP_DATABASES['scim-api'].name), consoleKey);
  console.log('databases are up to date');
  await setUpTopics(process.env, (sentence) => console.warn(`note: ${sentence}`));
  console.log('topics exist');
});
