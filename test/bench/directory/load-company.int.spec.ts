import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { applyUsers } from '../../../apps/directory/src/storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../../../apps/directory/src/storage/database.js';
import { digestProjection } from '../../../apps/directory/src/storage/digest.js';
import { MIGRATIONS } from '../../../apps/directory/src/storage/migrations.js';
import { loadCompany } from './load-company.js';
import { companyOf, type Company } from './people.js';
import { withClients } from './read-indexes.js';

const PEOPLE = 200;
const BATCH = 90;

type Database = TestDatabase<keyof typeof DATABASE.roles>;
let folded: Database;
let loaded: Database;

const company = companyOf(PEOPLE);

beforeAll(async () => {
  folded = await createTestDatabase(DATABASE, MIGRATIONS);
  loaded = await createTestDatabase(DATABASE, MIGRATIONS);
  await fold(folded, company);
  await loadCompany(loaded.ownerUrl, company);
}, 120_000);
afterAll(async () => {
  await folded.drop();
  await loaded.drop();
});

async function fold(database: Database, { events }: Company): Promise<void> {
  const url = withSearchPath(database.url('directory'), LIVE_SCHEMA);
  const writer = openPool({ url, applicationName: 'bench-spec', max: 1, pipeline: true });
  const all = [...events()];
  for (let from = 0; from < all.length; from += BATCH)
    await inTransaction(writer, (tx) => applyUsers(tx, all.slice(from, from + BATCH)));
  await writer.end();
}

function inBoth<Seen>(look: (session: Client) => Promise<Seen>): Promise<readonly Seen[]> {
  const of = ({ ownerUrl }: Database) =>
    withClients(withSearchPath(ownerUrl, LIVE_SCHEMA), 1, ([session]) => {
      if (session === undefined) throw new Error('there is one');
      return look(session);
    });
  return Promise.all([of(folded), of(loaded)]);
}

describe('a company that is loaded by COPY', () => {
  it('is what a fold of its events leaves', async () => {
    const [of, by] = await inBoth(async (session) => {
      await session.query('begin');
      return digestProjection(session);
    });
    expect(by).toEqual(of);
    expect(by?.rows).toBeGreaterThan(PEOPLE * 5);
  });

  it.each([
    ['marks', 'select id, moved_in is not null as moved from employee_marks order by id'],
    ['lengths', 'select id, version, resource_bytes from employee_versions order by id, version'],
    ['indexes', `select indexname, indexdef from pg_indexes where schemaname = '${LIVE_SCHEMA}' order by indexname`],
  ])('has the same %s, which no digest has', async (_, sql) => {
    const [of, by] = await inBoth(async (session) => (await session.query<object>(sql)).rows);
    expect(by).toEqual(of);
    expect(by?.length).toBeGreaterThan(10);
  });

  it('has each version at a place of its own in the topic, in the order of its person', async () => {
    const sql = 'select partition, record_offset from employee_versions order by partition, record_offset';
    const [, by] = await inBoth(async (session) => {
      const { rows } = await session.query<{ partition: number; record_offset: string }>(sql);
      return rows.map(({ partition, record_offset: at }) => `${partition}/${at}`);
    });
    expect(new Set(by).size).toBe([...company.events()].length);
  });
});
