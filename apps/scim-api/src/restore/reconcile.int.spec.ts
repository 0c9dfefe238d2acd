import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inTransaction, openPool, type Transaction } from '#postgres';
import type { Pool } from 'pg';
import { KafkaPublisher, Relay } from '#outbox';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { SigningKeys } from '../storage/admin-signing-key.js';
import { GrantStore } from '../storage/grant-store.js';
import { LifeStore } from '../storage/admin-life-store.js';
import { issueOperator, revokeOperator } from '../storage/operator-credentials.js';
import { registerConsoleKey, withdrawConsoleKeys } from '../storage/console-keys.js';
import { ShadowStore } from '../storage/shadow/shadow-store.js';
import { SuspensionStore } from '../storage/admin-suspension-store.js';
import { PostgresAdminStore } from '../storage/admin-postgres-store.js';
import { DATABASE, MIGRATIONS } from '../storage/database.js';
import { DEFAULT_SETTINGS } from '../tenants/connection.js';
import { runKeys } from './key-command.js';
import { reconcile, type Reconciled } from './reconcile.js';

jest.setTimeout(60_000);

const KEY_SECRET = 'k'.repeat(32);
const ACTING = { requestId: 'r', traceparent: null, reason: null };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let backup: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;

interface Made {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly credential: string;
  readonly reader: string;
  readonly grant: string;
}

beforeAll(async () => {
  [database, kafka] = await Promise.all([createTestDatabase(DATABASE, MIGRATIONS), testKafka()]);
});
afterAll(() => Promise.all([database.drop(), backup.drop(), kafka.drop()]));

async function within<Result>(
  of: TestDatabase<keyof typeof DATABASE.roles>,
  work: (store: PostgresAdminStore, pool: Pool) => Promise<Result>,
): Promise<Result> {
  const pool = openPool({ url: of.url('admin'), applicationName: 'reconcile-test', max: 2 });
  try {
    return await work(new PostgresAdminStore({ pool, ring: () => undefined }), pool);
  } finally {
    await pool.end();
  }
}

async function asOwner(work: (tx: Transaction) => Promise<unknown>): Promise<void> {
  const pool = openPool({ url: database.ownerUrl, applicationName: 'reconcile-test-owner', max: 1 });
  try {
    await inTransaction(pool, work);
  } finally {
    await pool.end();
  }
}

async function make(store: PostgresAdminStore, grants: GrantStore): Promise<Made> {
  const settings = { name: 'Contoso', notificationAddress: null, unknownAttributes: 'ignore' } as never;
  const made = await store.createTenant(settings, ACTING);
  const tenantId = 'id' in made ? made.id : '';
  const connection = await store.createConnection(
    tenantId,
    { ...DEFAULT_SETTINGS, name: 'Entra', shadow: true },
    ACTING,
  );
  const connectionId = connection !== null && 'id' in connection ? connection.id : '';
  const grant = await grants.issue(tenantId, { hours: 1, reason: 'Ticket 7.' }, ACTING);
  if (grant === null || grant === 'too-many') throw new Error('nothing was granted');
  return { tenantId, connectionId, ...(await issue(store, { tenantId, connectionId })), grant: grant.id };
}

async function issue(
  store: PostgresAdminStore,
  { tenantId, connectionId }: Pick<Made, 'tenantId' | 'connectionId'>,
): Promise<Pick<Made, 'credential' | 'reader'>> {
  const credential = await store.issueCredential({ tenantId, connectionId, method: 'token' }, ACTING);
  const input = { tenantId, name: 'BI', audiences: ['audit'], tokenLifetime: 3_600 } as const;
  const reader = await store.createReader(input, ACTING);
  if (credential === null || 'code' in credential || reader === null || reader === 'too-many')
    throw new Error('nothing was issued');
  return { credential: credential.id, reader: reader.id };
}

async function publish(): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const relay = new Relay({
    databaseUrl: database.url('relay'),
    publisher: new KafkaPublisher(kafka.settings, { clientId: 'spec' }),
    log,
  });
  while ((await relay.runOnce()).published > 0);
  await relay.stop();
}

function reconciled(): Promise<Reconciled> {
  return within(backup, (_store, pool) => reconcile({ pool, kafka: kafka.settings, keySecret: KEY_SECRET }));
}

