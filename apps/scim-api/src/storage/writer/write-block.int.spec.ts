import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool } from '#postgres';
import { ScimError } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { MAX_BLOCK, type BlockStep, type Settled } from '../../bulk/bulk-writes.js';
import { createUser } from '../../users/decide-user.js';
import { requestOf } from '../../writes/write-request.fixture.js';
import type { WriteRequest } from '../../writes/write-request.js';
import { DATABASE, MIGRATIONS } from '../database.js';
import { Store } from '../store.js';
import { MAX_BATCH, Writer } from './writer.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let pool: Pool;
let store: Store;
const batches: number[] = [];
const tenantId = uuid();

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  pool = openPool({ url: database.url('scim'), applicationName: 'spec', max: 2, pipeline: true });
  const onBatch = (changes: number): void => void batches.push(changes);
  store = new Store(pool, new Writer({ bell: { ring: () => undefined }, onBatch }));
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const request = (): WriteRequest => requestOf(tenantId, new Date().toISOString());

const step = (userName: string, ...needs: number[]): BlockStep => ({
  change: createUser(request(), { userName, active: true }),
  needs,
  without: () => new ScimError('failed-reference'),
});

const kinds = (settled: readonly Settled[]): string[] => settled.map(({ kind }) => kind);

describe('a block of changes', () => {
  it('is as large as a batch of single requests', () => {
    expect(MAX_BLOCK).toBe(MAX_BATCH);
  });

  it('is one transaction, and counted with all its changes', async () => {
    batches.length = 0;
    const steps = [step('a@example.com'), step('a@example.com'), step('b@example.com')];
    expect(kinds(await store.changeUsers({ tenantId, steps, stopAfter: Infinity }))).toEqual([
      'saved',
      'refused',
      'saved',
    ]);
    expect(batches).toEqual([3]);
  });

  it('leaves the rest undone after so many failures', async () => {
    const steps = [step('c@example.com'), step('c@example.com'), step('d@example.com')];
    expect(kinds(await store.changeUsers({ tenantId, steps, stopAfter: 1 }))).toEqual(['saved', 'refused']);
  });

  it('refuses what needs a change that was refused', async () => {
    const steps = [step('e@example.com'), step('e@example.com'), step('f@example.com', 1), step('g@example.com', 2, 0)];
    expect(kinds(await store.changeUsers({ tenantId, steps, stopAfter: Infinity }))).toEqual([
      'saved',
      'refused',
      'refused',
      'refused',
    ]);
  });

  it('is decided anew, one change at a time, when the database refuses one of them', async () => {
    // Past the decoder, which would refuse it.
    const bad = 'nul\u0000@example.com';
    const steps = [step('h@example.com'), step(bad), step('i@example.com', 1), step('j@example.com', 0)];
    expect(kinds(await store.changeUsers({ tenantId, steps, stopAfter: Infinity }))).toEqual([
      'saved',
      'failed',
      'refused',
      'saved',
    ]);
    const again = [step('k@example.com'), step(bad), step('l@example.com')];
    expect(kinds(await store.changeUsers({ tenantId, steps: again, stopAfter: 1 }))).toEqual(['saved', 'failed']);
  });
});
