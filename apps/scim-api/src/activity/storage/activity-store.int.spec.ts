import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction, openPool, scopeToTenant, sqlState } from '#postgres';
import { eraseEnded, recordEnded } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { rowsNaming } from '../../../../../test/support/rows-naming.js';
import { ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS } from './database.js';
import { KEPT_DAYS, PostgresActivityStore } from './activity-store.js';
import { PostgresCycleStore } from './cycle-store.js';

const HOUR_MS = 3_600_000;

let database: TestDatabase<'activity'>;
let owner: Client;
let pool: Pool;
let store: PostgresActivityStore;
beforeAll(async () => {
  database = await createTestDatabase(ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  pool = openPool({ url: database.url('activity'), applicationName: 'spec', max: 2 });
  store = new PostgresActivityStore(pool);
  await store.keepDays();
});
afterAll(async () => {
  await Promise.all([pool.end(), owner.end()]);
  await database.drop();
});

function lineAt(tenantId: string, time = new Date(), requestId = uuid()): string {
  const [n, t, q, c] = [tenantId, time, requestId, uuid()];
  return JSON.stringify({ n, t, q, c, m: 'GET', p: '/scim/v2/Users', s: 200, d: 'read' });
}

const recording = () => ({ recorder: uuid(), upTo: new Date() });

async function countOf(tenantId: string): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    'select count(*)::int as count from requests where tenant_id = $1',
    [tenantId],
  );
  return rows[0]?.count ?? 0;
}

async function days(): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'requests'::regclass order by 1`,
  );
  return rows.map(({ name }) => name);
}

describe('the store of the activity', () => {
  it('has a partition for each day that can come, and drops those that are over', async () => {
    const before = await days();
    expect(before).toHaveLength(4);
    const past = (ago: number) => new Date(Date.now() - ago * 24 * HOUR_MS).toISOString().slice(0, 10);
    const partition = (ago: number) => `requests_${past(ago).replaceAll('-', '')}`;
    for (const ago of [KEPT_DAYS, KEPT_DAYS + 1]) {
      await owner.query(
        `create table ${partition(ago)} partition of requests for values from ('${past(ago)} 00:00+00') to ('${past(ago - 1)} 00:00+00')`,
      );
    }
    await Promise.all([store.keepDays(), store.keepDays()]);
    expect(await days()).toEqual([partition(KEPT_DAYS), ...before]);
  });

  it('takes a line once, however often it comes', async () => {
    const tenant = uuid();
    const line = lineAt(tenant);
    for (let at = 0; at < 3; at += 1) await store.record([line], [], recording());
    expect(await countOf(tenant)).toBe(1);
    const { rows } = await owner.query('select requests from stored where tenant_id = $1', [tenant]);
    expect(rows).toEqual([{ requests: '1' }]);
  });

  it('adds up what was dropped', async () => {
    const drop = { tenantId: uuid(), minute: '2026-11-29T12:00:00.000Z', requests: 2 };
    await store.record([], [drop], recording());
    await store.record([], [drop], recording());
    const { rows } = await owner.query('select requests from dropped where tenant_id = $1', [drop.tenantId]);
    expect(rows).toEqual([{ requests: 4 }]);
  });

  it('ends the oldest day of a tenant with too many, and nobody else’s', async () => {
    const [large, small] = [uuid(), uuid()];
    const yesterday = new Date(Date.now() - 24 * HOUR_MS);
    const lines = [yesterday, yesterday, new Date()].map((time) => lineAt(large, time));
    await store.record([...lines, lineAt(small, yesterday)], [], recording());
    const bounded = new PostgresActivityStore(pool, { requests: 2, bytes: 1e9 });
    await bounded.trim();
    expect([await countOf(large), await countOf(small)]).toEqual([1, 1]);
    await bounded.trim();
    expect(await countOf(large)).toBe(1);
    const { rows } = await owner.query('select since from kept_since where tenant_id = $1', [large]);
    expect(rows).toEqual([{ since: new Date(new Date().toISOString().slice(0, 10)) }]);
  });

  it('ends the oldest hour of one who has but today', async () => {
    const tenant = uuid();
    const hour = new Date(Date.now() - (Date.now() % HOUR_MS));
    const later = new Date(hour.getTime() + HOUR_MS);
    await store.record([lineAt(tenant, hour), lineAt(tenant, later)], [], recording());
    await new PostgresActivityStore(pool, { requests: 1, bytes: 1e9 }).trim();
    expect(await countOf(tenant)).toBe(1);
    await new PostgresActivityStore(pool, { requests: 9, bytes: 1 }).trim();
    expect(await countOf(tenant)).toBe(0);
  });

  it('keeps nothing that comes of a tenant after its end, and all of another', async () => {
    const [ended, other] = [uuid(), uuid()];
    const minute = '2026-11-29T12:00:00.000Z';
    const cycles = new PostgresCycleStore(pool, 1_000);
    const all = async (): Promise<void> => {
      const drops = [ended, other].map((tenantId) => ({ tenantId, minute, requests: 1 }));
      await store.record([lineAt(ended), lineAt(other), lineAt(ended)], drops, recording());
      await store.fill([lineAt(ended), lineAt(other)]);
      const of = [{ resourceId: uuid(), path: null, since: new Date(), lastAt: new Date(), times: 3 }];
      for (const tenantId of [ended, other]) {
        await cycles.noteDrift({ tenantId, connectionId: uuid() }, { kind: 'resent', of, isAll: true });
      }
    };
    await all();
    await recordEnded(pool, [{ tenantId: ended, at: new Date().toISOString() }]);
    await eraseEnded(pool);
    await all();
    expect(await rowsNaming(owner, ended)).toEqual({ 'public.ended_tenants': 1 });
    const kept = { 'public.contacts': 4, 'public.drift': 2, 'public.dropped': 1, 'public.stored': 1 };
    expect(await rowsNaming(owner, other)).toMatchObject(kept);
    expect(await countOf(other)).toBe(4);
  });

  it('shows the role one tenant at a time, and lets it change nothing', async () => {
    const [ours, theirs] = [uuid(), uuid()];
    await store.record(
      [lineAt(ours), lineAt(theirs)],
      [{ tenantId: theirs, minute: '2026-11-29T12:00:00.000Z', requests: 1 }],
      recording(),
    );
    for (const table of ['requests', 'stored', 'dropped', 'kept_since']) {
      const seen = await inTransaction(pool, async (tx) => {
        await scopeToTenant(tx, ours);
        return tx.query<{ tenant_id: string }>(`select distinct tenant_id from ${table}`);
      });
      expect(seen.rows.filter(({ tenant_id: tenant }) => tenant !== ours)).toEqual([]);
      expect((await pool.query(`select 1 from ${table}`)).rows).toEqual([]);
      expect(await pool.query(`delete from ${table}`).catch(sqlState)).toBe('42501');
    }
    const [today] = (await days()).slice(-3);
    expect(await pool.query(`select 1 from ${today}`).catch(sqlState)).toBe('42501');
  });
});
