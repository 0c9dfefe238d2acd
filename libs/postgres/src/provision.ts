import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { isOrdinaryRole, ORDINARY_OPTIONS } from './role-attributes.js';
import { sqlState } from './commit.js';
import { onClient } from './on-client.js';

export interface DatabaseSpec {
  readonly name: string;
  /** Ordinary roles that may log in and connect to this database and no other; privileges come from migrations. */
  readonly roles: readonly { readonly name: string; readonly password: string }[];
}

/**
 * Creates a database and its ordinary roles; of roles that are there it sets the password. Safe to run again.
 *
 * @param adminUrl a role with CREATEDB and CREATEROLE; it becomes the owner of what it creates. A superuser is not needed
 * @throws Error that says what to run when a role or the database is there and is not as it must be
 * @returns the URL of the new database for the owner (to run migrations with)
 */
export async function provisionDatabase(adminUrl: string, spec: DatabaseSpec): Promise<string> {
  await onClient({ connectionString: adminUrl }, async (admin) => {
    const database = escapeIdentifier(spec.name);
    if (!(await isOwnDatabase(admin, spec.name)))
      await admin.query(`create database ${database} encoding 'UTF8' template template0`);
    await admin.query(`revoke all on database ${database} from public`);
    for (const role of spec.roles) {
      const name = escapeIdentifier(role.name);
      const password = `password ${escapeLiteral(role.password)}`;
      if (await isOrdinaryRole(admin, role.name)) await setPassword(admin, role.name, password);
      else await admin.query(`create role ${name} with ${ORDINARY_OPTIONS} ${password}`);
      await admin.query(`grant connect on database ${database} to ${name}`);
    }
  });
  return withDatabase(adminUrl, spec.name);
}

const FIND_DATABASE = `
  select pg_get_userbyid(datdba) as owner, pg_has_role(datdba, 'usage') as "isOwn", current_user as "currentUser"
    from pg_database
   where datname = $1::text`;

interface FoundDatabase {
  readonly owner: string;
  readonly isOwn: boolean;
  readonly currentUser: string;
}

/** Whether it is there. To somebody else's database grants are answered with a warning, and nothing is granted. */
async function isOwnDatabase(admin: Client, name: string): Promise<boolean> {
  const { rows } = await admin.query<FoundDatabase>(FIND_DATABASE, [name]);
  const [found] = rows;
  if (found === undefined || found.isOwn) return found !== undefined;
  const statement = `alter database ${escapeIdentifier(name)} owner to ${escapeIdentifier(found.currentUser)}`;
  throw new Error(
    `the database ${name} belongs to ${found.owner}, and ${found.currentUser} cannot grant access to it. ` +
      `Run this as ${found.owner}, or let a superuser run: ${statement};`,
  );
}

/** PostgreSQL 16 and later: a role with CREATEROLE may change the roles that it made, or was granted with ADMIN. */
async function setPassword(admin: Client, role: string, password: string): Promise<void> {
  try {
    await admin.query(`alter role ${escapeIdentifier(role)} with ${password}`);
  } catch (error) {
    if (sqlState(error) !== '42501') throw error;
    const { rows } = await admin.query<{ name: string }>('select current_user as name');
    const own = rows[0]?.name ?? '';
    throw new Error(
      `the role ${role} is another's, and ${own} cannot set its password. ` +
        `Let a superuser run: grant ${escapeIdentifier(role)} to ${escapeIdentifier(own)} with admin option;`,
      { cause: error },
    );
  }
}

/** The same server and role, another database. */
export function withDatabase(url: string, database: string): string {
  const result = new URL(url);
  result.pathname = `/${encodeURIComponent(database)}`;
  return result.href;
}

/** The same server and database, another role. */
export function withRole(url: string, role: { readonly name: string; readonly password: string }): string {
  const result = new URL(url);
  result.username = encodeURIComponent(role.name);
  result.password = encodeURIComponent(role.password);
  return result.href;
}

/**
 * The same, with unqualified names found in `schema`, so that no statement has to name it. Set by the connection and not
 * on the role, because a role's settings are not part of a database's dump.
 */
export function withSearchPath(url: string, schema: string): string {
  const result = new URL(url);
  result.searchParams.set('options', `-c search_path=${schema}`);
  return result.href;
}