describe('a restored backup of scim-api', () => {
  it('brings back nothing that was revoked since, after it was reconciled; and is told what is lost', async () => {
    const { made, standing, kid } = await within(database, async (store, pool) => {
      const { kid: first } = await SigningKeys.open({ pool, keySecret: KEY_SECRET });
      await asOwner((tx) => registerConsoleKey(tx, { kid: 'stolen', kty: 'EC' }, { at: new Date(), acting: ACTING }));
      for (const name of ['gone', 'stays'])
        await asOwner((tx) => issueOperator(tx, { name, expiresAt: null, now: new Date() }, ACTING));
      const grants = new GrantStore({ pool, ring: () => undefined });
      return { made: await make(store, grants), standing: await make(store, grants), kid: first };
    });
    backup = await database.copy();
    const later = await within(database, async (store, pool) => {
      const { tenantId, connectionId } = made;
      await store.revokeCredential({ tenantId, connectionId, id: made.credential }, ACTING);
      await store.revokeReader({ tenantId, id: made.reader }, ACTING);
      await new GrantStore({ pool, ring: () => undefined }).revoke({ tenantId, id: made.grant }, ACTING);
      const issued = await issue(store, made);
      const lives = new LifeStore({ writes: pool, ring: () => undefined });
      const left = { tenantId: standing.tenantId, id: standing.connectionId };
      await lives.pause(left, ACTING);
      await lives.remove(left, { ...ACTING, reason: 'replaced' });
      const shadows = new ShadowStore({ writes: pool, people: pool, ring: () => undefined });
      await shadows.goLive({ tenantId, id: connectionId }, ACTING);
      const { requestId } = ACTING;
      expect(await shadows.end({ tenantId, connectionId, requestId })).toBe(true);
      const suspensions = new SuspensionStore({ writes: pool, ring: () => undefined });
      await suspensions.suspend(standing.tenantId, ACTING);
      const env = { ADMIN_DATABASE_URL: database.url('admin'), KEY_SECRET };
      await asOwner(async (tx) => {
        await withdrawConsoleKeys(tx, null, { at: new Date(), acting: ACTING });
        await revokeOperator(tx, 'gone', new Date(), ACTING);
        await registerConsoleKey(tx, { kid: 'next', kty: 'EC' }, { at: new Date(), acting: ACTING });
      });
      await runKeys(['withdraw', kid, '--why', 'leaked'], { env, user: () => 'kim', say: () => undefined });
      return issued;
    });
    await publish();

    const first = await reconciled();
    expect(first.revoked.map(({ kind, id }) => [kind, id])).toEqual([
      ['credential', made.credential],
      ['credential', standing.credential],
      ['reader', made.reader],
      ['grant', made.grant],
      ['operator', expect.any(String)],
      ['console', 'stolen'],
      ['key', kid],
    ]);
    expect(first.madeKey).not.toBeNull();
    expect(first.lost.map(({ type, id }) => [type, id])).toEqual([
      ['credential', later.credential],
      ['reader', later.reader],
      ['console-key', 'next'],
      ['signing-key', expect.any(String)],
    ]);
    await within(backup, async (store, pool) => {
      const { tenantId, connectionId } = made;
      const page = { limit: 10, after: null };
      expect((await store.credentials(tenantId, connectionId, page))?.[0]?.revokedAt).toBeInstanceOf(Date);
      expect((await store.readers(tenantId, page))?.[0]?.revokedAt).toBeInstanceOf(Date);
      expect(await store.connections(standing.tenantId, page)).toEqual([]);
      expect((await store.connection(tenantId, connectionId))?.shadow).toBeNull();
      expect((await pool.query('select 1 from shadows')).rows).toEqual([]);
      expect((await store.tenant(standing.tenantId))?.suspendedAt).toBeInstanceOf(Date);
      expect((await store.tenant(made.tenantId))?.suspendedAt).toBeNull();
      const keys = await SigningKeys.open({ pool, keySecret: KEY_SECRET });
      expect([keys.kid, keys.published.keys.length]).toEqual([first.madeKey, 1]);
      const { rows } = await pool.query('select count(*)::int as alive from readers where revoked_at is null');
      expect(rows).toEqual([{ alive: 1 }]);
      const operators = await pool.query(
        'select name, revoked_at is null as "isGood" from operator_credentials order by name',
      );
      expect(operators.rows).toEqual([
        { name: 'gone', isGood: false },
        { name: 'stays', isGood: true },
      ]);
    });
    expect(await reconciled()).toMatchObject({ revoked: [], madeKey: null });
  });
});
