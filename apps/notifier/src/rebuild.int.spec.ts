import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { foldTopics } from '#consumer';
import { ACTS, ADMIN, encodeEvent, PROVISIONING, USERS, type RollcallEvent } from '#contracts';
import { openKafka } from '#kafka';
import { openPool, withSearchPath } from '#postgres';
import { handlersOf, rebuild } from '#projection';
import { catalogueOf } from '../../../test/support/catalogue.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { notifier } from './notifier.js';
import { at, created, deleted, disabled, refused, tenantChanged, updated } from './rules/events.fixture.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';

const NOTIFIER = notifier();
const TOPICS = [USERS, PROVISIONING, ADMIN, ACTS];
const EVENTS: readonly RollcallEvent[] = [
  tenantChanged('it@example.com'),
  ...['boss', 'anna', 'ben', 'cleo'].map((id, n) => created(id, { managerId: 'boss', time: at(n * 1_000) })),
  updated('anna', { managerId: 'cleo', time: at(5_000) }),
  disabled('ben', { managerId: 'boss', time: at(6_000) }),
  deleted('cleo', { version: 2, time: at(7_000) }),
  refused('unique', { time: at(8_000) }),
];

let database: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;
let owner: Client;

beforeAll(async () => {
  [database, kafka] = await Promise.all([createTestDatabase(DATABASE, MIGRATIONS), testKafka()]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const producer = openKafka(kafka.settings, 'test').producer();
  await producer.connect();
  for (const { topic, key, headers, value } of EVENTS.map(encodeEvent)) {
    await producer.send({
      topic: kafka.settings.topicPrefix + topic,
      messages: [{ key, headers: { ...headers }, value }],
    });
  }
  await producer.disconnect();
  const url = withSearchPath(database.url('notifier'), 'projection,mailing');
  const pool = openPool({ url, applicationName: 'test', max: 4 });
  const live = { kafka: kafka.settings, clientId: 'live', topics: TOPICS, pool };
  await foldTopics({ ...live, handlers: handlersOf(NOTIFIER, {}) });
  await pool.end();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await Promise.all([database.drop(), kafka.drop()]);
});

function folded(isCheck: boolean) {
  const urls = { ownerUrl: database.ownerUrl, writerUrl: database.url('notifier') };
  return rebuild(NOTIFIER, { ...urls, kafka: kafka.settings, isCheck }, {});
}

async function mails(): Promise<unknown[]> {
  const { rows } = await owner.query<object>('select * from mailing.deliveries order by id');
  const { rows: covered } = await owner.query<object>(
    'select * from mailing.delivery_events order by event_id, template',
  );
  return [...rows, ...covered];
}

describe('a rebuild of the notifier', () => {
  it('has the digest of the live one, and makes no mail', async () => {
    const before = await mails();
    expect(before).not.toEqual([]);
    const events = EVENTS.length;
    expect(await folded(true)).toMatchObject({ isEqual: true, isSwapped: false, folded: { events, parked: 0 } });
    expect(await mails()).toEqual(before);
    const { rows } = await owner.query(
      `select nspname from pg_namespace where nspname ~ '^(projection|mailing)' order by 1`,
    );
    expect(rows).toEqual([{ nspname: 'mailing' }, { nspname: 'projection' }]);
  }, 60_000);

  it('tells who was changed by hand', async () => {
    await owner.query(`update projection.people set name = 'Queen' where user_id = 'anna'`);
    expect(await folded(true)).toMatchObject({ isEqual: false, difference: 'other' });
  }, 60_000);

  it('takes the place of the live one, in the shape of the migrations, and forgets no mail', async () => {
    const [before, catalogue] = [await mails(), await catalogueOf(owner)];
    expect(await folded(false)).toMatchObject({ isEqual: false, isSwapped: true, kept: null });
    expect(await mails()).toEqual(before);
    expect(await catalogueOf(owner)).toEqual(catalogue);
    expect(await folded(true)).toMatchObject({ isEqual: true });
  }, 60_000);
});
