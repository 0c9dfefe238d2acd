import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers, completeHistory } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { Employees } from './employees.js';
import { History } from './history.js';
import { Totals } from './totals.js';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const THIRD_TENANT = '018f0000-0000-7000-8000-00000000000c';
const PAGE = { limit: 50 } as const;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;
let employees: Employees;
let history: History;
let totals: Totals;

/** An event as of some days ago; several of a day in the order of their hours. */
function ago(days: number, event: UserEvent, hour = 0): UserEvent {
  return { ...event, time: new Date(NOW - days * DAY_MS + hour * 3_600_000).toISOString() };
}

const ADA = { id: 'ada', displayName: 'Ada Lovelace', department: 'Engines' };
const GRACE = { id: 'grace', displayName: 'Grace Hopper', department: 'COMPILERS', more: { externalId: 'x-grace' } };
const ALAN = { id: 'alan', displayName: 'Alan Turing', department: 'Compilers', title: 'Reader' };
const EVENTS: readonly UserEvent[] = [
  ago(30, created(ADA)),
  ago(20, updated({ ...ADA, title: 'Analyst' }, { version: 2 })),
  ago(30, created(GRACE)),
  ago(6, disabled(GRACE, { version: 2 })),
  ago(5, deleted('grace', { version: 3 })),
  ago(3, created(ALAN)),
  ago(2, disabled(ALAN, { version: 2 })),
  ago(1, {
    ...created(ALAN, { version: 3 }),
    data: { ...created(ALAN, { version: 3 }).data, reason: 'reactivated' },
  } as UserEvent),
  // Nobody comes by an account that is not active.
  ago(1, created({ id: 'kim', displayName: 'Kim', active: false }), 1),
  ago(
    1,
    created({ id: 'leo', userName: 'leo@contoso.example', more: { externalId: 'x-leo', name: { givenName: 'Leo' } } }),
    2,
  ),
  ago(0.5, deleted('leo', { version: 2 })),
  ago(1, created({ id: 'ada', displayName: 'Eve', more: { externalId: 'x-leo' } }, { tenantId: OTHER_TENANT })),
];

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 1 });
  reader = open(database.url('reader'));
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1 });
  employees = new Employees(reads);
  history = new History(reads, () => NOW);
  totals = new Totals(reads, history);
  const writer = open(database.url('directory'));
  await inTransaction(writer, (tx) => applyUsers(tx, EVENTS));
  // Its second version was parked, and is not there.
  const gap = [
    created({ id: 'gap' }, { tenantId: THIRD_TENANT }),
    updated({ id: 'gap' }, { tenantId: THIRD_TENANT, version: 3 }),
  ];
  await inTransaction(writer, (tx) => completeHistory(tx, gap));
  await writer.end();
});
afterAll(async () => {
  await reader.end();
  await database.drop();
});

