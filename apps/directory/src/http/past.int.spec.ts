import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CUSTOM_USER_URN, type UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { companyOf, managerIn, replay, type Replayed } from '../projection/company.fixture.js';
import { seeded } from '../projection/seeded.fixture.js';
import { at, created, deleted, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { saveZones } from '../storage/statements/save-zones.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { Past } from './past.js';
import { Employees } from './employees.js';

const FOLDED = 'employees, employee_versions, employee_words, employee_pairs, reporting_lines, attribute_changes';
const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const PAGE = { limit: 50 } as const;
const LIST = { ...PAGE, active: 'any' } as const;
const ALL = { ...PAGE, depth: 1_000 } as const;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let past: Past;
let employees: Employees;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 2 });
  owner = open(database.ownerUrl);
  writer = open(database.url('directory'));
  reader = open(database.url('reader'));
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1_000 });
  past = new Past(reads, { at: () => Promise.resolve(true) }, () => NOW);
  employees = new Employees(reads);
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
});
afterEach(async () => {
  await owner.query(`truncate ${FOLDED}`);
  await owner.query('truncate missing_past, tenant_zones');
});

const apply = (...events: readonly UserEvent[]) => inTransaction(writer, (tx) => applyUsers(tx, events));
const asked = (asOf?: string, tenantId = TENANT) => ({ tenantId, asOf });

interface Answered {
  readonly items: readonly { readonly id: string }[];
}
const ids = async (answer: Promise<Answered>) => (await answer).items.map(({ id }) => id);
const orNobody = <Result>(answer: Promise<Result>) => answer.catch(() => null);

function chainIn(people: ReadonlyMap<string, Replayed>, id: string): string[] {
  const chain: string[] = [];
  for (let next = managerIn(people, id); next !== null && next !== id && !chain.includes(next);) {
    chain.push(next);
    next = managerIn(people, next);
  }
  return chain;
}

function belowIn(people: ReadonlyMap<string, Replayed>, id: string): string[] {
  const levelOf = (one: string) => chainIn(people, one).indexOf(id) + 1;
  return [...people.keys()]
    .filter((one) => one !== id && levelOf(one) > 0)
    .toSorted((one, other) => levelOf(one) - levelOf(other) || (one < other ? -1 : 1));
}

describe('what was', () => {
  it('is for every person and instant what a naive replay up to it says', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const events = companyOf(7, seeded(seed));
      await apply(...events);
      for (let second = 0; second <= 12; second += 2) {
        const people = replay(events, at(second));
        const then = asked(at(second));
        const listed = await past.list(then, LIST);
        expect(
          listed.items.map(({ id, version, active, manager }) => [id, version, active, manager?.id ?? null]),
        ).toEqual(
          [...people.values()]
            .toSorted((one, other) => (one.id < other.id ? -1 : 1))
            .map(({ id, version, active }) => [id, version, active, managerIn(people, id)]),
        );
        for (const id of ['p0', 'p1', 'p2', 'p3']) {
          const isThere = people.has(id);
          const team = [...people.keys()].filter((one) => one !== id && managerIn(people, one) === id).toSorted();
          expect([seed, second, id, await orNobody(ids(past.team(then, id, PAGE)))]).toEqual([
            seed,
            second,
            id,
            isThere ? team : listed.earliest !== undefined && events.some(({ subject }) => subject === id) ? [] : null,
          ]);
          if (!isThere) continue;
          expect(await ids(past.chain(then, id, PAGE))).toEqual(chainIn(people, id));
          const below = await past.below(then, id, ALL);
          expect(below.items.map((one) => one.id)).toEqual(belowIn(people, id));
          expect(below.total).toBe(below.items.length);
        }
      }
      await owner.query(`truncate ${FOLDED}`);
    }
  }, 180_000);

  it('is of the present what the same question without a time says', async () => {
    const mentors = { [CUSTOM_USER_URN]: { Mentor: 'p1', Deputy: 'nobody' } };
    const events = [...companyOf(9, seeded(77)), created({ id: 'q', references: ['Mentor', 'Deputy'], more: mentors })];
    await apply(...events);
    const now = asked(at(60));
    const bodies = await past.list(now, LIST);
    const today = await employees.list(TENANT, LIST);
    expect(bodies.items).toEqual(today.items);
    expect(Object.keys(bodies).toSorted()).toEqual(['asOf', 'items', 'next', 'settled']);
    for (const { id } of today.items) {
      const { asOf, settled, ...body } = await past.find(now, id);
      expect([body, asOf, settled]).toEqual([await employees.find(TENANT, id), at(60), true]);
      expect(await past.team(asked(), id, PAGE)).toMatchObject({ items: (await past.team(now, id, PAGE)).items });
      expect(await ids(past.below(asked(), id, ALL))).toEqual(await ids(past.below(now, id, ALL)));
      expect(await past.team(asked(), id, PAGE)).not.toHaveProperty('asOf');
    }
  });
});

