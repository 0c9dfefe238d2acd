import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { runParkedCommand } from '#consumer';
import { USERS } from '#contracts';
import { openPool, withSearchPath } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { privilegesIn } from '../../../../test/support/privileges.js';
import { HANDLERS } from '../bus/handlers.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { ledgerTables } from './schema.js';

const KINDS = ['poison', 'undecodable', 'waiting', 'gap', 'superseded', 'stopped', 'discarded'] as const;
/** Nobody has applied these; of the others the entry is there. */
const APPLIED = { waiting: uuid(), gap: uuid() } as const;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
/** Whoever has the password of the process. */
let thief: Client;
/** The operator's command. */
let operator: Client;

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: withSearchPath(url, LIVE_SCHEMA) });
  await client.connect();
  return client;
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = await connect(database.ownerUrl);
  thief = await connect(database.url('audit'));
  operator = await connect(database.url('parked'));
  await owner.query(`insert into consumer_offsets values ('users', 0, 40, 'cluster')`);
  await owner.query(`insert into consumer_sequences values ('${uuid()}', 7)`);
  for (const [at, kind] of KINDS.entries()) await park(kind, uuid(), at);
  for (const [at, kind] of (['waiting', 'gap'] as const).entries()) {
    await park(kind, APPLIED[kind], KINDS.length + at);
    await addEntry(APPLIED[kind]);
  }
});

afterAll(async () => {
  await Promise.all([owner.end(), thief.end(), operator.end()]);
  await database.drop();
});

async function park(kind: string, eventId: string, offset: number): Promise<void> {
  await owner.query(
    `insert into parked_events (topic, partition, record_offset, key, event_id, event_type, kind, because, attempts, headers, value_bytes)
     values ('users', 0, $1, 'k', $2, 'rollcall.UserUpdated', $3, 'refused', 1, '{}', 0)`,
    [offset, eventId, kind],
  );
}

async function addEntry(id: string): Promise<void> {
  await owner.query(
    `insert into entries (id, tenant_id, time, type, outcome, changes, request_id)
     values ($1, $1, now(), 'rollcall.UserUpdated', 'accepted', '[]', 'r')`,
    [id],
  );
}

/** What it answers, with nothing kept. */
async function attempt(who: Client, statement: string): Promise<string> {
  await who.query('begin');
  try {
    const { rowCount } = await who.query(statement);
    return `${rowCount} rows`;
  } catch (error) {
    return String((error as { code?: string }).code);
  } finally {
    await who.query('rollback');
  }
}

const REFUSED = '42501';
const parkedOf = (kind: string): string =>
  `kind = '${kind}' and event_id <> all ('{${Object.values(APPLIED).join()}}')`;

describe('who has the password of the process', () => {
  it.each([
    ['change an entry', `update entries set reason = 'never happened'`],
    ['delete an entry', 'delete from entries'],
    ['empty the log', 'truncate entries'],
    [
      'put another in its place',
      `insert into entries select * from entries on conflict (id) do update set reason = 'x'`,
    ],
    ['move an offset back', 'update consumer_offsets set next_offset = next_offset - 1'],
    ['give an offset to another cluster', `update consumer_offsets set cluster_id = 'x'`],
    ['give an offset to another partition', 'update consumer_offsets set partition = 1'],
    ['take an offset away', 'delete from consumer_offsets'],
    ['begin a partition behind its beginning', `insert into consumer_offsets values ('users', 1, 5, 'cluster')`],
    ['move a sequence back', 'update consumer_sequences set version = version - 1'],
    ['take a sequence away', 'delete from consumer_sequences'],
    ['forget an event', 'delete from consumed_events'],
    ['accept a gap', `insert into accepted_gaps values ('${uuid()}', 1, 2, 't', 'k', '${uuid()}', now(), 'me')`],
    ['take an acceptance back', 'delete from accepted_gaps'],
    ['discard', `update parked_events set kind = 'discarded'`],
    [
      'discard in the name of another',
      `update parked_events set kind = 'superseded', discarded_by = 'kim' where kind = 'poison'`,
    ],
    [
      'change what a parked event says',
      `update parked_events set kind = 'superseded', value = 'x' where kind = 'poison'`,
    ],
    [
      'give a parked event to another',
      `update parked_events set kind = 'waiting', event_id = '${APPLIED.gap}' where kind = 'gap'`,
    ],
    [
      'park what is discarded from the beginning',
      `insert into parked_events (topic, partition, record_offset, key, kind, because, attempts, headers, value_bytes) values ('users', 0, 99, 'k', 'discarded', 'x', 1, '{}', 0)`,
    ],
    ['empty what is parked', 'truncate parked_events'],
    ['switch the guards off', 'alter table parked_events disable trigger all'],
    ['take a guard away', 'drop trigger keep_forward on consumer_offsets'],
    [
      'put another function behind a guard',
      `create or replace function ${LIVE_SCHEMA}.keep_parked() returns trigger language plpgsql as 'begin return old; end'`,
    ],
    ['act as a replica, for which triggers are silent', 'set session_replication_role = replica'],
    ['become the operator', `set role ${DATABASE.roles.parked}`],
    ['become the owner', 'reset session authorization; set session authorization postgres'],
    ['bring a log of its own', 'create schema other'],
    ['rename the schema', `alter schema ${LIVE_SCHEMA} rename to other`],
  ])('cannot %s', async (_what, statement) => {
    expect(await attempt(thief, statement)).toBe(REFUSED);
  });

  it.each(['poison', 'undecodable', 'waiting', 'gap', 'superseded', 'discarded'])(
    'cannot take away what is parked as %s and not in the log, however it is called before',
    async (kind) => {
      const take = `delete from parked_events where ${parkedOf(kind)}`;
      expect(await attempt(thief, take)).toBe(REFUSED);
      await thief.query('begin');
      await thief.query(`insert into consumed_events select event_id from parked_events where ${parkedOf(kind)}`);
      await thief.query('savepoint before');
      await expect(thief.query(take)).rejects.toMatchObject({ code: REFUSED });
      for (const other of KINDS) {
        await thief.query('rollback to before');
        const rename = `update parked_events set kind = '${other}' where ${parkedOf(kind)}`;
        const isRenamed = await thief.query(rename).then(
          () => true,
          () => false,
        );
        if (!isRenamed) continue;
        await expect(
          thief.query(`delete from parked_events where key = 'k' and kind = '${other}'`),
        ).rejects.toMatchObject({
          code: REFUSED,
        });
      }
      await thief.query('rollback');
    },
  );

  it('can do what the process does: go on, park, apply what waited, note and pass a stop', async () => {
    expect(await attempt(thief, 'update consumer_offsets set next_offset = next_offset + 1')).toBe('1 rows');
    expect(await attempt(thief, 'select 1 from consumer_offsets for no key update')).toBe('1 rows');
    expect(await attempt(thief, 'update consumer_sequences set version = version + 1')).toBe('1 rows');
    for (const kind of ['waiting', 'gap'] as const) {
      expect(await attempt(thief, `delete from parked_events where event_id = '${APPLIED[kind]}'`)).toBe('1 rows');
    }
    expect(await attempt(thief, `delete from parked_events where kind = 'stopped'`)).toBe('1 rows');
    expect(await attempt(thief, `update parked_events set id = default, kind = 'waiting' where kind = 'gap'`)).toBe(
      '2 rows',
    );
  });
});

