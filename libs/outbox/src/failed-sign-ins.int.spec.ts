import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { openPool } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { FailedSignIns, MOST_COUNTED, type FailedSignIn } from './failed-sign-ins.js';
import { DATABASE, MIGRATIONS, TENANT } from './outbox.fixture.js';
import { PostgresSignInStore } from './sign-in-store.js';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
const NOON = Date.parse('2026-12-01T12:00:00.000Z');
const ACCOUNT = '0190a1b2-0000-7000-8000-0000000000f1';

let database: TestDatabase<'writer' | 'relay'>;
let writer: Pool;
let owner: Pool;
let now = NOON;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  [writer, owner] = [database.url('writer'), database.ownerUrl].map((url) =>
    openPool({ url, applicationName: 'spec', max: 4 }),
  ) as [Pool, Pool];
});
beforeEach(async () => {
  now = NOON;
  await owner.query('truncate outbox, outbox_unpublished, failed_sign_ins');
});
afterAll(async () => {
  await Promise.all([writer.end(), owner.end()]);
  await database.drop();
});

const replica = (): FailedSignIns =>
  new FailedSignIns({
    store: new PostgresSignInStore(writer, WINDOW, (_tx, account) =>
      Promise.resolve(account === ACCOUNT ? TENANT : null),
    ),
    windowMs: WINDOW,
    log: { warn: () => undefined },
    now: () => now,
  });

const GUESS: FailedSignIn = { surface: 'token', address: '192.0.2.0/24', account: ACCOUNT, reason: 'wrong' };

interface Told {
  readonly tenant_id: string;
  readonly data: { actor: object; object: object; changes: { path: string; after: unknown }[] };
}

async function told(): Promise<readonly Told[]> {
  const { rows } = await owner.query<{ tenant_id: string; value: string }>(
    'select tenant_id, value from outbox order by id',
  );
  return rows.map(({ tenant_id, value }) => ({ tenant_id, data: JSON.parse(value) as Told['data'] }));
}

async function countsOf(): Promise<readonly unknown[]> {
  const counts = (await told()).map(({ data }) => data.changes.find(({ path }) => path === 'count')?.after);
  return counts.toSorted((one, other) => Number(one) - Number(other));
}

async function statements(): Promise<number> {
  const { rows } = await owner.query<{ n: number }>('select count(*)::int as n from failed_sign_ins');
  return rows[0]?.n ?? 0;
}

it('are one entry for each surface, range, account and ten minutes, over all replicas', async () => {
  const [one, other] = [replica(), replica()];
  for (const at of [one, other, one, one]) at.note(GUESS);
  one.note({ ...GUESS, account: null });
  other.note({ ...GUESS, surface: 'admin', account: null });
  other.note({ ...GUESS, address: '198.51.100.0/24' });
  await Promise.all([one.runOnce(), other.runOnce()]);
  one.note(GUESS);
  now = NOON + WINDOW;
  one.note(GUESS);
  await Promise.all([one.runOnce(), other.runOnce()]);
  expect(await told()).toEqual([]);
  now += MINUTE;
  await Promise.all([one.runOnce(), other.runOnce()]);
  expect(await countsOf()).toEqual([1, 1, 1, 5]);
  expect((await told()).find(({ data }) => JSON.stringify(data).includes('"after":5'))).toMatchObject({
    tenant_id: TENANT,
    data: {
      act: 'sign-ins.fail',
      actor: { type: 'stranger', name: ACCOUNT, address: '192.0.2.0/24' },
      object: { type: 'sign-in', id: ACCOUNT },
      changes: [
        { path: 'surface', after: 'token' },
        { path: 'reason', after: 'wrong' },
        { path: 'count', after: 5 },
        { path: 'from', after: '2026-12-01T12:00:00.000Z' },
        { path: 'to', after: '2026-12-01T12:10:00.000Z' },
      ],
    },
  });
  now += WINDOW;
  await other.runOnce();
  expect(await countsOf()).toEqual([1, 1, 1, 1, 5]);
});

it('of a flood are so many entries and no more, and nothing is written while it lasts', async () => {
  const signIns = replica();
  for (let n = 0; n < 10_000; n += 1)
    signIns.note({ ...GUESS, address: `10.${n >> 8}.${n & 255}.0/24`, account: null });
  expect(await statements()).toBe(0);
  await signIns.runOnce();
  expect(await statements()).toBe(MOST_COUNTED + 1);
  now = NOON + WINDOW + MINUTE;
  await signIns.runOnce();
  const counts = await countsOf();
  expect([counts.length, counts.at(-1)]).toEqual([MOST_COUNTED + 1, 10_000 - MOST_COUNTED]);
});

it('are counted on while they cannot be written down, and told by another process after a stop', async () => {
  const signIns = replica();
  signIns.note(GUESS);
  await owner.query('revoke insert on failed_sign_ins from rollcall_outbox_writer');
  await expect(signIns.runOnce()).rejects.toMatchObject({ code: '42501' });
  await owner.query('grant insert on failed_sign_ins to rollcall_outbox_writer');
  signIns.note(GUESS);
  await signIns.stop();
  now = NOON + WINDOW + MINUTE;
  await replica().runOnce();
  expect(await countsOf()).toEqual([2]);
});
