import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RollcallEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { Search, type Asked } from './search.js';
import { SEARCHED_NAMES } from './searched-names.fixture.js';

const NAMES_TENANT = '018f0000-0000-7000-8000-0000000000f1';
const MANY_TENANT = '018f0000-0000-7000-8000-0000000000f2';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let writer: Pool;
let reader: Pool;
let search: Search;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (role: 'directory' | 'reader') =>
    openPool({ url: withSearchPath(database.url(role), LIVE_SCHEMA), applicationName: 'test', max: 4 });
  [writer, reader] = [open('directory'), open('reader')];
  search = new Search(new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 100 }));
  await apply(
    ...SEARCHED_NAMES.map(([name], n) => created({ id: `n${n}`, displayName: name }, { tenantId: NAMES_TENANT })),
  );
});
afterAll(async () => {
  await Promise.all([writer.end(), reader.end()]);
  await database.drop();
});

function apply(...events: RollcallEvent[]) {
  return inTransaction(writer, (tx) => applyUsers(tx, events));
}

async function page(q: string, more: Partial<Asked> = {}, tenantId = TENANT) {
  const asked = { q, limit: 50, kinds: [0, 1, 2], withLeavers: false, ...more };
  const { items, next } = await search.find(tenantId, asked);
  return { ids: items.map(({ id }) => id), next };
}

async function ids(...question: Parameters<typeof page>) {
  return (await page(...question)).ids;
}

describe('a name', () => {
  it.each(SEARCHED_NAMES.map((row, n) => [row[0], n, row] as const))(
    '%s is found as it is typed',
    async (_, n, row) => {
      const [name, found, notFound] = row;
      const hits: Record<string, boolean> = {};
      for (const q of [name, ...found, notFound]) hits[q] = (await ids(q, {}, NAMES_TENANT)).includes(`n${n}`);
      expect(hits).toEqual({ ...Object.fromEntries([name, ...found].map((q) => [q, true])), [notFound]: false });
    },
  );
});

describe('a search', () => {
  beforeAll(async () => {
    const number = { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: 'E-4711' } };
    await apply(
      created({ id: 'a1', displayName: 'Bea Annabell' }),
      created({ id: 'a2', displayName: 'Anna Zwart', title: 'Engineer' }),
      created({ id: 'a3', displayName: 'Carl Anders', department: 'Anna' }),
      created({ id: 'a4', displayName: 'Anna Left' }),
      disabled({ id: 'a4', displayName: 'Anna Left' }, { version: 2 }),
      created({ id: 'a5', displayName: 'Anna Gone' }),
      deleted('a5', { version: 2 }),
      created({ id: 'a6', displayName: 'Dora Klein', userName: 'secret.login', mail: 'dora@x.example', more: number }),
      created({ id: 'other', displayName: 'Anna Other' }, { tenantId: OTHER_TENANT }),
    );
  });

  it('has whole words before beginnings, and names before jobs', async () => {
    expect(await ids('anna')).toEqual(['a2', 'a3', 'a1']);
  });

  it('has leavers when they are asked for, behind the active, and nobody who was deleted', async () => {
    expect(await ids('anna', { withLeavers: true })).toEqual(['a2', 'a4', 'a3', 'a1']);
  });

  it('finds by title, department, number, user name, and by words of several', async () => {
    expect(await ids('engineer')).toEqual(['a2']);
    expect(await ids('zwart engin')).toEqual(['a2']);
    expect(await ids('E-4711')).toEqual(['a6']);
    expect(await ids('secret.login')).toEqual(['a6']);
    expect(await ids('anna zw')).toEqual(['a2']);
    expect(await ids('zwart an')).toEqual(['a2']);
    expect(await ids('zw an')).toEqual(['a2']);
    expect(await ids('anna klein')).toEqual([]);
  });

  it('finds colleagues by nothing that they are not shown with', async () => {
    const shown = { kinds: [0, 1] };
    expect([await ids('E-4711', shown), await ids('secret', shown), await ids('dora', shown)]).toEqual([
      [],
      [],
      ['a6'],
    ]);
  });

  it('follows what is renamed, and who comes back', async () => {
    await apply(created({ id: 'r', displayName: 'Quentin Before' }));
    await apply(updated({ id: 'r', displayName: 'Quentin After' }, { version: 2 }));
    expect([await ids('before'), await ids('quentin after')]).toEqual([[], ['r']]);
    await apply(disabled({ id: 'r', displayName: 'Quentin After' }, { version: 3 }));
    expect(await ids('quentin')).toEqual([]);
    await apply(updated({ id: 'r', displayName: 'Quentin After' }, { version: 4 }));
    expect(await ids('quentin')).toEqual(['r']);
  });

  it.each(['%', "'", '"; drop', '{}', '\0', '%00', '   ', '\ud800'])('takes %j as it is', async (q) => {
    expect(await ids(q)).toEqual([]);
  });

  it('sees no other company', async () => {
    expect(await ids('anna', {}, OTHER_TENANT)).toEqual(['other']);
    expect(await ids('other')).toEqual([]);
  });
});

