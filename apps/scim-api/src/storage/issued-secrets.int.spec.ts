import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { hashSecret } from '../tenants/secret.js';
import { Credentials } from './credentials.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { UserTypes } from './user-types.js';

const KNOWN = `rcs_${'k'.repeat(43)}`;
const [OURS, THEIRS] = [
  { tenant: uuid(), connection: uuid(), reader: uuid(), credential: uuid(), revoked: uuid() },
  { tenant: uuid(), connection: uuid(), reader: uuid(), credential: uuid(), revoked: uuid() },
] as const;
/** Of a release before: the hash came from the process. */
const before = (of: { credential: string }) => `rcs_before-${of.credential}`;
const leaked = (of: { credential: string }) => `rcs_leaked-${of.credential}`;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
/** Whoever has the admin API's password. */
let thief: Client;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  [owner, thief] = [database.ownerUrl, database.url('admin')].map(
    (connectionString) => new Client({ connectionString }),
  ) as [Client, Client];
  await Promise.all([owner.connect(), thief.connect()]);
  for (const one of [OURS, THEIRS]) {
    const { tenant, connection, reader, credential, revoked } = one;
    await owner.query(
      `insert into tenants (id, name, version, created_at, changed_at) values ($1, 't', 1, now(), now())`,
      [tenant],
    );
    await owner.query(
      `insert into connections (id, tenant_id, name, tolerance, created_at) values ($1, $2, 'c', 'strict', now())`,
      [connection, tenant],
    );
    await owner.query(
      `insert into credentials (id, tenant_id, connection_id, token_hash, created_at, revoked_at)
       values ($1, $3, $4, $5, now(), null), ($2, $3, $4, $6, now(), now())`,
      [credential, revoked, tenant, connection, hashSecret(before(one)), hashSecret(leaked(one))],
    );
    await owner.query(
      `insert into readers (id, tenant_id, name, secret_hash, audiences, token_lifetime, created_at, revoked_at)
       values ($1, $2, 'r', $3, '{audit}', 60, now(), now())`,
      [reader, tenant, hashSecret(`rcr_${reader}`)],
    );
    await owner.query(
      `insert into grants (id, tenant_id, reason, granted_at, expires_at, revoked_at)
       values (gen_random_uuid(), $1, 'a ticket', now(), now() + interval '1 hour', now())`,
      [tenant],
    );
  }
});

afterAll(async () => {
  await Promise.all([owner.end(), thief.end()]);
  await database.drop();
});

const hash = (secret: string): string => `'\\x${hashSecret(secret).toString('hex')}'`;
const NEW_CREDENTIAL = 'insert into credentials (id, tenant_id, connection_id, token_hash, created_at)';
const NEW_READER = 'insert into readers (id, tenant_id, name, secret_hash, audiences, token_lifetime, created_at)';

