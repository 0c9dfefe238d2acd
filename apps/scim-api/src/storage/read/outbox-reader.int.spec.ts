import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool, PAGE_BYTES } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { createUser } from '../../users/decide-user.js';
import { requestOf } from '../../writes/write-request.fixture.js';
import { DATABASE, MIGRATIONS } from '../database.js';
import { Store } from '../store.js';
import { Writer } from '../writer/writer.js';
import { OutboxReader } from './outbox-reader.js';

const PEOPLE = 8;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let pools: Pool[];
let reader: OutboxReader;
const tenantId = uuid();
const ids = Array.from({ length: PEOPLE }, () => uuid());

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (pipeline: boolean): Pool =>
    openPool({ url: database.url('scim'), applicationName: 'spec', max: 2, pipeline });
  pools = [open(true), open(false)];
  const [writes, reads] = pools;
  if (writes === undefined || reads === undefined) throw new Error('the pools are open');
  const store = new Store(writes, new Writer({ bell: { ring: () => undefined } }));
  reader = new OutboxReader(reads);
  const phoneNumbers = Array.from({ length: 1_000 }, (_, at) => ({ value: `+1 555 ${at}`, display: 'd'.repeat(140) }));
  for (const id of ids)
    await store.changeUser(
      createUser(requestOf(tenantId), { userName: `${id}@contoso.example`, active: true, phoneNumbers }, id),
    );
}, 60_000);
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

describe('events of large people', () => {
  it('are read for their values as far as a page has bytes, and it is said how far', async () => {
    const seen: string[] = [];
    for (let rest = ids; rest.length > 0;) {
      const { changes, looked } = await reader.changesOf(
        tenantId,
        rest.map((id) => ({ id, version: 1 })),
      );
      expect(JSON.stringify([...changes.values()]).length).toBeLessThanOrEqual(PAGE_BYTES);
      expect(looked).toBeGreaterThan(0);
      seen.push(...changes.keys());
      rest = rest.slice(looked);
    }
    expect(seen).toEqual(ids.map((id) => `${id} 1`));
  });

  it('are told again in pages that are bounded in bytes, each once', async () => {
    const seen: string[] = [];
    for await (const events of reader.eventsBetween(new Date(0), new Date(Date.now() + 60_000))) {
      expect(JSON.stringify(events).length).toBeLessThanOrEqual(PAGE_BYTES);
      seen.push(...events.map(({ subject }) => subject));
    }
    expect(seen.toReversed()).toEqual(ids);
  });
});
