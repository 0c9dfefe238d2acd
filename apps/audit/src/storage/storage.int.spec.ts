import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import type { RollcallEvent } from '#contracts';
import { inTransaction, openPool, scopeToTenant, withSearchPath } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import {
  groupUpdated,
  OTHER_TENANT,
  refusalsSuppressed,
  TENANT,
  tenantChanged,
  userCreated,
  userUpdated,
  writeRefused,
} from '../ledger/events.fixture.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { digestLedger } from './digest.js';
import { MIGRATIONS } from './migrations.js';
import { recordBatch } from './record-batch.js';
import { ledgerTables } from './schema.js';
import { findEntry } from './statements/find-entry.js';
import { listEntries, type EntryFilter, type EntryOrder, type EntryPlace } from './statements/list-entries.js';

jest.setTimeout(60_000);

const open = (url: string, schema: string = LIVE_SCHEMA): Pool =>
  openPool({ url: withSearchPath(url, schema), applicationName: 'audit-test', max: 3, pipeline: true });

const EVENTS: readonly RollcallEvent[] = [
  userCreated({ time: '2026-11-24T10:00:00.000Z' }),
  userUpdated(2, { time: '2026-11-24T10:00:01.000Z', credentialId: '0198c0de-0000-7000-8000-0000000000c2' }),
  groupUpdated({ time: '2026-11-24T10:00:02.000Z' }),
  writeRefused({ time: '2026-11-24T10:00:03.000Z' }),
  refusalsSuppressed({ time: '2026-11-24T10:00:04.000Z' }),
  tenantChanged(),
  userCreated({ time: '2026-11-24T10:00:05.000Z', tenantId: OTHER_TENANT }),
];

async function record(pool: Pool, events: readonly RollcallEvent[], isLate = false): Promise<string[]> {
  const deliveries = events.map((event, index) => ({
    event,
    topic: 'rollcall.users.v1',
    partition: 0,
    offset: BigInt(index),
    key: `${event.tenantId}/${event.subject}`,
  }));
  const outcomes = await inTransaction(pool, (tx) => recordBatch({ tx, isLate, deliveries }));
  return outcomes.map(({ kind }) => kind);
}

