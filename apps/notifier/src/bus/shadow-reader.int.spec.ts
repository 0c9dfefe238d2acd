import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Producer } from 'kafkajs';
import type { Pool } from 'pg';
import { encodeEvent, SHADOW_USERS, type UserEvent } from '#contracts';
import { openKafka } from '#kafka';
import { openPool, withSearchPath } from '#postgres';
import { createLogger } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { ruleSettings } from '../config.js';
import { created, disabled, TENANT } from '../rules/events.fixture.js';
import { DATABASE, MIGRATIONS } from '../storage/database.js';
import { LIVE_SCHEMA } from '../storage/schema.js';
import { ShadowReader } from './shadow-reader.js';

const FORGOTTEN = '0198c0de-7a11-7000-8000-00000000f0e6';
const SOON = { timeout: 25_000, every: 100 };

let kafka: TestKafka;
let database: TestDatabase<keyof typeof DATABASE.roles>;
let pool: Pool;
let producer: Producer;

beforeAll(async () => {
  [kafka, database] = await Promise.all([testKafka([SHADOW_USERS]), createTestDatabase(DATABASE, MIGRATIONS)]);
  pool = openPool({ url: withSearchPath(database.url('notifier'), LIVE_SCHEMA), applicationName: 'spec', max: 4 });
  producer = openKafka(kafka.settings, 'test').producer();
  await producer.connect();
}, 60_000);

afterAll(async () => {
  await producer.disconnect();
  await kafka.drop();
  await pool.end();
  await database.drop();
}, 60_000);

const settings = { ...ruleSettings({}), maxEventAgeMs: Number.MAX_SAFE_INTEGER };

const said: string[] = [];

function reader(context = () => ({ now: new Date(), settings })): ShadowReader {
  const log = createLogger('spec', { destination: { write: (line: string) => void said.push(line) } });
  return new ShadowReader({ kafka: kafka.settings, pool, log, context });
}

async function publish(...events: readonly UserEvent[]): Promise<void> {
  for (const event of events) {
    const { key, headers, value } = encodeEvent(event);
    const messages = [{ key, headers: { ...headers }, value }];
    await producer.send({ topic: kafka.settings.topicPrefix + SHADOW_USERS.name, messages });
  }
}

async function counts(): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ kind: string; count: number }>(
    'select kind, sum(count)::int as count from mailing.shadow_mails where tenant_id = $1 group by kind order by kind',
    [TENANT],
  );
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}

it('counts what would be mailed about what a shadow decided, each once over lives, and writes to nobody', async () => {
  await publish(created('ada', { managerId: 'ben' }), disabled('cem', { managerId: 'ben' }));
  await producer.send({ topic: kafka.settings.topicPrefix + SHADOW_USERS.name, messages: [{ value: 'no event' }] });
  const first = reader();
  first.start();
  const expected = { 'initial-cycle': 1, leaver: 1 };
  await eventually('two are counted', async () => JSON.stringify(await counts()) === JSON.stringify(expected), SOON);
  await first.stop();

  // As if Kafka had not been told how far it was: what the database knows counts.
  const admin = openKafka(kafka.settings, 'test').admin();
  await admin.connect();
  await admin.deleteGroups([`${kafka.settings.topicPrefix}rollcall.notifier-shadow`]);
  await admin.disconnect();
  await publish(disabled('dora', { managerId: 'ben' }));
  const second = reader();
  second.start();
  await eventually('the third is counted', async () => (await counts()).leaver === 2, SOON);
  await second.stop();
  expect(await counts()).toEqual({ 'initial-cycle': 1, leaver: 2 });
  const mailed = await pool.query('select 1 from mailing.deliveries');
  const known = await pool.query('select 1 from people');
  expect([mailed.rows, known.rows]).toEqual([[], []]);
}, 90_000);

it('begins anew where kafkajs has given its reader up', async () => {
  const { leaver = 0 } = await counts();
  await publish(disabled('emil', { managerId: 'ben' }));
  let asked = 0;
  // kafkajs takes no TypeError for one that passes, and does not restart. Who forgets asks, too.
  const again = reader(() => {
    asked += 1;
    if (asked <= 2) throw new TypeError('not now');
    return { now: new Date(), settings };
  });
  again.start();
  try {
    await eventually('it is counted', async () => (await counts()).leaver === leaver + 1, SOON);
  } finally {
    await again.stop();
  }
}, 60_000);

it('says once that it cannot count what it tries again and again', async () => {
  const { leaver = 0 } = await counts();
  await publish(disabled('ina', { managerId: 'ben' }));
  said.length = 0;
  let tries = 0;
  const failing = reader(() => {
    // Who forgets asks once, too.
    tries += 1;
    if (tries > 1 && tries <= 4) throw new Error('not now');
    return { now: new Date(), settings };
  });
  failing.start();
  try {
    await eventually('it is counted', async () => (await counts()).leaver === leaver + 1, SOON);
  } finally {
    await failing.stop();
  }
  expect(said.filter((line) => line.includes('not now'))).toHaveLength(1);
}, 60_000);

it('is held up by no event whose time is none', async () => {
  const { leaver = 0 } = await counts();
  await publish({ ...disabled('fay', { managerId: 'ben' }), time: 'yesterday' }, disabled('gil', { managerId: 'ben' }));
  const one = reader();
  one.start();
  try {
    await eventually('who comes behind it is counted', async () => (await counts()).leaver === leaver + 1, SOON);
  } finally {
    await one.stop();
  }
}, 60_000);

it('is held up by no event of a connection that no column takes', async () => {
  const { leaver = 0 } = await counts();
  const named = (connectionId: string): UserEvent => {
    const odd = disabled('hao', { managerId: 'ben' });
    return { ...odd, data: { ...odd.data, actor: { ...odd.data.actor, connectionId } } };
  };
  const long = Array.from({ length: 500 }, () => randomUUID()).join('');
  // Of one person, and so of one partition.
  await publish(named('\0'), named(long), disabled('hao', { managerId: 'ben' }));
  const one = reader();
  one.start();
  try {
    await eventually('who comes behind it is counted', async () => (await counts()).leaver === leaver + 1, SOON);
  } finally {
    await one.stop();
  }
}, 60_000);

it('keeps what it counted for 400 days', async () => {
  const counted = (days: number) =>
    pool.query(
      `insert into mailing.shadow_mails (tenant_id, connection_id, minute, kind, count)
       values ($1, 'rehearsal', date_trunc('minute', now()) - make_interval(days => $2), 'joiner', 1)`,
      [FORGOTTEN, days],
    );
  await Promise.all([399, 401].map(counted));
  const kept = async (): Promise<number[]> => {
    const { rows } = await pool.query<{ days: number }>(
      `select extract(day from date_trunc('minute', now()) - minute)::int as days
         from mailing.shadow_mails where tenant_id = $1`,
      [FORGOTTEN],
    );
    return rows.map(({ days }) => days);
  };
  const late = reader();
  late.start();
  await eventually('the older goes', async () => (await kept()).length === 1, SOON);
  await late.stop();
  expect(await kept()).toEqual([399]);
}, 60_000);
