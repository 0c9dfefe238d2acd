import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction, openPool, scopeToTenant, sqlState } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { appendToOutbox } from './append.js';
import { laneOf } from './lane.js';
import { DATABASE, MIGRATIONS, TENANT, userUpdated } from './outbox.fixture.js';

const OTHER_TENANT = '0190a1b2-0000-7000-8000-00000000000b';

let database: TestDatabase<'writer' | 'relay'>;
let writer: Pool;
let relay: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  writer = openPool({ url: database.url('writer'), applicationName: 'spec', max: 2 });
  relay = openPool({ url: database.url('relay'), applicationName: 'spec', max: 2 });
});

afterAll(async () => {
  await Promise.all([writer.end(), relay.end()]);
  await database.drop();
});

describe('an append', () => {
  it('stores the records in the order of its events, each in the lane of its key', async () => {
    const user = uuid();
    await inTransaction(writer, async (tx) => {
      await scopeToTenant(tx, TENANT);
      await appendToOutbox(tx, [userUpdated(user, 1), userUpdated(uuid(), 1), userUpdated(user, 2)]);
    });

    const { rows } = await relay.query<{ version: number; lane: number; size: number; bytes: number }>(
      `select resource_version as version, lane, bytes, octet_length(headers) + octet_length(value) as size
         from outbox join outbox_unpublished using (id) where resource_id = $1 order by id`,
      [user],
    );
    expect(rows.map((row) => row.version)).toEqual([1, 2]);
    expect(new Set(rows.map((row) => row.lane))).toEqual(new Set([laneOf(`${TENANT}/${user}`)]));
    for (const row of rows) expect(row.bytes).toBeGreaterThan(row.size * 0.9);
  });

  it('fails for a version of a resource that is there already', async () => {
    const user = uuid();
    const append = () =>
      inTransaction(writer, async (tx) => {
        await scopeToTenant(tx, TENANT);
        await appendToOutbox(tx, [userUpdated(user, 1)]);
      });
    await append();
    const second = await append().catch(sqlState);
    expect(second).toBe('23505');
  });

  it.each([
    ['of another tenant', (tx: Parameters<typeof scopeToTenant>[0]) => scopeToTenant(tx, OTHER_TENANT)],
    ['without a scope', () => Promise.resolve()],
  ])('is refused in a transaction %s', async (_what, scope) => {
    const outcome = await inTransaction(writer, async (tx) => {
      await scope(tx);
      await appendToOutbox(tx, [userUpdated(uuid(), 1)]);
    }).catch(sqlState);
    expect(outcome).toBe('42501');
  });

  it('leaves rows that the writer can neither read nor change', async () => {
    for (const statement of ['select 1 from outbox', 'delete from outbox_unpublished', 'update outbox set value = 1']) {
      expect(await writer.query(statement).catch(sqlState)).toBe('42501');
    }
  });
});
