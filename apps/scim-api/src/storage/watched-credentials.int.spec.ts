import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { CredentialWatch } from '../tenants/credential-watch.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { WatchedCredentialStore } from './watched-credentials.js';

const T0 = new Date('2026-12-01T08:00:00.000Z');
const DAY = 86_400_000;
const HOUR = 3_600_000;
const [TENANT, CONNECTION] = [uuid(), uuid()];

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let pools: readonly Pool[];
let rings = 0;
beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(
    `insert into tenants (id, name, version, created_at, changed_at) values ($1, 'T', 1, now(), now())`,
    [TENANT],
  );
  await owner.query(
    `insert into connections (id, tenant_id, name, created_at, tolerance) values ($1, $2, 'Entra', now(), 'tolerant')`,
    [CONNECTION, TENANT],
  );
  pools = [1, 2].map(() => openPool({ url: database.url('admin'), applicationName: 'replica', max: 2 }));
}, 60_000);
beforeEach(async () => {
  await owner.query('truncate credential_warnings, dead_credential_uses, decisions');
  await owner.query('delete from credentials');
  await owner.query('truncate outbox, outbox_unpublished');
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await owner.end();
  await database.drop();
});

async function credential(expiresAt: Date | null, more: { revokedAt?: Date; usedAt?: Date } = {}): Promise<string> {
  const id = uuid();
  await owner.query(
    `insert into credentials (id, tenant_id, connection_id, token_hash, name, created_at, expires_at, revoked_at, last_used_at)
     values ($1, $2, $3, sha256($4::bytea), 'Token of spring', now(), $5, $6, $7)`,
    [id, TENANT, CONNECTION, randomUUID(), expiresAt, more.revokedAt ?? null, more.usedAt ?? null],
  );
  return id;
}

/** All replicas look at the same moment; returns how many were told by both. */
async function look(now: Date): Promise<number> {
  const onFailure = (error: unknown): void => {
    throw error;
  };
  const watches = pools.map((pool) => {
    const credentials = new WatchedCredentialStore(pool, () => void (rings += 1));
    return new CredentialWatch({ credentials, now: () => now, onFailure });
  });
  const told = await Promise.all(watches.map((watch) => watch.run()));
  return told.reduce((sum, count) => sum + count, 0);
}

interface Told {
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Record<string, unknown>;
}

async function events(): Promise<readonly Told[]> {
  const { rows } = await owner.query<{ headers: string; value: string }>(
    'select headers, value from outbox order by id',
  );
  return rows.map(({ headers, value }) => {
    const {
      ce_type: type = '',
      ce_subject: subject = '',
      ce_time: time = '',
    } = JSON.parse(headers) as Record<string, string>;
    return { type, subject, time, data: JSON.parse(value) as Told['data'] };
  });
}

const before = (end: Date, days: number): Date => new Date(end.getTime() - days * DAY);

describe('the end of a credential', () => {
  it('is told 60, 30, 7 and 1 days before and when it has come, each time once by all replicas', async () => {
    const end = new Date(T0.getTime() + 100 * DAY);
    const usedAt = new Date(T0.getTime() - HOUR);
    const id = await credential(end, { usedAt });
    rings = 0;
    for (let days = 62; days >= -3; days -= 1) await look(before(end, days));
    const told = await events();
    expect(told.map(({ time, data }) => [data.daysLeft, time])).toEqual(
      [60, 30, 7, 1, 0].map((days) => [days, before(end, days).toISOString()]),
    );
    expect(told[0]).toMatchObject({
      type: 'rollcall.CredentialExpiring',
      subject: id,
      data: {
        connectionId: CONNECTION,
        method: 'token',
        name: 'Token of spring',
        expiresAt: end.toISOString(),
        lastUsedAt: usedAt.toISOString(),
      },
    });
    expect(rings).toBe(5);
  });

  it('is told by one replica, however many credentials end at once', async () => {
    const ids: string[] = [];
    while (ids.length < 250) ids.push(await credential(T0));
    expect(await look(T0)).toBe(250);
    expect((await events()).map(({ subject }) => subject).toSorted()).toEqual(ids.toSorted());
  });

  it('is told once after a downtime, by the nearest warning', async () => {
    const end = new Date(T0.getTime() + 5 * DAY);
    await credential(end);
    expect(await look(T0)).toBe(1);
    expect(await look(T0)).toBe(0);
    expect(await look(before(end, 1))).toBe(1);
    expect((await events()).map(({ data }) => data.daysLeft)).toEqual([7, 1]);
  });

  it('is nothing to tell of one that is revoked, never ends, or whose method is off', async () => {
    await credential(T0, { revokedAt: T0 });
    await credential(null);
    await credential(new Date(T0.getTime() + 61 * DAY));
    await owner.query(`update connections set methods = '{clientSecret}' where id = $1`, [CONNECTION]);
    await credential(T0);
    expect(await look(T0)).toBe(0);
    await owner.query(`update connections set methods = '{token,clientSecret}' where id = $1`, [CONNECTION]);
    expect(await look(T0)).toBe(1);
  });
});

describe('the use of a credential that has ended', () => {
  /** As the token endpoint and SCIM note it. */
  async function use(id: string, at: Date, reason = 'secret_expired'): Promise<void> {
    const one = { connectionId: CONNECTION, credentialId: id, method: 'token', reason, network: '127.0.0.0/24' };
    await owner.query('select note_decisions($1::jsonb)', [JSON.stringify([{ ...one, id: uuid(), at }])]);
  }
  const uses = async () => (await events()).filter(({ type }) => type === 'rollcall.DeadCredentialUsed');

  it('is told at once, and then once an hour with the number of uses', async () => {
    const endedAt = before(T0, 400);
    const id = await credential(endedAt, { usedAt: before(T0, 401) });
    await look(T0);
    await use(id, T0);
    expect(await look(T0)).toBe(1);
    const later = (minutes: number): Date => new Date(T0.getTime() + minutes * 60_000);
    for (const minutes of [1, 20, 59]) {
      await use(id, later(minutes));
      expect(await look(later(minutes))).toBe(0);
    }
    expect(await look(later(60))).toBe(1);
    expect(await look(later(300))).toBe(0);
    const told = await uses();
    expect(told.map(({ data }) => [data.count, data.from, data.to])).toEqual([
      [1, T0.toISOString(), T0.toISOString()],
      [3, later(1).toISOString(), later(59).toISOString()],
    ]);
    expect(told[0]).toMatchObject({
      subject: id,
      data: { ended: 'expired', endedAt: endedAt.toISOString(), lastUsedAt: before(T0, 401).toISOString() },
    });
  });

  it('says that it was revoked, and is not what was refused for another reason', async () => {
    const id = await credential(new Date(T0.getTime() + 400 * DAY), { revokedAt: before(T0, 2) });
    await use(id, T0, 'method_off');
    expect(await look(T0)).toBe(0);
    await use(id, T0, 'secret_revoked');
    expect(await look(T0)).toBe(1);
    expect((await uses())[0]?.data).toMatchObject({ ended: 'revoked', endedAt: before(T0, 2).toISOString(), count: 1 });
  });
});