describe("who has the admin API's password", () => {
  it.each([
    ['give a credential a hash that it knows', `update credentials set token_hash = ${hash(KNOWN)}`],
    ['give a reader one', `update readers set secret_hash = ${hash(KNOWN)}`],
    [
      'add a credential with one',
      `${NEW_CREDENTIAL} values (gen_random_uuid(), '${THEIRS.tenant}', '${THEIRS.connection}', ${hash(KNOWN)}, now())`,
    ],
    [
      'add a reader with one',
      `${NEW_READER} values (gen_random_uuid(), '${THEIRS.tenant}', 'x', ${hash(KNOWN)}, '{audit}', 60, now())`,
    ],
    [
      'add one with the hash of another tenant’s token',
      `${NEW_CREDENTIAL} select gen_random_uuid(), '${THEIRS.tenant}', '${THEIRS.connection}', token_hash, now() from credentials`,
    ],
    ['move a credential to another connection', `update credentials set connection_id = '${THEIRS.connection}'`],
    ['move a credential to another tenant', `update credentials set tenant_id = '${THEIRS.tenant}'`],
    ['move a connection with its credentials', `update connections set tenant_id = '${THEIRS.tenant}'`],
    ['move a reader', `update readers set tenant_id = '${THEIRS.tenant}'`],
    ['let a reader read more', `update readers set audiences = '{audit,directory}'`],
    ['let a reader see more', `update readers set scopes = '{directory:read,directory:history}'`],
    ['take a credential away to put it elsewhere', 'delete from credentials'],
    ['take a reader away', 'delete from readers'],
    ['take a connection away', 'delete from connections'],
    ['empty them', 'truncate credentials, readers'],
    ['let a credential live again that was revoked', 'update credentials set revoked_at = null'],
    ['say that it was revoked at another time', `update credentials set revoked_at = now() + interval '1 day'`],
    ['let a reader live again that was revoked', 'update readers set revoked_at = null'],
    ['let operators see again what a tenant has taken back', 'update grants set revoked_at = null'],
    ['make a secret without a credential', `select new_secret('rcs_')`],
    ['call what opens a credential', `select * from find_credential(${hash(KNOWN)})`],
    ['read an access token’s hash', 'select * from access_tokens'],
    [
      'add an access token',
      `insert into access_tokens select sha256('x'), tenant_id, id, null, 'federated', now(), now() from connections`,
    ],
    ['turn a secret into a token', `update credentials set method = 'token'`],
    ['switch the guards off', 'alter table credentials disable trigger all'],
    ['act as a replica, for which triggers are silent', `set session_replication_role = replica`],
    ['switch row-level security off', 'alter table credentials disable row level security'],
    ['put its own functions in the place of ours', 'create function public.sha256(bytea) returns bytea return $1'],
    [
      'add a signing key in the open',
      `insert into signing_keys (kid, private_jwk, created_at) values ('k', '{}', now())`,
    ],
    ['put a signing key into the open', `update signing_keys set private_jwk = '{"d":"known"}'`],
  ])('cannot %s', async (_what, statement) => {
    await owner.query(
      `insert into signing_keys (kid, public_jwk, wrapped, created_at) values ('own', '{}', 'v1.', now()) on conflict do nothing`,
    );
    await expect(thief.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('issues a credential of the connection’s own tenant, with a secret that nobody could know', async () => {
    const issued = new Set<string>();
    for (const { tenant, connection } of [OURS, THEIRS]) {
      const id = uuid();
      const { rows } = await thief.query<{ secret: string }>('select issue_credential($1, $2, now(), null) as secret', [
        id,
        connection,
      ]);
      const secret = rows[0]?.secret ?? '';
      expect(secret).toMatch(/^rcs_[A-Za-z0-9_-]{43}$/);
      issued.add(secret);
      const kept = await owner.query('select tenant_id, connection_id, token_hash from credentials where id = $1', [
        id,
      ]);
      expect(kept.rows).toEqual([{ tenant_id: tenant, connection_id: connection, token_hash: hashSecret(secret) }]);
    }
    expect(issued.size).toBe(2);
    await expect(thief.query('select issue_credential($1, $1, now(), null)', [uuid()])).rejects.toMatchObject({
      code: '23503',
    });
  });

  it('makes secrets of which each bit is now set and now not', async () => {
    const { rows } = await owner.query<{ secret: string }>(
      `select new_secret('rcr_') as secret from generate_series(1, 500)`,
    );
    const secrets = rows.map(({ secret }) => Buffer.from(secret.slice('rcr_'.length), 'base64url'));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(500);
    const set = Array.from({ length: 256 }, (_, bit) => {
      return secrets.filter((secret) => ((secret[bit >> 3] ?? 0) >> (bit & 7)) & 1).length;
    });
    // Of 500 fair bits: 7 standard deviations.
    expect(set.filter((ones) => ones < 170 || ones > 330)).toEqual([]);
  });
});

it('lets in with a token that an earlier release issued, and not with one that was revoked', async () => {
  const pool = openPool({ url: database.url('scim'), applicationName: 'issued-secrets', max: 2 });
  const credentials = new Credentials(pool, new UserTypes(pool));
  for (const one of [OURS, THEIRS]) {
    expect(await credentials.find(before(one))).toMatchObject({ tenantId: one.tenant, connectionId: one.connection });
    expect(await credentials.find(leaked(one))).toBeNull();
  }
  await pool.end();
});
