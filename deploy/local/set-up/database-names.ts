import { withDatabase, withRole } from '#postgres';

/** What an app's database and its ordinary roles are called. */
export interface DatabaseNames {
  readonly name: string;
  /** The roles' names by what the processes call them. */
  readonly roles: Readonly<Record<string, string>>;
}

/** The URL with which a process reaches its database as one of its roles. */
export function roleUrl(
  serverUrl: string,
  database: DatabaseNames,
  role: { readonly key: string; readonly passwords: Readonly<Record<string, string>> },
): string {
  const name = database.roles[role.key];
  if (name === undefined) throw new Error(`${database.name} has no role ${role.key}`);
  return withRole(withDatabase(serverUrl, database.name), { name, password: passwordOf(role.passwords, name) });
}

export function passwordOf(passwords: Readonly<Record<string, string>>, role: string): string {
  const password = passwords[role];
  if (password === undefined) throw new Error(`no password for the role ${role}`);
  return password;
}
