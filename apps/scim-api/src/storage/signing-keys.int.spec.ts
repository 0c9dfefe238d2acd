import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import type { Pool } from 'pg';
import { openPool } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { runKeys } from '../restore/key-command.js';
import { SigningKeys } from './admin-signing-key.js';
import { ACCOUNT_TOKEN_S } from '../tenants/console-client.js';
import { DATABASE, MIGRATIONS } from './database.js';

const KEY_SECRET = 'k'.repeat(32);
const MINUTE = 60_000;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let pool: Pool;
let owner: Pool;
let now: number;

beforeEach(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  pool = openPool({ url: database.url('admin'), applicationName: 'keys-test', max: 2 });
  owner = openPool({ url: database.ownerUrl, applicationName: 'keys-test-owner', max: 1 });
  now = Date.now();
});
afterEach(async () => {
  await Promise.all([pool.end(), owner.end()]);
  await database.drop();
});

function open(keySecret = KEY_SECRET): Promise<SigningKeys> {
  return SigningKeys.open({ pool, keySecret, now: () => new Date(now) });
}

async function run(words: readonly string[], env: Record<string, string> = {}) {
  const said: string[] = [];
  const settings = { ADMIN_DATABASE_URL: database.url('admin'), KEY_SECRET, ...env };
  const code = await runKeys(words, { env: settings, user: () => 'kim', say: (line) => void said.push(line) });
  return { code, said: said.join('\n') };
}

async function keptText(): Promise<string> {
  return JSON.stringify((await owner.query('select * from signing_keys')).rows);
}

async function acts(): Promise<object[]> {
  const { rows } = await owner.query<{ value: string }>('select value from outbox order by id');
  return rows.map(({ value }) => JSON.parse(value) as object);
}

const publishedBy = (keys: SigningKeys) => keys.published.keys.map(({ kid }) => kid);
/** The tag of the cursors that a process gives out now. */
const tagBy = (keys: SigningKeys) => keys.cursorKey.tag;

describe('a signing key at rest', () => {
  it('is wrapped, those of an earlier release at the first start', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(privateKey);
    await owner.query(`insert into signing_keys (kid, private_jwk, created_at) values ('old', $1, now())`, [jwk]);
    expect(await keptText()).toContain(jwk.d);
    const keys = await open();
    expect([keys.kid, publishedBy(keys), keys.cursorKey.secret]).toEqual(['old', ['old'], jwk.d]);
    expect(await keptText()).not.toContain(jwk.d);
    expect((await open()).kid).toBe('old');
  });

  it('is opened by its own secret only: with another one nothing starts, and nothing is made or wrapped', async () => {
    await open();
    const before = await keptText();
    await expect(open('x'.repeat(32))).rejects.toThrow(/^KEY_SECRET is not the one/);
    await expect(run(['rotate', '--why', 'x'], { KEY_SECRET: 'x'.repeat(32) })).rejects.toThrow(/^KEY_SECRET/);
    await expect(run(['list'], { KEY_SECRET: 'short' })).rejects.toThrow(/KEY_SECRET must NOT have fewer|KEY_SECRET/);
    expect(await keptText()).toBe(before);
  });

  it('is kept under another secret by "rewrap", and under that one alone', async () => {
    const { kid } = await open();
    const NEW_KEY_SECRET = 'n'.repeat(40);
    expect(await run(['rewrap'], { NEW_KEY_SECRET })).toMatchObject({ code: 0 });
    expect(await acts()).toEqual([
      expect.objectContaining({ act: 'keys.rewrap', actor: { type: 'operator', name: expect.anything() } }),
    ]);
    expect((await open(NEW_KEY_SECRET)).kid).toBe(kid);
    await expect(open()).rejects.toThrow(/^KEY_SECRET/);
  });
});

describe('a key that somebody puts into the table who has its password, and not KEY_SECRET', () => {
  const theirs = async () => ({ ...(await exportJWK((await generateKeyPair('EdDSA')).publicKey)), kid: 'theirs' });

  it('is never published', async () => {
    const keys = await open();
    const before = keys.published;
    const row = `insert into signing_keys (kid, public_jwk, wrapped, created_at) values ('theirs', $1, 'v1.AAAA', now())`;
    await pool.query(row, [await theirs()]);
    // Rotated long ago, it neither signs nor opens a cursor, and would be published unopened.
    await pool.query(`update signing_keys set rotated_at = now() - interval '1 day' where kid = 'theirs'`);
    await expect(keys.refresh()).rejects.toThrow(/^KEY_SECRET/);
    expect(keys.published).toEqual(before);
    await expect(open()).rejects.toThrow(/^KEY_SECRET/);
  });

  it('is not published in the place of ours', async () => {
    const before = (await open()).published;
    await pool.query('update signing_keys set public_jwk = $1', [await theirs()]);
    expect((await open()).published).toEqual(before);
  });
});

