import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { openPool } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { OTHER_TENANT, TENANT } from '../ledger/events.fixture.js';
import { DATABASE } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { PostgresReadStore } from './postgres-read-store.js';
import { ReadLog, type Reading } from './read-log.js';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
const NOON = Date.parse('2026-12-01T12:00:00.000Z');

let database: TestDatabase<'audit' | 'reader'>;
let writer: Pool;
let owner: Pool;
let now = NOON;

const open = (url: string): Pool =>
  openPool({ url: `${url}?options=-csearch_path%3Dprojection,acts`, applicationName: 'audit-test', max: 4 });

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  [writer, owner] = [open(database.url('audit')), open(database.ownerUrl)];
});
beforeEach(async () => {
  now = NOON;
  await owner.query('truncate acts.outbox, acts.outbox_unpublished, acts.audit_reads');
});
afterAll(async () => {
  await Promise.all([writer.end(), owner.end()]);
  await database.drop();
});

const replica = (): ReadLog =>
  new ReadLog({
    store: new PostgresReadStore(writer, WINDOW),
    windowMs: WINDOW,
    log: { warn: () => undefined },
    now: () => now,
  });

const BI: Reading = { tenantId: TENANT, reader: 'bi', readerType: 'reader', address: '192.0.2.0/24', kind: 'list' };

async function told(): Promise<readonly string[]> {
  const { rows } = await owner.query<{ value: string }>('select value from acts.outbox order by id');
  return rows
    .map(({ value }) => {
      const { act, actor, changes } = JSON.parse(value) as {
        act: string;
        actor: { name: string; type: string };
        changes: { after: unknown }[];
      };
      return [act, actor.type, actor.name, ...changes.map(({ after }) => after)].join(' ');
    })
    .toSorted();
}

it('is one entry for each reader, kind of question and ten minutes, over all replicas', async () => {
  const [one, other] = [replica(), replica()];
  for (const log of [one, other, one, other, one]) await log.note(BI);
  await one.note({ ...BI, kind: 'export' });
  await other.note({ ...BI, reader: 'siem' });
  await other.note({ ...BI, tenantId: OTHER_TENANT });
  now = NOON + WINDOW;
  await one.note(BI);
  await Promise.all([one.flush(), other.flush()]);
  now += MINUTE;
  await Promise.all([one.runOnce(), other.runOnce()]);
  const first = '2026-12-01T12:00:00.000Z 2026-12-01T12:10:00.000Z';
  const said = (who: string, kind: string, count: number) => `entries.read reader ${who} ${kind} ${count} ${first}`;
  expect(await told()).toEqual(
    [said('bi', 'list', 5), said('bi', 'export', 1), said('siem', 'list', 1), said('bi', 'list', 1)].toSorted(),
  );
  now += WINDOW;
  await other.runOnce();
  expect(await told()).toHaveLength(5);
});

it('is written down before the first is answered, and told by another process after a kill', async () => {
  await replica().note(BI);
  now = NOON + WINDOW + MINUTE;
  await replica().runOnce();
  expect(await told()).toHaveLength(1);
});

it('counts on what could not be written down', async () => {
  const log = replica();
  for (let times = 0; times < 3; times += 1) await log.note(BI);
  await owner.query('revoke insert on acts.audit_reads from rollcall_audit');
  await expect(log.flush()).rejects.toMatchObject({ code: '42501' });
  await owner.query('grant insert on acts.audit_reads to rollcall_audit');
  now = NOON + WINDOW + MINUTE;
  await log.runOnce();
  expect((await told())[0]).toContain(' list 3 ');
});
