import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { decodeEvent, type AdminActed } from '#contracts';
import { inTransaction, openPool } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DomainStore } from '../storage/admin-domain-store.js';
import { LifeStore } from '../storage/admin-life-store.js';
import { PostgresAdminStore } from '../storage/admin-postgres-store.js';
import { DATABASE, MIGRATIONS } from '../storage/database.js';
import { DEFAULT_SETTINGS } from '../tenants/connection.js';
import { closeAgain } from './close-again.js';

jest.setTimeout(60_000);

const ACTING = { requestId: 'r', traceparent: null, reason: 'of a test' };
/** An operator at the console. */
const SIGNED_IN = { ...ACTING, type: 'account', role: 'operator' } as const;
const OF_US = { cloud: 'global', tenantId: 'a', subject: 's', audience: 'x' } as const;
const OF_OTHERS = { ...OF_US, tenantId: 'b' } as const;
const ring = (): void => undefined;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let backup: TestDatabase<keyof typeof DATABASE.roles> | undefined;
let pool: Pool;
let restored: Pool | undefined;
let tenantId: string;

interface Stores {
  readonly admin: PostgresAdminStore;
  readonly lives: LifeStore;
  readonly domains: DomainStore;
}

const stores = (of: Pool): Stores => ({
  admin: new PostgresAdminStore({ pool: of, ring }),
  lives: new LifeStore({ writes: of, ring }),
  domains: new DomainStore({ pool: of, ring }),
});
const opened = (of: TestDatabase<keyof typeof DATABASE.roles>): Pool =>
  openPool({ url: of.url('admin'), applicationName: 'close-again', max: 2 });

async function connect({ admin }: Stores, name: string): Promise<string> {
  const federated = { methods: { ...DEFAULT_SETTINGS.methods, federated: true }, federation: OF_US };
  const made = await admin.createConnection(tenantId, { ...DEFAULT_SETTINGS, ...federated, name }, ACTING);
  if (made === null || !('id' in made)) throw new Error(`${name} was not made`);
  return made.id;
}

/** As the tenant's partition of the topic has them. */
async function acts(): Promise<AdminActed[]> {
  const owner = openPool({ url: database.ownerUrl, applicationName: 'close-again-owner', max: 1 });
  const { rows } = await owner.query<{ headers: string; value: string }>(
    'select headers, value from outbox order by id',
  );
  await owner.end();
  return rows.flatMap(({ headers, value }) => {
    const read = decodeEvent({ headers: JSON.parse(headers) as Record<string, string>, value });
    return read.ok && read.event.type === 'rollcall.AdminActed' ? [read.event] : [];
  });
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  pool = opened(database);
  const settings = { name: 'Contoso', notificationAddress: null, unknownAttributes: 'ignore' } as const;
  const made = await stores(pool).admin.createTenant(settings, ACTING);
  tenantId = 'id' in made ? made.id : '';
});

afterAll(async () => {
  await Promise.all([pool.end(), restored?.end()]);
  await Promise.all([database.drop(), backup?.drop()]);
});

describe('what a restored backup has open', () => {
  it('is closed as it was left since; what was opened since, or was never touched, is let be', async () => {
    const before = stores(pool);
    const names = ['narrowed', 'distrusted', 'paused', 'untouched', 'resumed'] as const;
    const ids = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await connect(before, name)] as const)),
    ) as Record<(typeof names)[number], string>;
    for (const name of ['withdrawn.example', 'removed.example', 'kept.example']) {
      await before.domains.decide({ tenantId, name }, { state: 'verified', reason: 'known' }, ACTING);
    }
    const key = (name: (typeof names)[number]) => ({ tenantId, id: ids[name] });
    await before.lives.pause(key('resumed'), ACTING);
    // Nobody may be connected to what is copied.
    await pool.end();
    backup = await database.copy();
    pool = opened(database);
    const { admin, lives, domains } = stores(pool);

    await admin.changeConnection(key('narrowed'), { methods: { token: false, federated: false } }, ACTING);
    await admin.changeConnection(key('distrusted'), { federation: OF_OTHERS }, ACTING);
    await lives.pause(key('paused'), ACTING);
    await lives.resume(key('resumed'), ACTING);
    await domains.decide({ tenantId, name: 'withdrawn.example' }, { state: 'withdrawn', reason: 'sold' }, SIGNED_IN);
    await domains.remove({ tenantId, name: 'removed.example' }, ACTING, true);

    restored = opened(backup);
    const done = await acts();
    const closed = await inTransaction(restored, (tx) => closeAgain(tx, done));
    expect(closed.map(({ id, what }) => [id, what])).toEqual([
      [ids.narrowed, 'methods that had been switched off'],
      [ids.distrusted, 'federated: it has trusted another since'],
      [ids.paused, 'paused'],
      ['withdrawn.example', 'withdrawn'],
      ['removed.example', 'removed'],
    ]);
    expect(await inTransaction(restored, (tx) => closeAgain(tx, done))).toEqual([]);

    const after = stores(restored);
    const on = { token: true, clientSecret: true, federated: true, entraToken: false };
    const methods = async (name: (typeof names)[number]) =>
      (await after.admin.connection(tenantId, ids[name]))?.methods;
    expect(await methods('narrowed')).toEqual({ ...on, token: false, federated: false });
    expect(await methods('distrusted')).toEqual({ ...on, federated: false });
    expect(await methods('untouched')).toEqual(on);
    expect((await after.admin.connection(tenantId, ids.paused))?.pause).toMatchObject({ by: 'the operator' });
    // Nothing is opened: whoever wants it says so again.
    expect((await after.admin.connection(tenantId, ids.resumed))?.pause).not.toBeNull();
    const left = await after.domains.list(tenantId);
    expect(left?.map(({ name, state, verifiedBy }) => [name, state, verifiedBy])).toEqual([
      ['kept.example', 'verified', 'operator'],
      ['withdrawn.example', 'withdrawn', 'operator'],
    ]);
  });
});
