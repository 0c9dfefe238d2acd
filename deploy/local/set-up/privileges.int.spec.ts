import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { withDatabase, withRole } from '#postgres';
import { privilegesIn, privilegesOnServer } from '../../../test/support/privileges.js';
import { APP_DATABASES } from './app-databases.js';
import { roleUrl } from './database-names.js';
import { roleNames, setUpDatabases } from './databases.js';
import { freePort } from '../parts/ports.js';
import { Postgres } from '../parts/postgres.js';
import { projectRoot } from '../parts/project-root.js';

const ALL = Object.values(APP_DATABASES);
const PASSWORDS = Object.fromEntries(roleNames(ALL).map((role) => [role, `secret-of-${role}`]));
const OPERATOR = { name: 'operator', password: 'o' };
const NAMES = ALL.map(({ name }) => name);

/** What each role may do is decided there, by a person; sections are databases. */
const LIST = sectionsOf(readFileSync(join(projectRoot(), 'deploy/local/set-up/privileges.txt'), 'utf8'));

let dir: string;
let postgres: Postgres;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rollcall-privileges-'));
  postgres = await Postgres.start({ dir: join(dir, 'postgres'), port: await freePort(), password: 'p' });
  await within(postgres.url, (admin) =>
    admin.query(`create role operator with login createdb createrole password 'o'`),
  );
  await setUpDatabases(withRole(postgres.url, OPERATOR), ALL, PASSWORDS);
  await setUpDatabases(postgres.url, ALL, PASSWORDS, { isOwnServer: true });
}, 90_000);
afterAll(async () => {
  await postgres.stop('immediate');
  await rm(dir, { recursive: true, force: true });
});

describe('the roles of all databases', () => {
  it('are, and may connect to, what the list says', async () => {
    expect(await within(postgres.url, privilegesOnServer)).toEqual(LIST.get('the server'));
  });

  it.each(NAMES)('may do in %s what the list says, and nothing else', async (name) => {
    expect(await within(withDatabase(postgres.url, name), privilegesIn)).toEqual(LIST.get(name));
  });

  it.each([
    'grant delete on projection.entries to rollcall_audit',
    'grant update (reason) on projection.entries to rollcall_audit',
    'grant select on projection.entries to public',
    'grant select on projection.parked_events to rollcall_audit_reader with grant option',
    'grant insert on public.signing_key_cache to rollcall_audit_reader',
    'grant usage on sequence projection.parked_events_id_seq to rollcall_audit',
    'grant create on schema projection to rollcall_audit',
    'grant execute on function projection.keep_parked() to public',
    'grant execute on function pg_catalog.lo_create(oid) to rollcall_audit',
    'grant execute on function pg_catalog.pg_read_file(text) to rollcall_audit',
    'grant select on pg_catalog.pg_authid to rollcall_audit',
    'grant select (rolpassword) on pg_catalog.pg_authid to rollcall_audit',
    'alter default privileges in schema projection grant select on tables to rollcall_audit',
    'alter default privileges grant execute on functions to rollcall_audit',
    'alter table projection.entries disable row level security',
    'alter table projection.entries disable trigger all; alter table projection.parked_events disable trigger keep_parked',
    'create policy all_of_it on projection.entries for select to rollcall_audit_reader using (true)',
    'create table projection.new (tenant_id uuid)',
    'create view projection.new as select * from projection.entries',
    `create function projection.new() returns int language sql security definer return 1`,
    'alter function projection.keep_parked() security definer',
    'alter table projection.entries owner to rollcall_audit',
    'create extension pgcrypto schema public',
    `select lo_create(0)`,
  ])('are not what the list says after: %s', async (statement) => {
    const found = await after(statement, 'rollcall_audit', privilegesIn);
    expect(found).not.toEqual(LIST.get('rollcall_audit'));
  });

  it.each([
    'grant connect on database rollcall_scim to rollcall_audit',
    'grant temporary on database rollcall_audit to rollcall_audit',
    'grant connect on database postgres to public',
    'alter role rollcall_audit with createrole',
    'alter role rollcall_audit with bypassrls',
    'grant rollcall_audit_parked to rollcall_audit',
    'grant pg_read_all_data to rollcall_audit_reader',
    `alter role rollcall_audit set session_replication_role = 'replica'`,
    'grant set on parameter session_replication_role to rollcall_audit',
    'create role stranger with login',
    'grant create on tablespace pg_default to rollcall_audit',
  ])('are not on the server what the list says after: %s', async (statement) => {
    expect(await after(statement, 'postgres', privilegesOnServer)).not.toEqual(LIST.get('the server'));
  });
});

