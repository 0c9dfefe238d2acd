import { runCommand } from '#service';
import { APP_DATABASES } from '../local/app-databases.js';
import { roleNames, setUpDatabases } from '../local/databases.js';
import { setUpTopics } from '../local/topics.js';

// One-shot: databases, roles, migrations and topics. DATABASE_URL (of a role with CREATEDB and CREATEROLE), ROLE_PASSWORD,
// KAFKA_BROKERS ….
await runCommand('set-up', async () => {
  const { DATABASE_URL: serverUrl, ROLE_PASSWORD: password } = process.env;
  if (!serverUrl || !password) {
    throw new Error('DATABASE_URL (of a role with CREATEDB and CREATEROLE) and ROLE_PASSWORD must be set');
  }
  const databases = Object.values(APP_DATABASES);
  await setUpDatabases(serverUrl, databases, Object.fromEntries(roleNames(databases).map((role) => [role, password])));
  console.log('databases are up to date');
  await setUpTopics(process.env, (sentence) => console.warn(`note: ${sentence}`));
  console.log('topics exist');
});