describe('a mistyped word', () => {
  beforeAll(() =>
    apply(
      created({ id: 't1', displayName: 'Olaf Andersson' }),
      created({ id: 't2', displayName: 'Mia Henderson', title: 'Accountant' }),
    ),
  );

  it.each([
    ['adnersson', ['t1'], 'two letters swapped'],
    ['andrsson', ['t1'], 'one missing'],
    ['anderrsson', ['t1'], 'one too many'],
    ['ondersson', ['t1'], 'a wrong one'],
    ['handers', ['t2', 't1', 'a3'], 'in a beginning'],
    ['olaf ondersson', ['t1'], 'beside a right one'],
    ['acountant', ['t2'], 'of a job'],
    ['adnresson', [], 'two mistakes'],
    ['olfa', [], 'a short word'],
  ])('%s finds %j: %s', async (q, found) => {
    const all = await ids(q);
    expect([...all].sort()).toEqual([...found].sort());
  });

  it('is of several the rarest where somebody has them all, and any where nobody has', async () => {
    const tenantId = '018f0000-0000-7000-8000-0000000000f4';
    const names = ['Marta Kowalczyk', 'Marta Kowalczik', 'Marte Kowalczyk', 'Marta Ahrens', 'Marta Boll', 'Marta Cohn'];
    await apply(...names.map((displayName, n) => created({ id: `k${n}`, displayName }, { tenantId })));
    expect(await ids('marta kowalczyk', {}, tenantId)).toEqual(['k0', 'k1']);
    expect([...(await ids('marty kowalczyk', {}, tenantId))].sort()).toEqual(['k0', 'k2']);
  });

  it('is thought of behind what was typed, and not when ten have that', async () => {
    const tenantId = '018f0000-0000-7000-8000-0000000000f3';
    const martins = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) =>
        created({ id: `m${from + n}`, displayName: `Martin ${from + n}` }, { tenantId }),
      );
    await apply(created({ id: 'marlin', displayName: 'Marlin Ross' }, { tenantId }), ...martins(0, 9));
    expect((await ids('martin', {}, tenantId)).at(-1)).toBe('marlin');
    await apply(...martins(9, 1));
    expect(await ids('martin', {}, tenantId)).toHaveLength(10);
  });
});

