import { withDatabase } from '#postgres';
import { APP_DATABASES } from './set-up/app-databases.js';
import { roleUrl } from './set-up/database-names.js';
import { kafkaEnvOf } from './kafka-access.js';
import type { RunDescription } from './run-file.js';
import type { Secrets } from './secrets.js';

/** The restore report compares as the owner, who sees every tenant, and operators are the owner's to make; the others act as the role of the admin API. */
const DATABASES = new Map([
  ['keys', 'ADMIN_DATABASE_URL'],
  ['reconcile-revocations', 'ADMIN_DATABASE_URL'],
  ['restore-report', 'DATABASE_URL'],
  ['operator', 'DATABASE_URL'],
]);

/** Those that do nothing without a word. */
const WITH_WORDS = new Set(['keys', 'operator']);

/**
 * The setting without which a command of scim-api cannot begin where nothing runs; null where the environment has it, or the
 * words ask for help, which needs neither.
 */
export function missingFor(
  command: string,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const variable = DATABASES.get(command);
  if (variable === undefined || env[variable]) return null;
  const [first] = words;
  const asksForHelp =
    first === undefined
      ? WITH_WORDS.has(command)
      : first === 'help' || words.includes('--help') || words.includes('-h');
  return asksForHelp ? null : variable;
}

/**
 * What a command of scim-api needs of the constellation that runs here. Nothing where the environment names a database:
 * one that was restored elsewhere must not be compared with the topics of this machine.
 */
export function localSettings(
  command: string,
  around: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly run: Pick<RunDescription, 'postgres' | 'kafka'>;
    readonly secrets: Pick<Secrets, 'rolePasswords' | 'keySecret'>;
  },
): Readonly<Record<string, string>> {
  const { env, run, secrets } = around;
  const variable = DATABASES.get(command);
  const given = variable === undefined ? undefined : env[variable];
  // A DATABASE_URL that npm start was given is the server's.
  if (variable === undefined || (given && given !== run.postgres.url)) return {};
  const database = APP_DATABASES['scim-api'];
  const role = { key: 'admin', passwords: secrets.rolePasswords };
  return {
    ...kafkaEnvOf(run.kafka),
    DATABASE_URL: withDatabase(run.postgres.url, database.name),
    ADMIN_DATABASE_URL: roleUrl(run.postgres.url, database, role),
    KEY_SECRET: secrets.keySecret,
  };
}
