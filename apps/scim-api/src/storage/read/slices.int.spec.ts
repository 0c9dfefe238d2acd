import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool } from '#postgres';
import { parseFilter, parseSort, presentUser, USER_TYPE, type StoredUser, type UserAttributes } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import type { Found, ResourceQuery } from '../../queries/resource-query.js';
import { createUser } from '../../users/decide-user.js';
import { requestOf } from '../../writes/write-request.fixture.js';
import { DATABASE, MIGRATIONS } from '../database.js';
import { storedUser } from '../resource-row.js';
import { inSession } from '../writer/session.js';
import { writeUsers } from '../writer/write-users.js';
import { GatheredReads } from './gathered-reads.js';
import { usersById, usersByName } from './keyed-statements.js';
import { LOOK_UP_PAGE_BYTES, MAX_PAGE_BYTES, MAX_SLICE_BYTES } from './page-statements.js';
import { ResourceFinder } from './resource-finder.js';
import { LOOK_UP_BYTES } from './row-sizes.js';

const EACH = 150_000;
const LARGE = 30;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let pool: Pool;
const tenantId = uuid();
/** Bytes of attributes that each statement brought to this process. */
let read: number[];

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  pool = openPool({ url: database.url('scim'), applicationName: 'spec', max: 2, pipeline: true });
  for (let at = 0; at < LARGE; at += 1) {
    const phoneNumbers = Array.from({ length: EACH / 1_000 }, (_, place) => ({ value: `${place}${'5'.repeat(960)}` }));
    const title = `Title ${String(LARGE - at).padStart(3, '0')}`;
    await provision({ userName: `user${at}`, externalId: 'all', active: true, title, phoneNumbers });
  }
});

async function provision(attributes: UserAttributes): Promise<void> {
  const request = requestOf(tenantId, new Date().toISOString());
  await writeUsers(pool, tenantId, [createUser(request, attributes)]);
}

beforeEach(() => {
  read = [];
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function run(tenant: string, statement: QueryConfig): Promise<readonly QueryResultRow[]> {
  const [result] = await inSession(pool, tenant, (session) => session.send(statement));
  const rows = result?.rows ?? [];
  read.push(rows.reduce<number>((sum, { attributes }) => sum + String(attributes ?? '').length, 0));
  return rows;
}

const finder = new ResourceFinder<StoredUser>({
  type: 'User',
  toResource: storedUser,
  lookUps: { rows: run },
  lists: {
    admit: () => undefined,
    rows: (asker, ...statements) => Promise.all(statements.map((statement) => run(asker.tenantId, statement))),
  },
});

const find = (asked: Pick<ResourceQuery<StoredUser>, 'filter' | 'sort'>): Promise<Found<StoredUser>> =>
  finder.find(tenantId, {
    ...asked,
    page: { kind: 'index', startIndex: 1, count: 200 },
    represent: (user) => presentUser(user, { baseUrl: '', type: USER_TYPE }),
  });

const filter = (text: string) => parseFilter(text, { type: USER_TYPE, tolerance: 'strict' }).filter;

describe('resources that are looked at one by one', () => {
  it('are read in slices of MAX_SLICE_BYTES, each once', async () => {
    const { totalResults } = await find({ filter: filter('title sw "title"'), sort: null });
    expect(totalResults).toBe(LARGE);
    expect(Math.max(...read)).toBeLessThan(MAX_SLICE_BYTES + EACH);
    expect(read.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan((LARGE + 1) * (EACH + 10_000));
  });

  it('are shown in their order as far as a page goes, and read for it no further', async () => {
    const sort = parseSort({ sortBy: 'title' }, USER_TYPE);
    const { resources, totalResults } = await find({ filter: null, sort });
    expect(totalResults).toBe(LARGE);
    expect(resources.length).toBeLessThan(MAX_PAGE_BYTES / EACH + 1);
    expect(resources.map(({ attributes }) => attributes.title)).toEqual(
      resources.map((_, at) => `Title ${String(at + 1).padStart(3, '0')}`),
    );
    expect(Math.max(...read)).toBeLessThan(MAX_PAGE_BYTES + EACH);
  });
});

describe('look-ups of large resources that are asked for at once', () => {
  const names = Array.from({ length: LARGE }, (_, at) => `user${at}`);

  const together = Math.floor(LOOK_UP_BYTES / (EACH * 1.02));
  const wholeOf = (rows: readonly QueryResultRow[]) => rows.filter(({ attributes }) => attributes !== null);
  const isEach = (bytes: unknown) => Number(bytes) > EACH * 0.95 && Number(bytes) < EACH * 1.02;

  beforeAll(() => provision({ userName: 'small', active: true }));

  it('read LOOK_UP_BYTES in a statement, of which each has its part, and say how large is what has more', async () => {
    expect(wholeOf(await run(tenantId, usersByName(names.slice(0, together))))).toHaveLength(together);
    const rows = await run(tenantId, usersByName([...names, 'small', 'nobody']));
    expect(rows.map(({ key }) => String(key)).toSorted()).toEqual([...names, 'small'].toSorted());
    expect(wholeOf(rows).map(({ key }) => String(key))).toEqual(['small']);
    expect(rows.filter(({ bytes }) => isEach(bytes))).toHaveLength(LARGE);
    const again = await run(tenantId, usersById(rows.map(({ id }) => String(id))));
    expect(wholeOf(again)).toHaveLength(1);
    expect(Math.max(...read)).toBeLessThanOrEqual(LOOK_UP_BYTES);
  });

  it('read one alone, however large', async () => {
    expect(wholeOf(await run(tenantId, usersByName(names.slice(0, 1))))).toHaveLength(1);
  });

  it('are all answered, whole', async () => {
    const reads = new GatheredReads(pool);
    const found = await Promise.all(names.map((name) => reads.byKey(tenantId, usersByName, name)));
    expect(found.flat().map((row) => storedUser(row).attributes.userName)).toEqual(names);
  });

  it('by what many may have find a short page: LOOK_UP_PAGE_BYTES', async () => {
    const { resources, totalResults } = await find({ filter: filter('externalId eq "all"'), sort: null });
    expect([resources.length, totalResults]).toEqual([Math.floor(LOOK_UP_PAGE_BYTES / EACH), LARGE]);
    expect(Math.max(...read)).toBeLessThanOrEqual(LOOK_UP_PAGE_BYTES);
  });
});
