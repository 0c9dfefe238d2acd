import { lockDown, migrate, type Migrations, provisionDatabase } from '#postgres';
import { type DatabaseNames, passwordOf } from './database-names.js';
import type { DatabaseKey } from '../service-processes.js';

export interface AppDatabase extends DatabaseNames {
  readonly migrations: Migrations;
}

export type AppDatabases = Readonly<Record<DatabaseKey, AppDatabase>>;

/**
 * Creates each app's database and its ordinary roles where they are missing, and migrates it as the role of `serverUrl`,
 * which owns what is in it: a superuser, or any role with CREATEDB and CREATEROLE. Safe to run again.
 *
 * @returns a sentence for each thing that is open to the roles, needlessly, and that this role cannot or may not close
 */
export async function setUpDatabases(
  serverUrl: string,
  databases: readonly AppDatabase[],
  passwords: Readonly<Record<string, string>>,
  { isOwnServer = false }: { readonly isOwnServer?: boolean } = {},
): Promise<readonly string[]> {
  // Apps in turn: roles are the whole server's, and two at once would meet in its catalogue.
  for (const database of databases) {
    const roles = Object.values(database.roles).map((name) => ({ name, password: passwordOf(passwords, name) }));
    const url = await provisionDatabase(serverUrl, { name: database.name, roles });
    await migrate({ url, migrations: database.migrations });
  }
  const names = databases.map(({ name }) => name);
  return lockDown(serverUrl, { databases: names, roles: roleNames(databases), isOwnServer });
}

export function roleNames(databases: readonly AppDatabase[]): string[] {
  return databases.flatMap((database) => Object.values(database.roles));
}
