import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeEvent, encodeEvent, type EncodedEvent, type RollcallEvent, type UserEvent } from '#contracts';
import { inTransaction, openPool } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { DATABASE, inSchema, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';

const PEOPLE = 10_000;
const BATCH = 500;

describe('replay', () => {
  let database: TestDatabase<keyof typeof DATABASE.roles>;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase(DATABASE, MIGRATIONS);
    pool = openPool({ url: inSchema(database.url('directory'), LIVE_SCHEMA), applicationName: 'replay', max: 2 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('decodes, folds and saves an initial cycle: creates, then the managers', async () => {
    const records = initialCycle(PEOPLE).map(encodeEvent);
    const started = performance.now();
    for (let at = 0; at < records.length; at += BATCH) {
      const events = records.slice(at, at + BATCH).map(decode);
      await inTransaction(pool, async (tx) => {
        await applyUsers(tx, events);
      });
    }
    const perSecond = records.length / ((performance.now() - started) / 1_000);
    // A figure to read beside the bench's; the bound is far below it, so that a busy machine does not fail the test.
    process.stdout.write(`directory folds ${Math.round(perSecond)} events/s without the bus\n`);
    const { rows } = await pool.query('select count(*)::int as people, sum(version)::int as versions from employees');
    expect(rows[0]).toEqual({ people: PEOPLE, versions: records.length });
    expect(perSecond).toBeGreaterThan(1_000);
  }, 120_000);
});

function initialCycle(people: number): UserEvent[] {
  const person = (n: number) => ({
    id: `018f1111-0000-7000-8000-${String(n).padStart(12, '0')}`,
    userName: `given${n}.family${n * 7}@contoso.example`,
    displayName: `Given${n} Family${n * 7}`,
    department: `Department ${n % 40}`,
    title: 'Engineer',
    mail: `given${n}.family${n * 7}@contoso.example`,
    more: { name: { givenName: `Given${n}`, familyName: `Family${n * 7}` }, externalId: `external-${n}` },
  });
  const numbers = Array.from({ length: people }, (_, n) => n);
  return [
    ...numbers.map((n) => created(person(n))),
    ...numbers.map((n) => updated({ ...person(n), managerId: person(Math.floor(n / 8)).id }, { version: 2 })),
  ];
}

function decode({ headers, value }: EncodedEvent): RollcallEvent {
  const decoded = decodeEvent({ headers, value });
  if (!decoded.ok) throw new Error(decoded.because);
  return decoded.event;
}
