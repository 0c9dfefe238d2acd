import { Client, escapeIdentifier, escapeLiteral } from 'pg';

export interface DatabaseSpec {
  readonly name: string;
  /** Ordinary roles that may log in and connect to this database and no other; privileges come from migrations. */
  readonly roles: readonly { readonly name: string; readonly password: string }[];
}

/**
 * Creates a database and its ordinary roles, or brings what is there up to date; safe to run again.
 *
 * @param adminUrl a role that may create databases and roles; it becomes the owner of what it creates
 * @returns the URL of the new database for the owner (to run migrations with)
 */
export async function provisionDatabase(adminUrl: string, spec: DatabaseSpec): Promise<string> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const database = escapeIdentifier(spec.name);
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [spec.name]);
    if (rowCount === 0) await admin.query(`create database ${database} encoding 'UTF8' template template0`);
    await admin.query(`revoke all on database ${database} from public`);
    for (const role of spec.roles) {
      const name = escapeIdentifier(role.name);
      const known = await admin.query('select 1 from pg_roles where rolname = $1', [role.name]);
      const options = `login nosuperuser nocreatedb nocreaterole nobypassrls password ${escapeLiteral(role.password)}`;
      await admin.query(`${known.rowCount === 0 ? 'create' : 'alter'} role ${name} with ${options}`);
      await admin.query(`grant connect on database ${database} to ${name}`);
    }
  } finally {
    await admin.end();
  }
  return withDatabase(adminUrl, spec.name);
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