const STAFF = [
  created({ id: 'top' }),
  ...['a', 'b', 'c', 'd'].map((id) => created({ id, managerId: 'top', department: id < 'c' ? 'Süd' : 'Nord' })),
  ...['a1', 'a2', 'a3'].map((id) => created({ id, managerId: 'a' })),
  created({ id: 'b1', managerId: 'b' }),
  created({ id: 'top', displayName: 'Other' }, { tenantId: OTHER_TENANT }),
];

describe('pages', () => {
  it('of everybody below are nearest first, and lose nobody who stays', async () => {
    await apply(...STAFF);
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let turn = 0; turn < 10; turn += 1) {
      const more: { cursor?: string } = cursor === null ? {} : { cursor };
      const page = await past.below(asked(), 'top', { limit: 2, depth: 1_000, ...more });
      seen.push(...page.items.map(({ id, depth }) => `${id} ${depth}`));
      cursor = page.next;
      if (cursor === null) break;
      await apply(created({ id: `n${turn}`, managerId: 'b' }));
    }
    const people = ['a 1', 'b 1', 'c 1', 'd 1', 'a1 2', 'a2 2', 'a3 2', 'b1 2'];
    expect(seen.filter((one) => people.includes(one))).toEqual(people);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('say how many there are, or how many at least', async () => {
    await apply(...STAFF);
    expect(await past.below(asked(), 'top', ALL)).toMatchObject({ total: 8, next: null });
    const first = await past.below(asked(), 'top', { limit: 3, depth: 1_000 });
    expect(first.total).toBeUndefined();
    expect(first.atLeast).toBeGreaterThanOrEqual(4);
    expect(await ids(past.below(asked(), 'top', { ...PAGE, depth: 1 }))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('of a team and of a list of then go on where they ended', async () => {
    await apply(...STAFF);
    const then = asked(at(5));
    const first = await past.team(then, 'top', { limit: 3 });
    const second = await past.team(then, 'top', { limit: 3, cursor: first.next ?? '' });
    expect([first, second].map(({ items }) => items.length)).toEqual([3, 1]);
    const south = await past.list(then, { ...LIST, department: 'SUD', limit: 1 });
    expect(south.items.map(({ id }) => id)).toEqual(['a']);
    expect(await ids(past.list(then, { ...LIST, department: 'sud', cursor: south.next ?? '' }))).toEqual(['b']);
    expect(await ids(past.list(then, { ...LIST, managerId: 'a' }))).toEqual(['a1', 'a2', 'a3']);
    expect(await ids(past.list(then, { ...LIST, managerId: 'none' }))).toEqual(['top']);
    expect(await ids(past.list(then, { ...LIST, id: ['b', 'zz', 'a'] }))).toEqual(['a', 'b']);
    await expect(past.list(then, { ...LIST, managerId: 'typo' })).rejects.toMatchObject({ code: 'unknown-manager' });
  });
});

describe('managers in a circle', () => {
  it('are each in the chain once, and nobody is below themselves', async () => {
    await apply(
      created({ id: 'a', managerId: 'b' }),
      created({ id: 'b', managerId: 'c' }),
      created({ id: 'c', managerId: 'a' }),
      created({ id: 'd', managerId: 'a' }),
    );
    const chain = await past.chain(asked(), 'a', PAGE);
    expect([chain.items.map(({ id, level }) => [id, level]), chain.isCircle]).toEqual([
      [
        ['b', 1],
        ['c', 2],
      ],
      true,
    ]);
    expect(await ids(past.below(asked(), 'a', ALL))).toEqual(['c', 'd', 'b']);
    expect(await past.chain(asked(), 'd', PAGE)).toMatchObject({ isCircle: true });
  });
});

describe('a time', () => {
  it.each([
    ['in the future', '2026-11-24T12:00:01Z'],
    ['tomorrow', '2026-11-25'],
    ['without a zone', '2026-01-01T10:00:00'],
    ['of no month', '2026-13-01'],
    ['of a day that no month has', '2026-02-30'],
    ['of a day that no month has, with an hour', '2026-02-30T10:00:00Z'],
    ['of no year that a database has', '0001-01-01T00:00:00+14:00'],
    ['that is a day of the year 0', '0000-01-01'],
    ['that is the last of them', '0000-12-31'],
    ['in words', 'yesterday'],
    ['that is empty', ''],
  ])('%s is refused', async (_, time) => {
    await apply(created({ id: 'ada' }));
    const problem = { status: 400, code: 'invalid-parameter', extensions: { parameter: 'asOf' } };
    await expect(past.find(asked(time), 'ada')).rejects.toMatchObject(problem);
    await expect(past.below(asked(time), 'ada', ALL)).rejects.toMatchObject(problem);
  });

  it('that is a day is its end in the zone that is asked for', async () => {
    await apply(created({ id: 'ada' }));
    expect(await past.find(asked('2026-03-29'), 'ada')).toMatchObject({ asOf: '2026-03-29T23:59:59.999Z' });
    const berlin = { ...asked('2026-03-29'), zone: 'Europe/Berlin' };
    expect(await past.find(berlin, 'ada')).toMatchObject({ asOf: '2026-03-29T21:59:59.999Z' });
    await expect(past.find({ ...berlin, zone: 'Mars/Olympus' }, 'ada')).rejects.toMatchObject({
      status: 400,
      extensions: { parameter: 'zone' },
    });
    // Of today the end is not known yet.
    expect(await past.find(asked('2026-11-24'), 'ada')).toMatchObject({ asOf: new Date(NOW).toISOString() });
  });

  it('that is a day ends in the company’s own zone unless another is asked for, and the answer says in which', async () => {
    await apply(created({ id: 'ada' }), created({ id: 'ada' }, { tenantId: OTHER_TENANT }));
    const day = asked('2026-10-25');
    expect(await past.find(day, 'ada')).toMatchObject({ asOf: '2026-10-25T23:59:59.999Z', zone: 'UTC' });
    await inTransaction(writer, (tx) => saveZones(tx, [{ tenantId: TENANT, version: 2, timeZone: 'Europe/Berlin' }]));
    // 25 hours of it.
    expect(await past.find(day, 'ada')).toMatchObject({ asOf: '2026-10-25T22:59:59.999Z', zone: 'Europe/Berlin' });
    const before = asked('2026-10-24');
    expect(await past.list(before, LIST)).toMatchObject({ asOf: '2026-10-24T21:59:59.999Z', zone: 'Europe/Berlin' });
    const apia = { ...day, zone: 'Pacific/Apia' };
    expect(await past.team(apia, 'ada', PAGE)).toMatchObject({
      asOf: '2026-10-25T10:59:59.999Z',
      zone: 'Pacific/Apia',
    });
    expect(await past.find(asked('2026-10-25T12:00:00Z'), 'ada')).not.toHaveProperty('zone');
    const theirs = await past.find(asked('2026-10-25', OTHER_TENANT), 'ada');
    expect(theirs).toMatchObject({ asOf: '2026-10-25T23:59:59.999Z', zone: 'UTC' });
  });

  it('of a zone that is not known here ends in UTC, and the answer says so', async () => {
    await apply(created({ id: 'ada' }));
    await inTransaction(writer, (tx) => saveZones(tx, [{ tenantId: TENANT, version: 9, timeZone: 'Mars/Olympus' }]));
    await inTransaction(writer, (tx) => saveZones(tx, [{ tenantId: TENANT, version: 8, timeZone: 'Asia/Tokyo' }]));
    expect(await past.find(asked('2026-03-29'), 'ada')).toMatchObject({
      asOf: '2026-03-29T23:59:59.999Z',
      zone: 'UTC',
    });
  });

  it('on the first day that there is comes before every event', async () => {
    await apply(created({ id: 'ada' }));
    for (const time of ['0001-01-01', '0001-01-01T00:00:00Z'])
      expect(await past.team(asked(time), 'ada', PAGE)).toMatchObject({ items: [], earliest: at(1) });
  });

  it('before the first event is empty, and says when that was', async () => {
    await apply(created({ id: 'ada' }), updated({ id: 'ada', managerId: 'bob' }, { version: 2 }));
    const before = asked('2020-01-01');
    const empty = { items: [], next: null, earliest: at(1), asOf: '2020-01-01T23:59:59.999Z' };
    expect(await past.list(before, LIST)).toMatchObject(empty);
    expect(await past.team(before, 'ada', PAGE)).toMatchObject(empty);
    expect(await past.chain(before, 'ada', PAGE)).toMatchObject(empty);
    expect(await past.below(before, 'ada', ALL)).toMatchObject(empty);
    const nobody = { status: 404, extensions: { earliest: at(1) } };
    await expect(past.find(before, 'ada')).rejects.toMatchObject(nobody);
    await expect(past.team(before, 'nobody', PAGE)).rejects.toMatchObject({ status: 404 });
    expect(await past.list(asked('2026-02-01', OTHER_TENANT), LIST)).toMatchObject({ items: [], earliest: null });
  });

  it('does not go with a search', async () => {
    await expect(past.list(asked(at(1)), { ...LIST, search: 'ada' })).rejects.toMatchObject({ status: 400 });
  });

  it('is not answered for while what was has not been folded', async () => {
    await apply(created({ id: 'ada' }));
    await owner.query('insert into missing_past values (now())');
    const problem = { status: 503, code: 'past-not-folded' };
    await expect(past.find(asked(at(1)), 'ada')).rejects.toMatchObject(problem);
    await expect(past.team(asked(), 'ada', PAGE)).rejects.toMatchObject(problem);
  });
});

describe('who is another tenant’s, gone or unknown', () => {
  it.each(['eve', 'gone', 'nobody', '\0'])('%j is a 404 in each question', async (id) => {
    await apply(created({ id: 'ada' }), created({ id: 'eve' }, { tenantId: OTHER_TENANT }));
    await apply(created({ id: 'gone' }), deleted('gone', { version: 2 }));
    for (const time of [undefined, at(30)]) {
      await expect(past.team(asked(time), id, PAGE)).rejects.toMatchObject({ status: 404 });
      await expect(past.chain(asked(time), id, PAGE)).rejects.toMatchObject({ status: 404 });
      await expect(past.below(asked(time), id, ALL)).rejects.toMatchObject({ status: 404 });
    }
    await expect(past.find(asked(at(30)), id)).rejects.toMatchObject({ status: 404 });
  });
});
