import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withSearchPath } from '#postgres';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { inFourStates, Looks, type LookUps } from '../../../../test/support/four-states.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { findDelivery } from './statements/find-delivery.js';
import { lastReleased } from './statements/last-released.js';
import { listCoveredEvents } from './statements/list-covered-events.js';
import { listDeliveries } from './statements/list-deliveries.js';
import { loadPeople } from './statements/load-people.js';
import { lockGroup } from './statements/lock-group.js';
import { lockWaitingLeavers } from './statements/lock-waiting-leavers.js';
import { lockLeavers, lockLeaversOf } from './statements/lock-waiting-people.js';

const PEOPLE = 20_000;
const TABLES = ['projection.people', 'mailing.deliveries', 'mailing.delivery_events'];
const looks = new Looks();

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let notifier: Client;
let reader: Client;

// Managers are named by id, mail and number in turn. Twenty leavers and twenty joiners wait; the rest was sent.
const FILL = [
  `insert into projection.people
     (tenant_id, user_id, version, name, mail, is_active, manager_id, user_name, mail_key, employee_number, manager_key,
      details_version)
   select $1, 'user ' || n, 1, 'Name ' || n, 'mail' || n || '@x', n % 10 <> 0,
          case n % 3 when 0 then 'user 7' when 1 then 'mail7@x' else 'n7' end, 'user' || n, 'mail' || n || '@x', 'n' || n,
          case n % 3 when 1 then 'mail7@x' end, 1
     from generate_series(1, $2::int) as n`,
  `insert into mailing.deliveries
     (id, tenant_id, template, made_at, status, recipient, person_id, manager_id, manager_key, event_count, last_event_at,
      due_at, since, released_at, group_key, person_version)
   select md5($1::uuid::text || n)::uuid, $1::uuid, case when n % 2 = 0 then 'leaver' else 'joiner' end,
          timestamptz '2026-01-01' + n * interval '1 second',
          case when n % 500 < 2 and n < 10000 then 'waiting' when n % 500 = 2 then 'failed' else 'accepted' end,
          'mail7@x', 'user ' || n, case n % 3 when 0 then 'user 7' when 1 then 'mail7@x' else 'n7' end,
          case n % 3 when 1 then 'mail7@x' end, 1, timestamptz '2026-01-01' + n * interval '1 second',
          timestamptz '2026-01-02' + n * interval '1 second', now(), now(), null, 1
     from generate_series(1, $2::int) as n`,
  `insert into mailing.deliveries
     (id, tenant_id, template, made_at, status, recipient, event_count, last_event_at, due_at, since, released_at, group_key)
   select uuidv7(), $1, 'refusals', now(), case when n = 1 then 'waiting' else 'accepted' end, 'admin@x', 1, now(), now(),
          now(), now(), 'connection'
     from generate_series(1, $2::int / 200) as n`,
  `insert into mailing.delivery_events (event_id, template, tenant_id, delivery_id)
   select uuidv7(), template, tenant_id, id from mailing.deliveries where tenant_id = $1 and $2::int > 0`,
];

async function company(): Promise<string> {
  const tenant = uuid();
  for (const statement of FILL) await owner.query(statement, [tenant, PEOPLE]);
  return tenant;
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => new Client({ connectionString: url });
  owner = open(database.ownerUrl);
  notifier = open(withSearchPath(database.url('notifier'), 'projection,mailing'));
  reader = open(withSearchPath(database.url('reader'), 'mailing'));
  await Promise.all([owner.connect(), notifier.connect(), reader.connect()]);
  await inFourStates({
    owner,
    tables: TABLES,
    found: company,
    async look(state, tenant) {
      const { rows } = await owner.query<{ id: string }>('select md5($1::uuid::text || 7)::uuid as id', [tenant]);
      const id = rows[0]?.id ?? '';
      await looks.take({ state, tenant, as: reader }, readers(tenant, id));
      await looks.take({ state, tenant, as: notifier }, writers(tenant, id));
    },
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([owner.end(), notifier.end(), reader.end()]);
  await database.drop();
});

const readers = (tenantId: string, id: string): LookUps => {
  const page = { tenantId, statuses: null, after: null, limit: 51 };
  return {
    'one delivery': (tx) => findDelivery(tx, tenantId, id),
    'the newest deliveries': (tx) => listDeliveries(tx, page),
    'a later page': (tx) => listDeliveries(tx, { ...page, after: { time: '2026-01-01T03:00:00.000Z', id } }),
    'what was sent': (tx) => listDeliveries(tx, { ...page, statuses: ['accepted'] }),
    'the mails about somebody': (tx) => listDeliveries(tx, { ...page, personId: 'user 77' }),
    'the mails about nobody': (tx) => listDeliveries(tx, { ...page, personId: id }),
    'the mails of an event': (tx) => listDeliveries(tx, { ...page, eventId: id }),
    'the mails of an event about somebody': (tx) => listDeliveries(tx, { ...page, personId: id, eventId: id }),
    'what a delivery covers': (tx) => listCoveredEvents(tx, { tenantId, deliveryId: id, after: null, limit: 51 }),
  };
};

const writers = (tenantId: string, id: string): LookUps => {
  const group = { tenantId, template: 'refusals', key: 'connection' } as const;
  return {
    'one of a batch': (tx) => loadPeople(tx, [{ tenantId, id: 'user 77' }]),
    'all of a batch': (tx) =>
      loadPeople(
        tx,
        Array.from({ length: 20 }, (_, n) => ({ tenantId, id: `user ${n * 7 + 1}` })),
      ),
    'the group that grows': (tx) => lockGroup(tx, group),
    'the group that was sent last': (tx) => lastReleased(tx, group),
    'leavers of a manager': (tx) => lockLeaversOf(tx, { tenantId, id: 'user 7' }, 51),
    'leavers by their mails': (tx) => lockLeavers(tx, [id]),
    'leavers of a batch': (tx) => lockWaitingLeavers(tx, [{ tenantId, id: 'user 500' }]),
  };
};

describe('as the notifier’s roles, whatever ANALYZE has seen of a company of 20,000', () => {
  it.each(Object.keys({ ...readers('', ''), ...writers('', '') }))(
    '%s is looked up in the same way, at the same cost',
    (name) => {
      expect(looks.unevenOnes(name)).toEqual([]);
    },
  );
});