describe('the pages of a search', () => {
  const PEOPLE = 2_600;
  beforeAll(async () => {
    const people = Array.from({ length: PEOPLE }, (_, n) =>
      created(
        {
          id: `p${String(n).padStart(4, '0')}`,
          displayName: `Sam${n % 3 === 0 ? '' : 'uel'} Smith${n % 1_300}`,
          title: 'Clerk',
        },
        { tenantId: MANY_TENANT },
      ),
    );
    await apply(...people);
  });

  async function all(q: string, limit = 200): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { ids: some, next } = await page(q, { limit, ...(cursor !== undefined && { cursor }) }, MANY_TENANT);
      seen.push(...some);
      if (next === null) return seen;
      cursor = next;
    }
  }

  it.each([
    ['sam', PEOPLE],
    ['sam smith', PEOPLE],
    ['samuel clerk', 1_733],
    ['clerk smith77', 22],
    ['smith1299 samu', 1],
  ])('of %s hold everybody once', async (q, count) => {
    const seen = await all(q);
    expect([seen.length, new Set(seen).size]).toEqual([count, count]);
  });

  it.each([7, 30])('are the same whatever their length: %i', async (limit) => {
    for (const q of ['smith12 sam', 'sam', 'smith1 clerk']) expect(await all(q, limit)).toEqual(await all(q));
  });

  it('go on with their own question alone, however it is typed', async () => {
    const { next } = await page('sam', { limit: 5 }, MANY_TENANT);
    const cursor = next ?? '';
    expect((await page('SAM ', { limit: 5, cursor }, MANY_TENANT)).ids).toHaveLength(5);
    const refused = { status: 400, code: 'invalid-cursor' };
    await expect(page('clerk', { cursor }, MANY_TENANT)).rejects.toMatchObject(refused);
    await expect(page('sam', { cursor, withLeavers: true }, MANY_TENANT)).rejects.toMatchObject(refused);
  });

  it('are full, and hold each once, where people have several words that begin so', async () => {
    const tenantId = '018f0000-0000-7000-8000-0000000000f5';
    const word = (n: number, letter: string): string => `Zq${String(n).padStart(2, '0')}${letter}`;
    const people = Array.from({ length: 40 }, (_, n) => ({
      id: `z${String(n).padStart(2, '0')}`,
      displayName: ['a', 'b', 'c', 'd', 'e'].map((letter) => word(n, letter)).join(' '),
    }));
    await apply(...people.map((person) => created(person, { tenantId })));
    const first = await page('zq', { limit: 15 }, tenantId);
    expect(first.ids).toEqual(people.slice(0, 15).map(({ id }) => id));
    const second = await page('zq', { limit: 50, cursor: first.next ?? '' }, tenantId);
    expect([...first.ids, ...second.ids]).toEqual(people.map(({ id }) => id));
  });
});

describe('a search near somebody', () => {
  const NEAR_TENANT = '018f0000-0000-7000-8000-0000000000f3';
  const near = (q: string, more: Partial<Asked> = {}) => page(q, { near: 'asks', ...more }, NEAR_TENANT);

  beforeAll(async () => {
    const names: readonly (readonly [id: string, name: string, managerId: string | null])[] = [
      ['far1', 'Anna', null],
      ['far2', 'Anna Ba', null],
      ['far3', 'Anna Bb', null],
      ['head', 'Anna Head', null],
      ['boss', 'Bea Boss', 'head'],
      ['asks', 'Anna Asking', 'boss'],
      ['beside', 'Carl Annabell', 'boss'],
      ['below', 'Anna Below', 'asks'],
      ['left', 'Anna Left', 'asks'],
    ];
    const of = { tenantId: NEAR_TENANT };
    await apply(
      ...names.map(([id, displayName, managerId]) =>
        created({ id, displayName, ...(managerId !== null && { managerId }), more: { externalId: `of-${id}` } }, of),
      ),
      disabled({ id: 'left', displayName: 'Anna Left', managerId: 'asks' }, { ...of, version: 2 }),
    );
  });

  it('has whoever works with them first: reports, then the team, then those above', async () => {
    expect((await near('anna')).ids).toEqual(['below', 'beside', 'head', 'asks', 'far1', 'far2', 'far3']);
  });

  it('tells everybody once over pages of any size', async () => {
    const whole = (await near('anna')).ids;
    for (const limit of [1, 2, 3, 4]) {
      const all: string[] = [];
      for (let cursor: string | undefined, pages = 0; pages < 20; pages += 1) {
        const { ids: some, next } = await near('anna', { limit, cursor });
        all.push(...some);
        if (next === null) break;
        cursor = next;
      }
      expect([limit, ...all.toSorted()]).toEqual([limit, ...whole.toSorted()]);
    }
  });

  it('is near whoever asks, by the identity provider’s id', async () => {
    expect((await near('anna', { near: 'me', person: 'of-asks', limit: 1 })).ids).toEqual(['below']);
    await expect(near('anna', { near: 'me', person: null })).rejects.toMatchObject({ status: 403, code: 'no-person' });
    await expect(near('anna', { near: 'nobody' })).rejects.toMatchObject({ status: 400, code: 'invalid-parameter' });
  });
});
