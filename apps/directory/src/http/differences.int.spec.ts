import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { companyOf, replay, type Replayed } from '../projection/company.fixture.js';
import { seeded } from '../projection/seeded.fixture.js';
import { at, created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
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
    'truncate employees, employee_versions, employee_words, employee_pairs, reporting_lines, attribute_changes',
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
    people.set(id, { before: start === null ? null : { ...before, ...(start as object) }, after });
  }
  return people;
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
        if (before === null) expect(steps.get(id)?.before).toBeNull();
        else if (after !== null) expect(steps.get(id)?.before).toMatchObject(before);
        if (after === null) expect(steps.get(id)?.after).toBeNull();
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

  it.each([
    ['from', 'now', at(1)],
    ['to', at(1), '2027-01-01'],
    ['from', at(2), at(1)],
  ])('with a wrong %s are refused', async (parameter, from, to) => {
    await expect(between(from, to)).rejects.toMatchObject({ status: 400, extensions: { parameter } });
  });
});
