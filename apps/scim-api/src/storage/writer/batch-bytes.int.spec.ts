import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { MAX_MESSAGE_BYTES } from '#contracts';
import { openPool } from '#postgres';
import { decodePatch, PATCH_OP_URN, ScimError, USER_TYPE } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import type { BlockStep } from '../../bulk/bulk-writes.js';
import { MAX_USER_BYTES } from '../../users/bounds.js';
import { createUser, patchUser } from '../../users/decide-user.js';
import type { UserChange } from '../../users/user-change.js';
import { requestOf } from '../../writes/write-request.fixture.js';
import type { WriteRequest } from '../../writes/write-request.js';
import { DATABASE, MIGRATIONS } from '../database.js';
import { Store } from '../store.js';
import { MAX_BATCH_BYTES } from './user-batch.js';
import { MAX_LOADED_BYTES } from './write-users.js';
import { Writer } from './writer.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let pool: Pool;
let store: Store;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  pool = openPool({ url: database.url('scim'), applicationName: 'spec', max: 2, pipeline: true });
});

beforeEach(() => {
  tenantId = uuid();
  store = new Store(pool, new Writer({ bell: { ring: () => undefined } }));
});

afterAll(async () => {
  await owner.end();
  await pool.end();
  await database.drop();
});

const request = (): WriteRequest => requestOf(tenantId, new Date().toISOString());

/** Phone numbers as a stored user may have, of so many bytes. */
const numbers = (bytes: number) =>
  Array.from({ length: bytes / 1_000 }, (_, at) => ({ value: `${at} ${'5'.repeat(970)}`, type: 'other' }));

async function large(name: string): Promise<string> {
  const phoneNumbers = numbers(MAX_USER_BYTES - 10_000);
  const decision = await store.changeUser(createUser(request(), { userName: name, active: true, phoneNumbers }));
  if (decision.kind !== 'saved') throw new Error(`expected a new user, got ${decision.kind}`);
  return decision.user.id;
}

const growing = (id: string, at: number): UserChange =>
  patchUser(request(), id, {
    patch: decodePatch(
      {
        schemas: [PATCH_OP_URN],
        Operations: [{ op: 'add', path: 'phoneNumbers', value: [{ value: `+${at}`, type: 'x' }] }],
      },
      { type: USER_TYPE, tolerance: 'strict' },
    ),
  });

/** Bytes of events, and users written, of each transaction since `version` 1. */
async function transactions(): Promise<{ bytes: number; users: number }[]> {
  const { rows } = await owner.query<{ bytes: number; users: number }>(
    `select sum(octet_length(value) + octet_length(headers))::int4 as bytes, count(distinct resource_id)::int4 as users
       from outbox where tenant_id = $1 and resource_version > 1 group by xmin::text`,
    [tenantId],
  );
  return rows;
}

function expectBounded(found: readonly { bytes: number; users: number }[]): void {
  expect(found.length).toBeGreaterThan(1);
  for (const { bytes, users } of found) {
    expect(bytes).toBeLessThan(MAX_BATCH_BYTES + MAX_MESSAGE_BYTES);
    expect(users * (MAX_USER_BYTES - 20_000)).toBeLessThan(MAX_LOADED_BYTES + MAX_USER_BYTES);
  }
}

describe('changes that are gathered', () => {
  it('are written in transactions of as many bytes as MAX_BATCH_BYTES says, each answered once, in order', async () => {
    const id = await large('ada');
    const decisions = await Promise.all(Array.from({ length: 30 }, (_, at) => store.changeUser(growing(id, at))));
    expect(decisions.map((one) => one.kind === 'saved' && one.user.version)).toEqual(decisions.map((_, at) => at + 2));
    expectBounded(await transactions());
  });

  it('load no more users at once than MAX_LOADED_BYTES says', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 14; at += 1) ids.push(await large(`user${at}`));
    // Nothing of what is large changes, so the events alone would let all of them share a transaction.
    const disable = decodePatch(
      { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', path: 'active', value: true }] },
      { type: USER_TYPE, tolerance: 'strict' },
    );
    const batches: number[] = [];
    store = new Store(
      pool,
      new Writer({ bell: { ring: () => undefined }, onBatch: (changes) => void batches.push(changes) }),
    );
    const decisions = await Promise.all(
      ids.map((id) => store.changeUser(patchUser(request(), id, { patch: disable }))),
    );
    expect(new Set(decisions.map(({ kind }) => kind))).toEqual(new Set(['unchanged']));
    expect(Math.max(...batches) * (MAX_USER_BYTES - 10_000)).toBeLessThan(MAX_LOADED_BYTES + MAX_USER_BYTES);
    expect(batches.reduce((sum, one) => sum + one, 0)).toBe(14);
  });

  it('of a bulk are taken as far as one transaction goes', async () => {
    const id = await large('grace');
    const steps = Array.from({ length: 30 }, (_, at): BlockStep => ({
      change: growing(id, at),
      needs: [],
      without: () => new ScimError('failed-reference'),
    }));
    const settled = await store.changeUsers({ tenantId, steps, stopAfter: Infinity });
    expect(settled.length).toBeGreaterThan(0);
    expect(settled.length).toBeLessThan(10);
    await store.changeUsers({ tenantId, steps: steps.slice(settled.length), stopAfter: Infinity });
    expectBounded(await transactions());
  });
});
