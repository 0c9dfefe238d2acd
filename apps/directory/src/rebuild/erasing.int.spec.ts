import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listParked } from '#consumer';
import type { RollcallEvent } from '#contracts';
import { openPool, withSearchPath } from '#postgres';
import { rebuild } from '#projection';
import { TenantReads, TenantWrites } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { DIRECTORY } from '../directory.js';
import { Changes } from '../http/changes.js';
import { Erasing } from '../http/erasing.js';
import { created, deleted, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { liveDirectory, publish, type LiveDirectory } from './live.fixture.js';

const SECRET = 'Rumpelstilz';
const ACTING = { requestId: 'request-1', traceparent: null, reason: 'asked to be forgotten' };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;
let live: LiveDirectory | undefined;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let erasing: Erasing;

beforeEach(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  kafka = await testKafka();
  const open = (url: string, path: string) =>
    openPool({ url: withSearchPath(url, path), applicationName: 'test', max: 3 });
  owner = open(database.ownerUrl, LIVE_SCHEMA);
  writer = open(database.url('directory'), `${LIVE_SCHEMA},acts`);
  reader = open(database.url('reader'), LIVE_SCHEMA);
  erasing = new Erasing(new TenantWrites(writer));
});
afterEach(async () => {
  await live?.stop();
  live = undefined;
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
  await kafka.drop();
});

