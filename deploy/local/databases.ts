import { migrate, type Migrations, provisionDatabase, withDatabase, withRole } from '#postgres';
import type { AppName } from './service-processes.js';

export interface AppDatabase {
  readonly name: string;
  /** The roles' names by what the processes call them. */
  readonly roles: Readonly<Record<string, string>>;
  readonly migrations: Migrations;
}

export type AppDatabases = Readonly<Record<AppName, AppDatabase>>;

/**
 * Creates each app's database and its ordinary roles where they are missing, and migrates it as the server's superuser,
 * who owns what is in it. Safe to run again.
 */
export async function setUpDatabases(
  serverUrl: string,
  databases: readonly AppDatabase[],
  passwords: Readonly<Record<string, string>>,
): Promise<void> {
  // Apps in turn: roles are the whole server's, and two at once would meet in its catalogue.
  for (const database of databases) {
    const roles = Object.values(database.roles).map((name) => ({ name, password: passwordOf(passwords, name) }));
    const url = await provisionDatabase(serverUrl, { name: database.name, roles });
    await migrate({ url, migrations: database.migrations });
  }
}

/** The URL with which a process reaches its database as one of its roles. */
export function roleUrl(
  serverUrl: string,
  database: AppDatabase,
  role: { readonly key: string; readonly passwords: Readonly<Record<string, string>> },
): string {
  const name = database.roles[role.key];
  if (name === undefined) throw new Error(`${database.name} has no role ${role.key}`);
  return withRole(withDatabase(serverUrl, database.name), { name, password: passwordOf(role.passwords, name) });
}

export function roleNames(databases: readonly AppDatabase[]): string[] {
  return databases.flatMap((database) => Object.values(database.roles));
}

function passwordOf(passwords: Readonly<Record<string, string>>, role: string): string {
  const password = passwords[role];
  if (password === undefined) throw new Error(`no password for the role ${role}`);
  return password;
}
