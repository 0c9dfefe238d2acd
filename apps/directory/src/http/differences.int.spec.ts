import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import { inTransaction, openPool, scopeToTenant, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { companyOf, replay, type Replayed } from '../projection/company.fixture.js';
import { seeded } from '../projection/seeded.fixture.js';
import { at, created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { saveZones } from '../storage/statements/save-zones.js';
import { walkDifferences } from '../storage/statements/walk-differences.js';
import { MIGRATIONS } from '../storage/migrations.js';
import type { DifferenceBody } from './difference-body.js';
import { Comparing } from './differences.js';

const PAGE = { limit: 200 } as const;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let comparing: Comparing;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 2 });
  owner = open(database.ownerUrl);
  writer = open(database.url('directory'));
  reader = open(database.url('reader'));
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1_000 });
  comparing = new Comparing(reads, { at: () => Promise.resolve(true) }, () => Date.parse('2026-11-24T12:00:00.000Z'));
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
});
afterEach(emptied);

function emptied() {
  return owner.query(
    'truncate employees, employee_versions, employee_words, employee_pairs, reporting_lines, attribute_changes, tenant_zones',
  );
}

const apply = (...events: readonly UserEvent[]) => inTransaction(writer, (tx) => applyUsers(tx, events));
const between = async (from: string, to: string, more: object = {}) =>
  (await comparing.between(TENANT, { ...PAGE, from, to, ...more })).items;
const kinds = (items: readonly DifferenceBody[]) =>
  Object.fromEntries(items.map((item) => [item.id, item.kinds.join(' ')]));

function naive(before: ReadonlyMap<string, Replayed>, after: ReadonlyMap<string, Replayed>) {
  const all = [...new Set([...before.keys(), ...after.keys()])];
  return Object.fromEntries(
    all.flatMap((id) => {
      const [was, is] = [before.get(id), after.get(id)];
      if (was === undefined) return [[id, 'joined']];
      if (is === undefined) return [[id, 'left']];
      const found = [
        ...(was.active === is.active ? [] : [is.active ? 'activated' : 'deactivated']),
        ...(was.manager === is.manager ? [] : ['moved']),
        ...(was.mail === is.mail && was.number === is.number ? [] : ['changed']),
      ];
      return found.length === 0 ? [] : [[id, found.join(' ')]];
    }),
  ) as Readonly<Record<string, string>>;
}

/** What people have after differences one after another: of each path the value, of nobody null. */
function applied(...differences: readonly (readonly DifferenceBody[])[]) {
  const people = new Map<string, { before: unknown; after: unknown }>();
  for (const { id, before, after } of differences.flat()) {
    const known = people.get(id);
    const start = known === undefined ? before : known.before;
    const end = after === null ? null : { ...(known?.after as object | null | undefined), ...after };
    people.set(id, { before: start === null ? null : { ...before, ...(start as object) }, after: end });
  }
  return people;
}

/** Without what has no value: of who came, a path that went again is not told. */
function given(values: unknown): object {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => (value ?? null) !== null));
}

