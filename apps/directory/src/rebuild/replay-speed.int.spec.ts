import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { foldTopics } from '#consumer';
import { ADMIN, USERS, type UserEvent } from '#contracts';
import { openPool, withSearchPath } from '#postgres';
import { handlersOf } from '#projection';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { DIRECTORY } from '../directory.js';
import { created, updated } from '../projection/user-events.fixture.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { publish } from './live.fixture.js';

const PEOPLE = 4_000;
const PUBLISHED_AT_ONCE = 2_000;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  kafka = await testKafka();
  pool = openPool({
    url: withSearchPath(database.url('directory'), LIVE_SCHEMA),
    applicationName: 'replay',
    max: 4,
    pipeline: true,
  });
  const events = initialCycle(PEOPLE);
  for (let at = 0; at < events.length; at += PUBLISHED_AT_ONCE) {
    await publish(kafka.settings, events.slice(at, at + PUBLISHED_AT_ONCE));
  }
}, 60_000);
afterAll(async () => {
  await pool.end();
  await database.drop();
  await kafka.drop();
});

describe('a replay', () => {
  it('reads, decodes, remembers, folds and saves an initial cycle: creates, then the managers', async () => {
    const { events, seconds } = await foldTopics({
      kafka: kafka.settings,
      clientId: 'replay',
      topics: [USERS, ADMIN],
      pool,
      handlers: handlersOf(DIRECTORY, {}),
    });
    const perSecond = events / seconds;
    process.stdout.write(
      `directory replays ${Math.round(perSecond)} events/s (${events} in ${seconds.toFixed(1)} s)\n`,
    );
    const { rows } = await pool.query('select count(*)::int as people, sum(version)::int as versions from employees');
    expect(rows[0]).toEqual({ people: PEOPLE, versions: events });
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