describe('a roll-back before wrapped keys', () => {
  const README = readFileSync(join(projectRoot(), 'deploy/README.md'), 'utf8');
  const statementsFor = (mark: string): string =>
    new RegExp(`<!-- ${mark} -->\\s+\`\`\`sql([^\`]+)`).exec(README)?.[1] ?? '';
  const scim = APP_DATABASES['scim-api'];

  it('gives the release before what it needs, and takes it back on the way forward', async () => {
    const owner = withDatabase(withRole(postgres.url, OPERATOR), scim.name);
    const [tenant, other] = [randomUUID(), randomUUID()];
    await within(owner, async (client) => {
      await client.query(`insert into signing_keys (kid, wrapped, created_at) values ('new', 'v1.', now())`);
      await client.query(statementsFor('rolled back'));
      await client.query(
        `insert into tenants (id, name, version, created_at, changed_at) values ('${tenant}', 't', 1, now(), now())`,
      );
    });
    await within(roleUrl(postgres.url, scim, { key: 'admin', passwords: PASSWORDS }), async (before) => {
      expect((await before.query('select kid from signing_keys')).rows).toEqual([]);
      await before.query(`insert into signing_keys (kid, private_jwk, created_at) values ('old', '{}', now())`);
      await before.query(
        `insert into readers (id, tenant_id, name, secret_hash, audiences, token_lifetime, created_at)
         values ('${other}', '${tenant}', 'r', '\\x01', '{audit}', 60, now())`,
      );
      await within(owner, (client) => client.query(statementsFor('forward again')));
      await before.query(`update signing_keys set private_jwk = null, wrapped = 'v1.' where kid = 'old'`);
    });
    expect(await within(withDatabase(postgres.url, scim.name), privilegesIn)).toEqual(LIST.get(scim.name));
  });
});

/** Who answers requests in a projection believes the issuer's keys and the list of who was revoked: others write them. */
describe.each(['directory', 'audit', 'notifier'] as const)('the role that answers in the %s', (app) => {
  it.each(['signing_key_cache', 'revocations', 'revocations_heard'])('reads %s and cannot write it', async (table) => {
    const url = roleUrl(postgres.url, APP_DATABASES[app], { key: 'reader', passwords: PASSWORDS });
    await within(url, async (reader) => {
      await reader.query(`select * from public.${table}`);
      for (const statement of [
        `insert into public.${table} select * from public.${table}`,
        `update public.${table} set ${table === 'signing_key_cache' ? `jwks = '{}'` : table === 'revocations' ? `id = 'x'` : 'heard_at = now()'}`,
        `delete from public.${table}`,
        `truncate public.${table}`,
        `alter table public.${table} owner to current_user`,
      ]) {
        await expect(reader.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
    });
  });
});

async function within<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What is found when somebody has done that, which is then taken back. */
function after(statement: string, database: string, look: (client: Client) => Promise<string[]>): Promise<string[]> {
  return within(withDatabase(postgres.url, database), async (admin) => {
    await admin.query('begin');
    await admin.query(statement);
    const found = await look(admin);
    await admin.query('rollback');
    return found;
  });
}

function sectionsOf(text: string): Map<string, readonly string[]> {
  const sections = text.split(/^\[(.+)\]\n/m).slice(1);
  return new Map(
    sections.flatMap((name, at) => {
      if (at % 2 === 1) return [];
      const lines = (sections[at + 1] ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      return [[name, lines.sort()] as const];
    }),
  );
}
