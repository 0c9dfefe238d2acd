import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { withDatabase, withRole } from '#postgres';
import { privilegesIn } from '../../../test/support/privileges.js';
import { APP_DATABASES } from './app-databases.js';
import { roleUrl } from './database-names.js';
import { roleNames, setUpDatabases } from './databases.js';
import { freePort } from '../parts/ports.js';
import { Postgres } from '../parts/postgres.js';

// A server of its own: the databases have their real names here.
describe('the databases of all apps', () => {
  const all = Object.values(APP_DATABASES);
  const secrets = (mark: string) => Object.fromEntries(roleNames(all).map((role) => [role, `${mark}-of-${role}`]));
  const passwords = secrets('secret');
  /** Operators and clouds give no superuser. */
  const OPERATOR = { name: 'operator', password: 'o' };
  let reported: readonly string[];
  let before: readonly string[];
  let operatorUrl: string;
  let dir: string;
  let postgres: Postgres;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-databases-'));
    postgres = await Postgres.start({ dir: join(dir, 'postgres'), port: await freePort(), password: 'p' });
    await query(postgres.url, `create role operator with login createdb createrole password 'o'`);
    await execute(postgres.url, 'create database elsewhere');
    operatorUrl = withRole(postgres.url, OPERATOR);
    before = await ofOthers(postgres.url);
    reported = await setUpDatabases(operatorUrl, all, secrets('first'));
  }, 60_000);
  afterAll(async () => {
    await postgres.stop('immediate');
    await rm(dir, { recursive: true, force: true });
  });

  it('can be set up again, as every start does, and by a superuser as well', async () => {
    await expect(setUpDatabases(postgres.url, all, secrets('second'))).resolves.toBeDefined();
    await expect(setUpDatabases(operatorUrl, all, passwords)).resolves.toBeDefined();
  }, 30_000);

  it("say what is open on another's server and is not theirs to close", async () => {
    const said = reported.join('\n');
    for (const name of ['elsewhere', 'postgres', 'template1'])
      expect(said).toContain(`revoke connect on database "${name}" from public;`);
    expect(said).toMatch(
      /in the database rollcall_audit\. .*a superuser run there: revoke execute on .*lo_create\(oid\)/,
    );
  });

  it("change nothing of what is another's, by whomever they are set up", async () => {
    expect(before).toContain('elsewhere: function pg_catalog.lo_create(oid): PUBLIC execute');
    expect(await ofOthers(postgres.url)).toEqual(before);
    await setUpDatabases(postgres.url, all, passwords);
    expect(await ofOthers(postgres.url)).toEqual(before);
  });

  it('are all that a role can connect to on a server of their own, where no role fills the disk without a table', async () => {
    expect(await setUpDatabases(postgres.url, all, passwords, { isOwnServer: true })).toEqual([]);
    const names = (await query(postgres.url, 'select datname as name from pg_database')) as { name: string }[];
    for (const database of all) {
      for (const [key, role] of Object.entries(database.roles)) {
        const url = roleUrl(postgres.url, database, { key, passwords });
        const entered = await Promise.all(
          names.map(async ({ name }) => ((await mayEnter(withDatabase(url, name))) ? [name] : [])),
        );
        expect({ role, entered: entered.flat() }).toEqual({ role, entered: [database.name] });
        const found = await query(url, REACHABLE);
        expect({ role, found }).toEqual({ role, found: [{ name: database.name, temporary: false }] });
        for (const statement of WITHOUT_A_TABLE)
          await expect(query(url, statement)).rejects.toMatchObject({ code: '42501' });
      }
    }
  }, 60_000);

  it("let the admin API's role revoke a credential, and neither move it nor give it a hash", async () => {
    const admin = roleUrl(postgres.url, APP_DATABASES['scim-api'], { key: 'admin', passwords });
    for (const table of ['credentials', 'readers']) await query(admin, `update ${table} set revoked_at = now()`);
    await query(admin, `update connections set name = 'n', tolerance = 'strict', rate_per_second = 1, rate_burst = 2`);
    for (const change of [
      'credentials set token_hash = token_hash',
      'credentials set tenant_id = tenant_id',
      'credentials set connection_id = connection_id',
      'credentials set expires_at = null',
      'credentials set id = id',
      'connections set tenant_id = tenant_id',
      'connections set id = id',
      'readers set secret_hash = secret_hash',
      'readers set tenant_id = tenant_id',
      'readers set audiences = audiences',
      'readers set token_lifetime = 1',
    ]) {
      await expect(query(admin, `update ${change}`)).rejects.toMatchObject({ code: '42501' });
    }
    for (const table of ['credentials', 'readers', 'connections', 'tenants', 'signing_keys'])
      await expect(query(admin, `delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('are reached by every role, each of which is an ordinary one', async () => {
    for (const database of all) {
      for (const key of Object.keys(database.roles)) {
        const [role] = await query(
          roleUrl(postgres.url, database, { key, passwords }),
          'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
        );
        expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false });
      }
    }
  });

  it('have policies, triggers and functions that hold for the roles and not for their owner', async () => {
    const scim = roleUrl(postgres.url, APP_DATABASES['scim-api'], { key: 'scim', passwords });
    const [acme, globex] = [randomUUID(), randomUUID()];
    const insert = `insert into groups (id, tenant_id, version, created, last_modified, display_name_key, attributes)
                    values (gen_random_uuid(), '${acme}', 1, now(), now(), 'engines', '{}')`;
    await inTenant(scim, acme, insert);
    await expect(inTenant(scim, globex, insert)).rejects.toMatchObject({ code: '42501' });
    const seen = [acme, globex].map((tenant) => inTenant(scim, tenant, 'select id from groups'));
    expect((await Promise.all(seen)).map((rows) => rows.length)).toEqual([1, 0]);
    expect(await inTenant(scim, acme, 'select sum(total)::int as total from resource_counts')).toEqual([{ total: 1 }]);

    const owner = withDatabase(operatorUrl, APP_DATABASES['scim-api'].name);
    await query(
      owner,
      `insert into tenants (id, name, version, created_at, changed_at) values ('${acme}', 'a', 1, now(), now())`,
    );
    await query(
      owner,
      `insert into connections (id, tenant_id, name, tolerance, created_at)
       values ('${globex}', '${acme}', 'c', 'strict', now())`,
    );
    expect(await query(scim, `select granted from lease_tokens('${globex}', 1, 0, 1, 1)`)).toEqual([{ granted: 1 }]);
  });

  it("are closed to another app's role", async () => {
    const url = new URL(roleUrl(postgres.url, APP_DATABASES.directory, { key: 'directory', passwords }));
    url.pathname = `/${APP_DATABASES.audit.name}`;
    await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '42501' });
  });
});

const REACHABLE = `
  select datname as name, has_database_privilege(oid, 'temporary') as temporary
    from pg_database
   where datallowconn
     and has_database_privilege(oid, 'connect')`;

/** Each writes to the disk without a table of the role's own. */
const WITHOUT_A_TABLE = [
  'select lo_create(0)',
  'select lo_creat(-1)',
  `select lo_from_bytea(0, 'x')`,
  `select lo_put(1, 0, 'x')`,
  `select pg_logical_emit_message(false, 'x', 'x')`,
  'create temporary table t (n int)',
  'create table t (n int)',
  'create schema s',
] as const;

/** Databases that are none of ours: who may connect, and what everybody may do there. */
async function ofOthers(serverUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: withDatabase(serverUrl, 'elsewhere') });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(
      `select datname || ': ' || coalesce(datacl::text, 'as it was made') as line
         from pg_database
        where datname !~ '^rollcall_'
        order by datname`,
    );
    const there = await privilegesIn(client);
    return [...rows.map(({ line }) => line), ...there.map((line) => `elsewhere: ${line}`)];
  } finally {
    await client.end();
  }
}

async function mayEnter(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // No right to connect; and template0, which lets nobody in.
    expect(['42501', '55000']).toContain((error as { code?: string }).code);
    return false;
  } finally {
    await client.end();
  }
}

/** What cannot be in a transaction. */
async function execute(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

function inTenant(url: string, tenant: string, text: string): Promise<unknown[]> {
  return query(url, text, [`select set_config('rollcall.tenant', '${tenant}', true)`]);
}

async function query(url: string, text: string, before: readonly string[] = []): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    for (const statement of before) await client.query(statement);
    const { rows } = await client.query(text);
    await client.query('commit');
    return rows;
  } finally {
    await client.end();
  }
}
