import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { created, updated } from '../projection/user-events.fixture.js';
import { liveDirectory, publish, type LiveDirectory } from '../rebuild/live.fixture.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;
let live: LiveDirectory;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  kafka = await testKafka();
  pool = openPool({ url: withSearchPath(database.url('directory'), LIVE_SCHEMA), applicationName: 'test', max: 1 });
  live = await liveDirectory(kafka.settings, database.url('directory'));
});
afterAll(async () => {
  await live.stop();
  await pool.end();
  await database.drop();
  await kafka.drop();
});

describe('an event that cannot be applied', () => {
  it('is parked, what follows it of its employee is folded past it, and so is everybody else', async () => {
    await publish(kafka.settings, [
      // PostgreSQL holds no NUL, in text or in jsonb: its refusal fails the batch, which is then cut in two.
      created({ id: 'odd', displayName: 'Odd\0' }),
      updated({ id: 'odd', displayName: 'Odd' }, { version: 2 }),
      // Refused by the fold itself, without an attempt.
      created({ id: 'foreign' }, { tenantId: 'contoso' }),
      ...Array.from({ length: 20 }, (_, n) => created({ id: `good-${n}` })),
    ]);
    const parked = await eventually(
      'two events are parked, and one of them is overtaken',
      async () => {
        const { rows } = await pool.query<{ key: string; kind: string; attempts: number }>(
          `select key, kind, attempts from parked_events order by key, id`,
        );
        return rows.length === 2 && rows.some(({ kind }) => kind === 'superseded') && rows;
      },
      { timeout: 60_000 },
    );
    expect(parked.map(({ key, ...row }) => ({ ...row, id: key.split('/')[1] }))).toEqual([
      { id: 'odd', kind: 'superseded', attempts: 1 },
      { id: 'foreign', kind: 'poison', attempts: 1 },
    ]);
    await eventually('all others are folded', async () => {
      const { rows } = await pool.query('select count(*)::int as count from employees');
      return rows[0]?.count === 21;
    });
    expect(live.problems()).toEqual([]);
  }, 90_000);
});