describe('the history of an employee', () => {
  it('is what changed, newest first, by which event', async () => {
    const { items, next } = await history.of(TENANT, 'ada', PAGE);
    expect(items).toMatchObject([
      { version: 2, kind: 'changed', changes: [{ path: 'title', before: null, after: 'Analyst' }], isAfterGap: false },
      { version: 1, kind: 'created', at: new Date(NOW - 30 * DAY_MS).toISOString(), eventId: EVENTS[0]?.id },
    ]);
    expect(next).toBeNull();
  });

  it('of who was deleted ends with that, and says nothing more of the person', async () => {
    const { items } = await history.of(TENANT, 'grace', PAGE);
    expect(items.map(({ kind, active }) => [kind, active])).toEqual([
      ['deleted', false],
      ['deactivated', false],
      ['created', true],
    ]);
    expect(items[0]?.changes).toEqual([]);
  });

  it('comes in pages, each change beside the version before it', async () => {
    const first = await history.of(TENANT, 'alan', { limit: 2 });
    const second = await history.of(TENANT, 'alan', { limit: 2, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map(({ version, kind }) => [version, kind])).toEqual([
      [3, 'activated'],
      [2, 'deactivated'],
      [1, 'created'],
    ]);
    expect(first.items[1]?.changes).toEqual([{ path: 'active', before: true, after: false }]);
    expect(second.next).toBeNull();
  });

  it('says where a version is missing', async () => {
    const { items } = await history.of(THIRD_TENANT, 'gap', PAGE);
    expect(items.map(({ version, isAfterGap }) => [version, isAfterGap])).toEqual([
      [3, true],
      [1, false],
    ]);
  });

  it.each(['gap', 'nobody', '\0'])('of %j is not there for another tenant', async (id) => {
    await expect(history.of(TENANT, id, PAGE)).rejects.toMatchObject({ status: 404 });
  });

  it('of a namesake in another tenant is that tenant’s', async () => {
    expect((await history.of(OTHER_TENANT, 'ada', PAGE)).items).toHaveLength(1);
  });
});

describe('who joined and who left', () => {
  const shown = async (query: object) =>
    (await history.movements(TENANT, { ...PAGE, ...query })).items.map(
      ({ kind, employee }) => `${kind} ${employee.id}`,
    );

  it('are those of the last seven days, newest first, each coming and going once', async () => {
    const moved = ['left leo', 'joined leo', 'joined alan', 'left alan', 'joined alan', 'left grace'];
    expect(await shown({})).toEqual(moved);
    expect(await shown({ kind: 'left' })).toEqual(['left leo', 'left alan', 'left grace']);
  });

  it('are told by name, who was deleted too', async () => {
    const [left, , alan] = (await history.movements(TENANT, PAGE)).items;
    expect(left?.employee).toMatchObject({ id: 'leo', displayName: 'Leo', userName: 'leo@contoso.example' });
    expect(alan).toMatchObject({
      version: 3,
      employee: { displayName: 'Alan Turing', department: 'Compilers', title: 'Reader' },
    });
  });

  it('are those of another time when it is asked for', async () => {
    const [from, to] = [new Date(NOW - 31 * DAY_MS).toISOString(), new Date(NOW - 10 * DAY_MS).toISOString()];
    expect(await shown({ from, to })).toEqual(['joined grace', 'joined ada']);
    await expect(history.movements(TENANT, { ...PAGE, from: to, to: from })).rejects.toMatchObject({ status: 400 });
    expect(await history.movements(TENANT, { ...PAGE, to: '0001-01-01T00:00:00Z' })).toMatchObject({ items: [] });
  });

  it('come in pages that lose and repeat nobody', async () => {
    const all: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: { cursor?: string } = next === '' ? {} : { cursor: next };
      const page: Awaited<ReturnType<History['movements']>> = await history.movements(TENANT, { limit: 1, ...cursor });
      all.push(...page.items.map(({ eventId }) => eventId));
      ({ next } = page);
    }
    expect(all).toEqual((await history.movements(TENANT, PAGE)).items.map(({ eventId }) => eventId));
  });

  it('are one tenant’s', async () => {
    const { items } = await history.movements(OTHER_TENANT, PAGE);
    expect(items).toMatchObject([{ kind: 'joined', employee: { id: 'ada', displayName: 'Eve' } }]);
  });
});

describe('the totals', () => {
  const asking = (tenantId: string) => ({ tenantId, seesLeavers: true });

  it('count people, departments without case, and the week', async () => {
    const exactly = (count: number) => ({ count, isExact: true });
    expect(await totals.of(asking(TENANT))).toEqual({
      people: exactly(3),
      active: exactly(2),
      inactive: exactly(1),
      groups: exactly(0),
      departments: exactly(2),
      joinedThisWeek: exactly(3),
      leftThisWeek: exactly(3),
    });
    expect(await totals.of(asking(OTHER_TENANT))).toMatchObject({ people: exactly(1), departments: exactly(0) });
  });

  it('of departments come in pages', async () => {
    const first = await totals.departments(asking(TENANT), { limit: 1 });
    const second = await totals.departments(asking(TENANT), { limit: 1, cursor: first.next ?? '' });
    expect([...first.items, ...second.items]).toEqual([
      { name: 'Compilers', people: { count: 1, isExact: true } },
      { name: 'Engines', people: { count: 1, isExact: true } },
    ]);
    expect(second.next).toBeNull();
  });
});

describe('names for ids', () => {
  const named = async (query: object, tenant = TENANT) =>
    (await employees.list(tenant, { ...PAGE, active: 'any', ...query })).items.map(({ id }) => id);

  it('are those of who is an employee here', async () => {
    expect(await named({ id: ['kim', 'ada', 'grace', 'gap', 'ada'] })).toEqual(['ada', 'kim']);
    expect(await named({ id: ['kim', 'ada'], active: 'true' })).toEqual(['ada']);
    expect(await named({ id: ['kim', 'ada'], limit: 1 })).toEqual(['ada']);
  });

  it('are found by the provider’s ids, in one tenant', async () => {
    expect(await named({ externalId: ['x-leo', 'x-grace'] })).toEqual([]);
    expect(await named({ externalId: ['x-leo', 'x-grace'] }, OTHER_TENANT)).toEqual(['ada']);
    expect(await named({ id: ['kim'], externalId: ['x-leo'] }, OTHER_TENANT)).toEqual([]);
  });

  it.each([{ search: 'ada' }, { managerId: 'none' }])('do not go with %j', async (more) => {
    await expect(named({ id: ['ada'], ...more })).rejects.toMatchObject({ status: 400 });
  });
});