/** Tables of what is folded, and beside it, in which the text stands anywhere. */
async function placesOf(text: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name
       from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')
      order by name`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rows: hits } = await owner.query<{ n: number }>(
      `select count(*)::int as n
         from ${name} t
        where to_jsonb(t)::text ilike $1 or to_jsonb(t)::text like '%' || encode(convert_to($2, 'UTF8'), 'hex') || '%'`,
      [`%${text}%`, text],
    );
    if ((hits[0]?.n ?? 0) > 0) found.push(name);
  }
  return found;
}

const person = { id: 'gone', displayName: `Karl ${SECRET}`, title: 'Spinner', managerId: 'boss' };

async function folded(events: readonly RollcallEvent[], until: () => Promise<boolean>): Promise<void> {
  await publish(kafka.settings, events);
  live ??= await liveDirectory(kafka.settings, database.url('directory'));
  await eventually('the events are folded', until, { timeout: 30_000 });
}

const NAME = `Karl ${SECRET}`;

function erase(id: string, tenantId = TENANT) {
  const approved = { act: 'people.erase', object: id, by: 'account-2' };
  return erasing.erase({ tenantId, id, name: NAME, approved }, ACTING);
}

async function versionOf(id: string): Promise<number> {
  const { rows } = await owner.query<{ version: number }>('select version from employees where id = $1', [id]);
  return rows[0]?.version ?? 0;
}

function rebuilt() {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const urls = { ownerUrl: database.ownerUrl, writerUrl: database.url('directory') };
  return rebuild(DIRECTORY, { ...urls, kafka: kafka.settings, isCheck: false, log });
}

describe('somebody who is erased', () => {
  beforeEach(() =>
    folded(
      [
        created({ id: 'boss', displayName: 'Boss' }),
        created(person),
        // Leaps, and is set aside with all that it says.
        updated({ ...person, title: `Of ${SECRET}` }, { version: 7 }),
        deleted(person.id, { version: 2 }),
        created({ id: 'gone', displayName: `Other ${SECRET.slice(0, 4)}` }, { tenantId: OTHER_TENANT }),
      ],
      async () => {
        const { rows } = await owner.query(`select from employees where id = 'gone' and tenant_id = $1`, [
          OTHER_TENANT,
        ]);
        const isDeleted = `select from employees where id = 'gone' and tenant_id = $1 and deleted`;
        const gone = (await owner.query(isDeleted, [TENANT])).rowCount === 1;
        return gone && (await versionOf('boss')) === 1 && rows.length === 1 && (await listParked(writer)).length === 1;
      },
    ),
  );

  it('stands in no table, neither after a rebuild nor after what comes late, and the digest is the same', async () => {
    await eventually(
      'the person is deleted',
      async () => (await placesOf(SECRET)).includes('projection.parked_events'),
      {
        timeout: 20_000,
      },
    );
    expect(await placesOf(SECRET)).toEqual(
      expect.arrayContaining(['projection.employee_versions', 'projection.parked_events']),
    );
    const erased = await erase('gone');
    expect(erased).toMatchObject({ id: 'gone', rows: { employee_versions: 2, parked_events: 1 } });
    const places = ['scim', 'activity', 'topics', 'audit', 'mails', 'backups'];
    expect(erased.notReached.map(({ place }) => place)).toEqual(places);
    expect(await placesOf(SECRET)).toEqual([]);
    expect((await owner.query(`select from employees where id = 'gone'`)).rowCount).toBe(1);
    const late = [updated(person, { version: 3 }), created(person), updated(person, { version: 9 })];
    await folded(
      [...late, updated({ id: 'boss', displayName: 'Boss' }, { version: 2 })],
      async () => (await versionOf('boss')) === 2,
    );
    expect(await rebuilt()).toMatchObject({ isEqual: true, isSwapped: true, parked: 0 });
    await folded(
      [updated({ id: 'boss', displayName: 'Boss' }, { version: 3 })],
      async () => (await versionOf('boss')) === 3,
    );
    expect([await placesOf(SECRET), await rebuilt()]).toMatchObject([[], { isEqual: true }]);
  }, 120_000);

  it('is one act, however often it is asked for, and is told of as deleted', async () => {
    const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 100 });
    const changes = new Changes(reads);
    const all = await changes.since(TENANT, { limit: 50 });
    const first = await erase('gone');
    expect(await erase('gone')).toEqual({ ...first, rows: {} });
    const { rows } = await owner.query<{ payload: string }>(`select to_jsonb(o)::text as payload from acts.outbox o`);
    const acts = rows.filter(({ payload }) => payload.includes('people.erase'));
    expect([acts.length, acts[0]?.payload.includes(SECRET)]).toEqual([1, false]);
    const told = [{ id: 'gone', deleted: true, version: 2, employee: null }];
    const isTold = async (): Promise<boolean> => {
      const { items } = await changes.since(TENANT, { limit: 50, since: all.next });
      return (
        items.length === told.length &&
        items.every(({ id, deleted, version }) => id === 'gone' && deleted && version === 2)
      );
    };
    // A transaction of any database of the server holds back what is told.
    await eventually('it is told', isTold, { timeout: 110_000 });
    expect((await changes.since(TENANT, { limit: 50 })).items).toMatchObject([{ id: 'boss' }, ...told]);
  }, 120_000);

  it('is one act where it is asked for twice at the same moment, and both are told that it is done', async () => {
    const batch = await writer.connect();
    try {
      await batch.query('begin');
      await batch.query('update consumer_offsets set next_offset = next_offset');
      const both = Promise.all([erase('gone'), erase('gone')]);
      await eventually('both wait for the batch', async () => {
        const { rows } = await owner.query<{ n: number }>(`select count(*)::int as n from pg_locks where not granted
           and pid in (select pid from pg_stat_activity where datname = current_database())`);
        return rows[0]?.n === 2;
      });
      await batch.query('commit');
      const [one, other] = await both;
      expect(other.erasedAt).toBe(one.erasedAt);
      expect([one, other].filter(({ rows }) => rows.employees === 1)).toHaveLength(1);
    } finally {
      batch.release(true);
    }
    const { rows } = await owner.query<{ payload: string }>(`select to_jsonb(o)::text as payload from acts.outbox o`);
    expect(rows.filter(({ payload }) => payload.includes('people.erase'))).toHaveLength(1);
  }, 60_000);

  it('is who was deleted, of this company, and nobody else', async () => {
    await expect(erase('boss')).rejects.toMatchObject({ status: 409, code: 'not-deleted' });
    await expect(erase('gone', OTHER_TENANT)).rejects.toMatchObject({ status: 409 });
    for (const id of ['nobody', 'a\0', '']) {
      await expect(erase(id)).rejects.toMatchObject({ status: 404 });
    }
  });

  it('waits for no batch for long', async () => {
    const client = await writer.connect();
    try {
      await client.query('begin');
      await client.query('update consumer_offsets set next_offset = next_offset');
      await expect(erase('gone')).rejects.toMatchObject({ status: 503, code: 'busy' });
    } finally {
      await client.query('rollback');
      client.release();
    }
    await expect(erase('gone')).resolves.toMatchObject({ id: 'gone' });
  }, 20_000);
});
