import { ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS } from '../../../apps/scim-api/src/activity/storage/database.js';
import { DATABASE as AUDIT } from '../../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../../apps/audit/src/storage/migrations.js';
import { DATABASE as CONSOLE, MIGRATIONS as CONSOLE_MIGRATIONS } from '../../../apps/console/src/storage/database.js';
import { DATABASE as DIRECTORY } from '../../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../../apps/directory/src/storage/migrations.js';
import {
  DATABASE as NOTIFIER,
  MIGRATIONS as NOTIFIER_MIGRATIONS,
} from '../../../apps/notifier/src/storage/database.js';
import { DATABASE as SCIM, MIGRATIONS as SCIM_MIGRATIONS } from '../../../apps/scim-api/src/storage/database.js';
import type { AppDatabases } from './databases.js';

/** What each app says of its database: the one thing that the launcher takes from their code. */
export const APP_DATABASES: AppDatabases = {
  'scim-api': { ...SCIM, migrations: SCIM_MIGRATIONS },
  activity: { ...ACTIVITY_DATABASE, migrations: ACTIVITY_MIGRATIONS },
  directory: { ...DIRECTORY, migrations: DIRECTORY_MIGRATIONS },
  audit: { ...AUDIT, migrations: AUDIT_MIGRATIONS },
  notifier: { ...NOTIFIER, migrations: NOTIFIER_MIGRATIONS },
  console: { ...CONSOLE, migrations: CONSOLE_MIGRATIONS },
};