describe('the audit log in PostgreSQL', () => {
  let database: TestDatabase<'audit' | 'reader'>;
  let writer: Pool;
  let reader: Pool;

  beforeAll(async () => {
    database = await createTestDatabase(DATABASE, MIGRATIONS);
    writer = open(database.url('audit'));
    reader = open(database.url('reader'));
    expect(await record(writer, EVENTS)).toEqual(['done', 'done', 'done', 'done', 'done', 'ignored', 'done']);
  });
  afterAll(async () => {
    await writer.end();
    await reader.end();
    await database.drop();
  });

  const list = (filter: EntryFilter = {}, order: EntryOrder = 'oldest', after: EntryPlace | null = null, limit = 200) =>
    inTransaction(reader, async (tx) => {
      await scopeToTenant(tx, TENANT);
      return (await listEntries(tx, { filter, order, after, limit })).entries;
    });
  const seconds = async (filter: EntryFilter) => (await list(filter)).map(({ time }) => Number(time.slice(17, 19)));

  it('gives back what the event said', async () => {
    const [created] = EVENTS;
    const entry = await inTransaction(reader, async (tx) => {
      await scopeToTenant(tx, TENANT);
      return findEntry(tx, created?.id ?? '');
    });
    expect(entry).toMatchObject({
      id: created?.id,
      time: created?.time,
      outcome: 'accepted',
      reason: 'created',
      resourceVersion: 1,
      changes: JSON.stringify([{ path: 'title', before: null, after: 'Engineer 1' }]),
      topic: 'rollcall.users.v1',
      partition: 0,
      offset: '0',
    });
  });

  it.each<[string, EntryFilter, number[]]>([
    ['everything of the tenant', {}, [0, 1, 2, 3, 4]],
    ['a credential', { actor: '0198c0de-0000-7000-8000-0000000000c2' }, [1]],
    ['a connection', { actor: '0198c0de-0000-7000-8000-0000000000b1' }, [0, 1, 2, 3, 4]],
    ['a resource', { resource: '0198c0de-0000-7000-8000-0000000000a1' }, [0, 1]],
    ['a type', { types: ['rollcall.GroupUpdated'] }, [2]],
    ['several types', { types: ['rollcall.GroupUpdated', 'rollcall.WriteRefused'] }, [2, 3]],
    ['a request', { requestId: 'request-1' }, [0, 1, 2, 3, 4]],
    ['a path', { path: 'TITLE' }, [0, 1]],
    ['a path that has no such part', { path: 'itle' }, []],
    ['a value', { value: 'engineer 2' }, [1]],
    ['a value of an attribute', { path: 'title', value: 'Engineer 1' }, [0]],
    ['a value of another attribute', { path: 'members', value: 'Engineer 1' }, []],
    ['a value within one', { path: 'members', value: '0198c0de-0000-7000-8000-0000000000a1' }, [2]],
    ['what an actor did to a path', { actor: '0198c0de-0000-7000-8000-0000000000b1', path: 'title' }, [0, 1]],
    ['refusals', { outcome: 'refused' }, [3, 4]],
    ['a span of time, its end excluded', { from: '2026-11-24T10:00:01Z', to: '2026-11-24T10:00:03Z' }, [1, 2]],
  ])('finds %s', async (_what, filter, expected) => {
    expect(await seconds(filter)).toEqual(expected);
  });

  it('pages by key in both directions, without gap or repetition', async () => {
    for (const order of ['newest', 'oldest'] as const) {
      const seen: string[] = [];
      for (let after: EntryPlace | null = null; ;) {
        const page = await list({}, order, after, 2);
        seen.push(...page.map(({ id }) => id));
        const last = page.at(-1);
        if (last === undefined) break;
        after = { time: last.time, id: last.id };
      }
      const all = (await list({})).map(({ id }) => id);
      expect(seen).toEqual(order === 'oldest' ? all : all.toReversed());
    }
  });

  it('shows nothing of another tenant, and nothing at all without one', async () => {
    const foreign = EVENTS.at(-1)?.id ?? '';
    const found = await inTransaction(reader, async (tx) => {
      await scopeToTenant(tx, TENANT);
      return findEntry(tx, foreign);
    });
    expect(found).toBeNull();
    expect((await reader.query('select id from entries')).rows).toEqual([]);
  });

  it.each([
    ['update', `update entries set reason = 'nothing happened'`],
    ['delete', 'delete from entries'],
    ['truncate', 'truncate entries'],
    ['drop', 'drop table entries'],
    ['switch the policies off', 'alter table entries disable row level security'],
  ])('lets the role of the service not %s', async (_what, statement) => {
    await expect(writer.query(statement)).rejects.toMatchObject({ code: '42501' });
    await expect(reader.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the readers not insert', async () => {
    await expect(reader.query(`insert into entries select * from entries`)).rejects.toMatchObject({ code: '42501' });
  });

  it('refuses a second entry of one event', async () => {
    await expect(record(writer, EVENTS.slice(0, 1))).rejects.toMatchObject({ code: '23505' });
  });

  it('sets aside what belongs to no tenant that anybody could read', async () => {
    expect(await record(writer, [userUpdated(1, { tenantId: 'nobody' })])).toEqual(['poison']);
  });

  it('uses its indexes as the reader, under the policy', async () => {
    const plan = await inTransaction(reader, async (tx) => {
      await scopeToTenant(tx, TENANT);
      await tx.query('set local enable_seqscan = off');
      const { rows } = await tx.query<{ 'QUERY PLAN': string }>(
        `explain select id from entries where resource_id = '0198c0de-0000-7000-8000-0000000000a1' and (time, id) > ('2026-11-24', '${TENANT}')
          order by time, id limit 10`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toMatch(/Index Cond: .*tenant_id.*resource_id.*ROW\("time", id\)/s);
  });

  it('has the same digest in whatever order and batches the events came', async () => {
    const owner = open(database.ownerUrl, 'shuffled');
    for (const statement of ledgerTables('shuffled')) await owner.query(statement);
    const shuffled = open(database.url('audit'), 'shuffled');
    const digest = (pool: Pool) => inTransaction(pool, digestLedger);
    for (const event of EVENTS.toReversed()) await record(shuffled, [event]);
    expect(await digest(shuffled)).toEqual(await digest(writer));
    expect((await digest(writer)).rows).toBe(6);
    await record(shuffled, [userUpdated(3)]);
    expect((await digest(shuffled)).sha256).not.toBe((await digest(writer)).sha256);
    await shuffled.end();
    await owner.end();
  });

  it('refuses what is released late of a version that another event has, and takes what is released of none', async () => {
    const [subject, time] = ['late', '2026-11-25T10:00:00.000Z'];
    expect(await record(writer, [userUpdated(5, { subject, time })])).toEqual(['done']);
    const late = async (version: number) => (await record(writer, [userUpdated(version, { subject, time })], true))[0];
    expect([await late(5), await late(4), await late(4)]).toEqual(['poison', 'done', 'poison']);
    expect((await list({ resource: subject })).map(({ resourceVersion }) => resourceVersion).sort()).toEqual([4, 5]);
  });

  it('finds of a request all operations, and of an operation no other', async () => {
    const request = '0198c0de-0000-7000-8000-0000000000e1';
    const others = ['0198c0de-0000-7000-8000-0000000000e', '0198c0de-0000-7000-8000-0000000000e2:1'];
    const sent = [`${request}:0`, `${request}:1`, `${request}:10`, ...others];
    const events = sent.map((correlationId, at) => ({
      ...writeRefused({ time: `2025-11-24T10:00:0${at}.000Z` }),
      correlationId,
    }));
    await record(writer, events);
    expect(await seconds({ requestId: request })).toEqual([0, 1, 2]);
    expect(await seconds({ requestId: `${request}:1` })).toEqual([1]);
    expect(await seconds({ requestId: others[0] ?? '' })).toEqual([3]);
  });
});