describe('two dates', () => {
  it('differ by what a naive replay up to each of them says', async () => {
    for (let seed = 100; seed < 112; seed += 1) {
      const events = companyOf(8, seeded(seed));
      await apply(...events);
      for (const [from, to] of [
        [0, 3],
        [2, 6],
        [0, 12],
        [4, 4],
        [5, 9],
      ] as const) {
        const expected = naive(replay(events, at(from)), replay(events, at(to)));
        expect([seed, from, to, kinds(await between(at(from), at(to)))]).toEqual([seed, from, to, expected]);
      }
      const [first, second, both] = [
        await between(at(1), at(5)),
        await between(at(5), at(9)),
        await between(at(1), at(9)),
      ];
      const steps = applied(first, second);
      for (const { id, before, after } of both) {
        const [was, is] = [steps.get(id)?.before, steps.get(id)?.after];
        if (before === null) expect(was).toBeNull();
        else if (after !== null) expect(was).toMatchObject(before);
        if (after === null) expect(is).toBeNull();
        else if (before !== null) expect(is).toMatchObject(after);
        else expect([seed, id, given(is)]).toEqual([seed, id, given(after)]);
      }
      expect([...steps.keys()]).toEqual(expect.arrayContaining(both.map(({ id }) => id)));
      await emptied();
    }
  }, 120_000);

  it('say what is otherwise, and leave out what was taken back', async () => {
    await apply(
      created({ id: 'ada', title: 'Analyst', managerId: 'bob' }),
      created({ id: 'kim', title: 'Clerk' }),
      created({ id: 'gone' }),
      updated({ id: 'ada', title: 'Countess', managerId: 'eve' }, { version: 2 }),
      updated({ id: 'kim', title: 'Lead' }, { version: 2 }),
      deleted('gone', { version: 2 }),
      disabled({ id: 'ada', title: 'Countess', managerId: 'eve' }, { version: 3 }),
      updated({ id: 'kim', title: 'Clerk' }, { version: 3 }),
      { ...created({ id: 'new' }), time: at(3) },
      created({ id: 'theirs' }, { tenantId: OTHER_TENANT, version: 1 }),
    );
    const items = await between(at(1), at(3));
    expect(kinds(items)).toEqual({ ada: 'deactivated moved changed', gone: 'left', new: 'joined' });
    expect(items.find(({ id }) => id === 'ada')).toMatchObject({
      before: { title: 'Analyst', active: true },
      after: { title: 'Countess', active: false },
    });
    expect(kinds(await between(at(1), at(3), { kind: 'left' }))).toEqual({ gone: 'left' });
    expect(kinds(await between(at(1), at(2)))).toMatchObject({ kim: 'changed' });
  });

  it('are compared of whoever was below somebody at one of them', async () => {
    await apply(
      created({ id: 'boss' }),
      created({ id: 'lead', managerId: 'boss' }),
      created({ id: 'came', managerId: 'other' }),
      created({ id: 'went', managerId: 'lead' }),
      created({ id: 'stays', managerId: 'lead' }),
      created({ id: 'never' }),
      created({ id: 'other' }),
      updated({ id: 'came', managerId: 'lead' }, { version: 2 }),
      updated({ id: 'went', managerId: 'other' }, { version: 2 }),
      updated({ id: 'never', title: 'x' }, { version: 2 }),
      updated({ id: 'boss', title: 'x' }, { version: 2 }),
      { ...created({ id: 'new', managerId: 'went' }), time: at(2) },
      created({ id: 'theirs', managerId: 'boss' }, { tenantId: OTHER_TENANT }),
    );
    const under = async (manager: string) => kinds(await between(at(1), at(3), { under: manager }));
    expect(await under('boss')).toEqual({ came: 'moved', went: 'moved' });
    expect(await under('lead')).toEqual({ came: 'moved', went: 'moved' });
    expect(await under('other')).toEqual({ came: 'moved', went: 'moved', new: 'joined' });
    await expect(under('nobody')).rejects.toMatchObject({ status: 404 });
    await expect(under('theirs')).rejects.toMatchObject({ status: 404 });
  });

  it('are compared of whom a segment means at one of them', async () => {
    await apply(
      created({ id: 'boss' }),
      created({ id: 'a', title: 'Chef', managerId: 'boss' }),
      created({ id: 'b', title: 'Cook', managerId: 'boss' }),
      created({ id: 'c', title: 'Clerk' }),
      updated({ id: 'a', title: 'Waiter', managerId: 'boss' }, { version: 2 }),
      updated({ id: 'b', title: 'Chef' }, { version: 2 }),
      updated({ id: 'c', title: 'Lead' }, { version: 2 }),
    );
    const segment = (name: string, filter: string) =>
      owner.query(
        `insert into kept.segments (tenant_id, name, filter, version, changed_at) values ($1, $2, $3, 1, now())
             on conflict (tenant_id, name) do update set filter = excluded.filter`,
        [TENANT, name, filter],
      );
    await segment('chefs', 'title eq "Chef"');
    await segment('team', 'under "boss" and title eq "Chef"');
    expect(kinds(await between(at(1), at(3), { segment: 'chefs' }))).toEqual({ a: 'changed', b: 'moved changed' });
    expect(kinds(await between(at(1), at(3), { segment: 'team' }))).toEqual({ a: 'changed' });
    // Below then, and a chef then: not the one then and the other now.
    expect(kinds(await between(at(1), at(3), { segment: 'chefs', under: 'boss' }))).toEqual({ a: 'changed' });
    await expect(between(at(1), at(3), { segment: 'none' })).rejects.toMatchObject({
      status: 400,
      code: 'unknown-segment',
    });
  });

  it('of some people come in pages that lose and repeat nobody, however few of many are meant', async () => {
    const people = Array.from({ length: 640 }, (_, n) => `p${String(n).padStart(3, '0')}`);
    const isMeant = (n: number) => n % 120 === 0 || n > 630;
    await apply(
      ...people.map((id, n) => created({ id, managerId: isMeant(n) ? 'boss' : 'other' })),
      created({ id: 'boss' }),
    );
    const seen: string[] = [];
    let [cursor, turns]: [string | null, number] = [null, 0];
    do {
      const more: { cursor?: string } = cursor === null ? {} : { cursor };
      const query = { limit: 3, from: at(0), to: at(30), under: 'boss', ...more };
      const page: Awaited<ReturnType<typeof comparing.between>> = await comparing.between(TENANT, query);
      expect(Object.keys(page).sort()).toEqual(['from', 'items', 'next', 'settled', 'to']);
      seen.push(...page.items.map(({ id }) => id));
      [cursor, turns] = [page.next, turns + 1];
    } while (cursor !== null && turns < 20);
    expect(seen).toEqual(people.filter((_, n) => isMeant(n)));
  });

  it('of days end in the company’s own zone, of whose hours there may be 23, and say so on every page', async () => {
    const late = '2026-03-29T22:30:00.000Z';
    const people = ['ada', 'bob', 'cleo'].map((id, n) => ({
      ...created({ id }),
      time: late.replace('00.000', `0${n}.000`),
    }));
    await apply(...people);
    const day = { ...PAGE, from: '2026-03-28', to: '2026-03-29' };
    expect(await comparing.between(TENANT, day)).toMatchObject({ zone: 'UTC', items: [{}, {}, {}] });
    await inTransaction(writer, (tx) => saveZones(tx, [{ tenantId: TENANT, version: 1, timeZone: 'Europe/Berlin' }]));
    expect(await comparing.between(TENANT, day)).toEqual({
      from: '2026-03-28T22:59:59.999Z',
      to: '2026-03-29T21:59:59.999Z',
      zone: 'Europe/Berlin',
      settled: true,
      items: [],
      next: null,
    });
    const month = { ...PAGE, limit: 1, from: '2026-03-28', to: '2026-04-01' };
    const first = await comparing.between(TENANT, month);
    await inTransaction(writer, (tx) => saveZones(tx, [{ tenantId: TENANT, version: 2, timeZone: 'Asia/Tokyo' }]));
    const { items, next, ...second } = await comparing.between(TENANT, { ...month, cursor: first.next ?? '' });
    expect(items.map(({ id }) => id)).toEqual(['bob']);
    expect([typeof next, second]).toEqual([
      'string',
      { from: first.from, to: first.to, zone: 'Europe/Berlin', settled: true },
    ]);
  });

  it('come in pages that lose and repeat nobody, whatever is written meanwhile', async () => {
    await apply(...Array.from({ length: 9 }, (_, n) => created({ id: `p${n}` })));
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let turn = 0; turn < 9; turn += 1) {
      const more: { cursor?: string } = cursor === null ? {} : { cursor };
      const page = await comparing.between(TENANT, { limit: 2, from: at(0), to: at(30), ...more });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
      if (cursor === null) break;
      await apply({ ...updated({ id: `p${turn}`, title: 'x' }, { version: 2 }), time: at(40) });
    }
    expect(seen).toEqual(Array.from({ length: 9 }, (_, n) => `p${n}`));
  });

  it('are walked no further than the last person who is wanted, and end where enough was looked through', async () => {
    await apply(created({ id: 'ada' }), created({ id: 'bob' }), created({ id: 'cleo' }));
    await apply(...[2, 3].map((version) => ({ ...updated({ id: 'ada' }, { version }), time: at(50 + version) })));
    const walk = (rows: number, people: number) =>
      inTransaction(reader, async (tx) => {
        await scopeToTenant(tx, TENANT);
        const walked = await walkDifferences(tx, { from: at(0), to: at(90), after: null, rows, people });
        return walked.map(({ id, version, isFirst, isLast }) => [id, version, isFirst, isLast]);
      });
    const first = [
      ['ada', 1, true, false],
      ['bob', 1, true, false],
      ['cleo', 1, true, false],
    ];
    expect(await walk(10, 2)).toEqual(first.slice(0, 2));
    expect(await walk(10, 10)).toEqual(first);
    expect(await walk(4, 10)).toEqual([...first, ['ada', 2, false, true]]);
    expect(await walk(2, 10)).toEqual([first[0], ['bob', 1, true, true]]);
  });

  it.each([
    ['from', 'now', at(1)],
    ['to', at(1), '2027-01-01'],
    ['from', at(2), at(1)],
  ])('with a wrong %s are refused', async (parameter, from, to) => {
    await expect(between(from, to)).rejects.toMatchObject({ status: 400, extensions: { parameter } });
  });
});
