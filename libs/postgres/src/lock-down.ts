import { escapeIdentifier, type Client } from 'pg';
import { onClient } from './on-client.js';
import { withDatabase } from './provision.js';

export interface LockDown {
  /** Ours. */
  readonly databases: readonly string[];
  /** The ordinary roles of all of them. */
  readonly roles: readonly string[];
  /** Nobody else's data are on this server: its other databases are closed to the roles as well. */
  readonly isOwnServer: boolean;
}

/**
 * Takes from everybody what PostgreSQL gives to everybody and no role of ours needs: connecting to databases that are not
 * its own, and functions that write without a table, with which a role could fill the disk. Safe to run again.
 *
 * On a server that is another's only our own databases are changed.
 *
 * @returns a sentence for each thing that is still open, with the statement that closes it
 */
export function lockDown(adminUrl: string, spec: LockDown): Promise<readonly string[]> {
  return onClient({ connectionString: adminUrl }, async (admin) => {
    const { rows } = await admin.query<{ name: string }>(
      'select datname as name from pg_database where datallowconn order by datname',
    );
    const reports: string[] = [];
    for (const { name } of rows) {
      const isOwn = spec.databases.includes(name);
      if (!isOwn && spec.isOwnServer)
        await admin.query(`revoke connect, temporary on database ${escapeIdentifier(name)} from public`);
      if (isOwn || spec.isOwnServer) reports.push(...(await closeFunctions(withDatabase(adminUrl, name), name)));
    }
    return [...(await reachable(admin, spec)), ...reports];
  });
}

const REACHABLE = `
  select d.datname as name
    from pg_database d
   where d.datallowconn
     and d.datname <> all ($1::text[])
     and exists (select from unnest($2::text[]) as r (name) where has_database_privilege(r.name, d.oid, 'connect'))
   order by d.datname`;

async function reachable(admin: Client, { databases, roles }: LockDown): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(REACHABLE, [databases, roles]);
  return rows.map(
    ({ name }) =>
      `Rollcall's roles can connect to the database ${name}, which is not Rollcall's. ` +
      `To close it, let its owner run: revoke connect on database ${escapeIdentifier(name)} from public;`,
  );
}

// Large objects are rows in pg_largeobject, whoever may create a table or not; a message is a record in the log.
const OPEN_FUNCTIONS = `
  select p.oid::regprocedure::text as name
    from pg_proc p
   where p.pronamespace = 'pg_catalog'::regnamespace
     and (p.proname ~ '^lo_' or p.proname in ('loread', 'lowrite', 'pg_logical_emit_message'))
     and has_function_privilege('public', p.oid, 'execute')
   order by 1`;

function closeFunctions(url: string, database: string): Promise<string[]> {
  return onClient({ connectionString: url }, async (client) => {
    const open = async (): Promise<string[]> =>
      (await client.query<{ name: string }>(OPEN_FUNCTIONS)).rows.map(({ name }) => name);
    const found = await open();
    // To who is no superuser this is answered with a warning, and nothing is revoked.
    if (found.length > 0) await client.query(`revoke execute on function ${found.join(', ')} from public`);
    const left = await open();
    if (left.length === 0) return [];
    return [
      `Every role can write large objects in the database ${database}. ` +
        `To close it, let a superuser run there: revoke execute on function ${left.join(', ')} from public;`,
    ];
  });
}