describe('a rotated key', () => {
  it('signs until the new one is known everywhere, and verifies until its last token has ended', async () => {
    const [tenant, reader] = ['0198c0de-0000-7000-8000-000000000001', '0198c0de-0000-7000-8000-000000000002'];
    await owner.query(
      `insert into tenants (id, name, version, created_at, changed_at) values ($1, 'T', 1, now(), now())`,
      [tenant],
    );
    await owner.query(
      `insert into readers (id, tenant_id, name, secret_hash, audiences, token_lifetime, created_at)
       values ($1, $2, 'R', '\\x01', '{audit}', 7200, now())`,
      [reader, tenant],
    );
    now -= MINUTE;
    const keys = await open();
    now += MINUTE;
    const [old, oldTag] = [keys.kid, tagBy(keys)];
    expect(await run(['rotate', '--why', 'yearly'])).toMatchObject({ code: 0 });
    await keys.refresh();
    expect([keys.kid, publishedBy(keys).length]).toEqual([old, 2]);
    now = Date.now() + 11_000;
    await keys.refresh();
    expect([keys.kid === old, publishedBy(keys).includes(old)]).toEqual([false, true]);
    expect(keys.cursorSecret(oldTag)).toEqual(expect.any(String));
    now += 7_300_000;
    await keys.refresh();
    expect([publishedBy(keys).length, keys.cursorSecret(oldTag)]).toEqual([1, null]);
    const actor = { type: 'operator', name: 'kim' };
    const changes = [{ path: 'rotatedAt', before: null, after: expect.anything() }];
    expect(await acts()).toEqual([
      { act: 'keys.rotate', object: { type: 'signing-key', id: old }, actor, reason: 'yearly', changes },
      { act: 'keys.issue', object: { type: 'signing-key', id: keys.kid }, actor, reason: 'yearly', changes: [] },
    ]);
  });
});

describe('a rotated key of an installation without readers', () => {
  it('verifies until the tokens of those who signed in have ended', async () => {
    const keys = await open();
    const old = keys.kid;
    expect(await run(['rotate', '--why', 'yearly'])).toMatchObject({ code: 0 });
    now = Date.now() + ACCOUNT_TOKEN_S * 1_000;
    await keys.refresh();
    expect(publishedBy(keys)).toContain(old);
    now += 2 * MINUTE;
    await keys.refresh();
    expect(publishedBy(keys)).toEqual([keys.kid]);
  });
});

describe('a withdrawn key', () => {
  it('signs, verifies and opens nothing any more, in a process that runs too, and is thrown away', async () => {
    const keys = await open();
    const [old, oldTag, oldSecret] = [keys.kid, tagBy(keys), keys.cursorKey.secret];
    expect(await run(['withdraw', old, '--why', 'it leaked', '--who', 'zoe'])).toMatchObject({ code: 0 });
    await keys.refresh();
    expect(publishedBy(keys)).toEqual([keys.kid]);
    expect([keys.kid === old, keys.cursorSecret(oldTag)]).toEqual([false, null]);
    expect(keys.cursorSecret('AAAAAAAAAAA')).toBeUndefined();
    const { rows } = await owner.query('select wrapped, private_jwk from signing_keys where kid = $1', [old]);
    expect(rows).toEqual([{ wrapped: null, private_jwk: null }]);
    expect((await open()).kid).toBe(keys.kid);
    const said = JSON.stringify(await acts());
    expect(said).toContain('"keys.withdraw"');
    expect(said + (await run(['list'])).said).not.toContain(oldSecret);
  });

  it('that was rotated needs no new one, and nothing that is not there or was withdrawn is withdrawn', async () => {
    const { kid } = await open();
    await run(['rotate', '--why', 'yearly']);
    expect(await run(['withdraw', kid, '--why', 'it leaked'])).toEqual({ code: 0, said: `${kid} is withdrawn` });
    const { said } = await run(['list', '--json']);
    expect(said.split('\n').map((line) => (JSON.parse(line) as { state: string }).state)).toEqual([
      'signs',
      'withdrawn',
    ]);
    for (const other of [kid, 'nobody']) {
      expect(await run(['withdraw', other, '--why', 'x'])).toMatchObject({ code: 1 });
    }
    await expect(run(['withdraw', kid])).rejects.toThrow(/--why/);
    await expect(run(['rotate', 'now', '--why', 'x'])).rejects.toThrow(/too many/);
  });
});

describe('the role of the admin API', () => {
  it('can delete no key', async () => {
    await open();
    await expect(pool.query('delete from signing_keys')).rejects.toMatchObject({ code: '42501' });
  });
});