describe('the operator’s role', () => {
  it('says what becomes of a parked event, and never again of one that was discarded', async () => {
    const discard = `update parked_events set kind = 'discarded', discarded_at = now(), discarded_by = 'kim', discarded_why = 'x'`;
    expect(await attempt(operator, `${discard} where kind = 'poison'`)).toBe('1 rows');
    expect(await attempt(operator, `delete from parked_events where kind = 'poison'`)).toBe('1 rows');
    expect(await attempt(operator, `${discard} where kind = 'discarded'`)).toBe(REFUSED);
    expect(await attempt(operator, `delete from parked_events where kind = 'discarded'`)).toBe(REFUSED);
  });

  it.each([
    `update entries set reason = 'never happened'`,
    'delete from entries',
    'update consumer_offsets set next_offset = 0',
    `update consumer_offsets set cluster_id = 'x'`,
    'update consumer_sequences set version = 0',
    `update parked_events set value = 'x'`,
    'alter table parked_events disable trigger all',
  ])('cannot %s', async (statement) => {
    expect(await attempt(operator, statement)).toBe(REFUSED);
  });
});

it.each(['release', 'discard'])('answers %s by the process’ role in one line, and changes nothing', async (verb) => {
  const place = [USERS.name, 0, 70] as const;
  await owner.query(
    `insert into parked_events (topic, partition, record_offset, key, event_id, event_type, kind, because, attempts, headers, value_bytes)
     select $1, $2, $3, 'k', '${uuid()}', event_type, kind, because, attempts, headers, value_bytes
       from parked_events
      where kind = 'gap'
      limit 1
         on conflict do nothing`,
    [...place],
  );
  const rows = async () => (await owner.query('select * from parked_events order by id')).rows;
  const before = await rows();
  const pool = openPool({ url: withSearchPath(database.url('audit'), LIVE_SCHEMA), applicationName: 'spec', max: 1 });
  const said: string[] = [];
  const code = await runParkedCommand({
    projection: 'audit',
    pool: () => pool,
    handlers: HANDLERS,
    user: () => 'kim',
    told: () => () => Promise.resolve(),
    words: [verb, place.join('/'), '--why', 'x'],
    print: () => undefined,
    complain: (line) => void said.push(line),
  });
  await pool.end();
  expect([code, said]).toEqual([
    1,
    [expect.stringMatching(verb === 'discard' ? /^audit: the role of the URL may not/ : /^audit: /)],
  ]);
  expect(await rows()).toEqual(before);
});

it('binds the tables that a rebuild has put in the place of these in the same way', async () => {
  const rights = async () => (await privilegesIn(owner)).filter((line) => line.includes(LIVE_SCHEMA));
  const before = await rights();
  for (const statement of ledgerTables('fresh')) await owner.query(statement);
  await owner.query(
    `alter schema ${LIVE_SCHEMA} rename to replaced;
     alter schema fresh rename to ${LIVE_SCHEMA};
     insert into consumer_offsets select * from replaced.consumer_offsets`,
  );
  expect(await rights()).toEqual(before);
  await park('gap', uuid(), 0);
  await park('gap', APPLIED.gap, 1);
  await addEntry(APPLIED.gap);
  expect(await attempt(thief, 'update consumer_offsets set next_offset = 0')).toBe(REFUSED);
  expect(await attempt(thief, 'delete from parked_events')).toBe(REFUSED);
  expect(await attempt(thief, `delete from parked_events where event_id = '${APPLIED.gap}'`)).toBe('1 rows');
  await owner.query(`drop schema ${LIVE_SCHEMA} cascade; alter schema replaced rename to ${LIVE_SCHEMA}`);
});

it('lets the owner begin anew, as a person who accepts an offset after a disaster does', async () => {
  expect(await attempt(owner, `update consumer_offsets set next_offset = 0, cluster_id = 'restored'`)).toBe('1 rows');
  expect(await attempt(owner, 'delete from parked_events')).toBe(`${KINDS.length + 3} rows`);
});
