import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { KafkaPublisher, Relay } from '#outbox';
import { openPool } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { EndStore } from '../storage/admin-end-store.js';
import { PostgresAdminStore } from '../storage/admin-postgres-store.js';
import { SuspensionStore } from '../storage/admin-suspension-store.js';
import { DATABASE, MIGRATIONS } from '../storage/database.js';
import { compareWithTopics } from './compare-with-topics.js';
import { reconcile } from './reconcile.js';

jest.setTimeout(60_000);

const ACTING = { requestId: 'r', traceparent: null, reason: 'of a test' };
const END = { name: 'Contoso', reason: 'The contract ended.' };
const ring = (): void => undefined;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let backup: TestDatabase<keyof typeof DATABASE.roles> | undefined;
let kafka: TestKafka;
beforeAll(async () => {
  [database, kafka] = await Promise.all([createTestDatabase(DATABASE, MIGRATIONS), testKafka()]);
});
afterAll(() => Promise.all([database.drop(), backup?.drop(), kafka.drop()]));

async function within<Result>(url: string, work: (pool: Pool) => Promise<Result>): Promise<Result> {
  const pool = openPool({ url, applicationName: 'reconcile-ends', max: 2 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

async function suspended(pool: Pool): Promise<string> {
  const settings = { name: 'Contoso', notificationAddress: null, unknownAttributes: 'ignore' } as const;
  const made = await new PostgresAdminStore({ pool, ring }).createTenant(settings, ACTING);
  const id = 'id' in made ? made.id : '';
  await new SuspensionStore({ writes: pool, ring }).suspend(id, ACTING);
  return id;
}

async function publish(): Promise<void> {
  const log = { info: ring, warn: ring, error: ring };
  const publisher = new KafkaPublisher(kafka.settings, { clientId: 'spec' });
  const relay = new Relay({ databaseUrl: database.url('relay'), publisher, log });
  while ((await relay.runOnce()).published > 0);
  await relay.stop();
}

describe('a restored backup of scim-api', () => {
  it('ends who has ended since, keeps whose end was cancelled since, and misses nothing of who is no more', async () => {
    const [gone, kept] = await within(database.url('admin'), async (pool) => {
      const both = [await suspended(pool), await suspended(pool)] as const;
      const ends = new EndStore({ writes: pool, ring, afterMs: 600_000 });
      await ends.ask(both[1], END, ACTING);
      return both;
    });
    backup = await database.copy();
    const reader = await within(database.url('admin'), async (pool) => {
      const input = { tenantId: gone, name: 'BI', audiences: ['audit'], tokenLifetime: 3_600 } as const;
      const issued = await new PostgresAdminStore({ pool, ring }).createReader(input, ACTING);
      const ends = new EndStore({ writes: pool, ring, afterMs: 0 });
      await ends.cancel(kept, ACTING);
      await ends.ask(gone, END, ACTING);
      expect([await ends.endOne(), await ends.endOne()]).toEqual([1, 0]);
      return issued;
    });
    expect(reader).not.toBeNull();
    await publish();

    await within(backup.url('admin'), async (pool) => {
      const options = { pool, kafka: kafka.settings, keySecret: 'k'.repeat(32) };
      for (const round of ['first', 'again']) {
        const { ended, lost } = await reconcile(options);
        expect([round, ended, lost.filter(({ type }) => type === 'reader')]).toEqual([round, [gone], []]);
      }
      const ends = new EndStore({ writes: pool, ring, afterMs: 0 });
      expect((await ends.find(gone))?.endedAt).toBeInstanceOf(Date);
      expect(await ends.find(kept)).toBeNull();
      const { rows } = await pool.query('select tenant_id as id from ended_tenants');
      expect(rows).toEqual([{ id: gone }]);
    });
    expect((await compareWithTopics(backup.ownerUrl, kafka.settings)).lost).toEqual([]);
  });
});
