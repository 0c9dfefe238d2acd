import { APP_DATABASES } from './app-databases.js';
import { roleNames, setUpDatabases } from './databases.js';

// Creates and migrates the databases of all apps, and ends: SERVER_URL, ROLE_PASSWORDS (JSON, by role).
// A process of its own, because it loads the migrations' whole world and the launcher stays for days.
const passwords: unknown = JSON.parse(process.env.ROLE_PASSWORDS ?? '{}');
const databases = Object.values(APP_DATABASES);
const known = new Map(Object.entries(typeof passwords === 'object' && passwords !== null ? passwords : {}));
const byRole = Object.fromEntries(roleNames(databases).map((role) => [role, String(known.get(role))]));
await setUpDatabases(String(process.env.SERVER_URL), databases, byRole);
