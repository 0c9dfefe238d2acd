import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { Chart } from '../http/chart.js';
import type { FindingKind } from '../http/chart-body.js';
import { created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { ChartMaker } from './chart-maker.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';

const SILENT = { info: () => undefined, warn: () => undefined };
const ASKER = { tenantId: TENANT };
const PAGE = { limit: 50 } as const;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let maker: ChartMaker;
let chart: Chart;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 4 });
  owner = open(database.ownerUrl);
  writer = open(database.url('directory'));
  reader = open(database.url('reader'));
  maker = new ChartMaker({ pool: writer, log: SILENT });
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1_000 });
  chart = new Chart(reads);
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
});
afterEach(() =>
  owner.query(
    `truncate employees, employee_versions, employee_words, employee_pairs, employee_marks, reporting_lines, attribute_changes,
       org_charts, org_places, kept.erased_people`,
  ),
);

const apply = (...events: readonly UserEvent[]) => inTransaction(writer, (tx) => applyUsers(tx, events));

/** Whatever rests does not any more, and the chart is made of what is there. */
async function made(): Promise<number> {
  await owner.query('update org_charts set rests_until = now()');
  return maker.runOnce();
}

const org = (query: { root?: string; cursor?: string; depth?: number; limit?: number } = {}, asker = ASKER) =>
  chart.org(asker, { ...PAGE, depth: 1, ...query });
const namesOf = (page: { readonly items: readonly { readonly body: { readonly id: string } }[] }) =>
  page.items.map(({ body }) => body.id);

function company() {
  return apply(
    created({ id: 'boss', displayName: 'Boss', mail: 'boss@x.example' }),
    created({ id: 'anna', managerId: 'boss', title: 'Head' }),
    created({ id: 'ben', managerId: 'boss@x.example' }),
    created({ id: 'cleo', managerId: 'anna' }),
    created({ id: 'dan', managerId: 'anna' }),
    created({ id: 'lone' }),
    created({ id: 'theirs' }, { tenantId: OTHER_TENANT }),
  );
}

describe('a chart', () => {
  it('shows who is at the top, the largest part first, and how many are below', async () => {
    await company();
    expect(await made()).toBe(2);
    const page = await org();
    expect(page.items.map(({ body: { id }, ...one }) => ({ id, ...one }))).toEqual([
      { id: 'boss', level: 1, managerId: null, directs: 2, everybody: 4, more: true },
      { id: 'lone', level: 1, managerId: null, directs: 0, everybody: 0, more: false },
    ]);
    expect(page).toMatchObject({ counts: { people: 6, roots: 2, orphans: 0, circles: 0, levels: 3 }, root: null });
    expect(page.placesAt).toMatch(/^\d{4}-/);
    expect(namesOf(await org({}, { tenantId: OTHER_TENANT }))).toEqual(['theirs']);
  });

  it('shows levels below somebody, nearest first, in pages', async () => {
    await company();
    await made();
    const whole = await org({ root: 'boss', depth: 2 });
    expect(whole.items.map(({ body, level, managerId, more }) => [body.id, level, managerId, more])).toEqual([
      ['anna', 1, 'boss', false],
      ['ben', 1, 'boss', false],
      ['cleo', 2, 'anna', false],
      ['dan', 2, 'anna', false],
    ]);
    expect(whole.root).toMatchObject({ body: { id: 'boss' }, level: 0, directs: 2, everybody: 4 });
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let turn = 0; turn < 6; turn += 1) {
      const page: Awaited<ReturnType<typeof org>> = await org({
        depth: 3,
        limit: 2,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...namesOf(page));
      cursor = page.next;
      if (cursor === null) break;
    }
    expect(seen).toEqual(['boss', 'lone', 'anna', 'ben', 'cleo', 'dan']);
  });

  it('loses none of the tops because others of the page were deleted since it was made', async () => {
    await apply(...['t1', 't2', 't3', 't4'].map((id) => created({ id })));
    await made();
    await apply(deleted('t1', { version: 2 }), deleted('t2', { version: 2 }));
    const first = await org({ limit: 1 });
    const second = await org({ limit: 1, cursor: first.next ?? '' });
    expect([...namesOf(first), ...namesOf(second), second.next]).toEqual(['t3', 't4', null]);
  });

  it('is not there before it is made, and another company’s people are unknown', async () => {
    await company();
    expect(await org()).toMatchObject({ items: [], placesAt: null, counts: null });
    expect((await org({ root: 'boss' })).items.map(({ body, everybody }) => [body.id, everybody])).toEqual([
      ['anna', null],
      ['ben', null],
    ]);
    await made();
    await expect(org({ root: 'boss' }, { tenantId: OTHER_TENANT })).rejects.toMatchObject({ status: 404 });
    await expect(chart.everybody({ tenantId: OTHER_TENANT }, { ...PAGE, root: 'boss' })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('is made anew when somebody moved, came or left, and not for a title', async () => {
    await company();
    await made();
    expect(await made()).toBe(0);
    await apply(updated({ id: 'anna', managerId: 'boss', title: 'Other' }, { version: 2 }));
    expect(await made()).toBe(0);
    // Marked in one transaction: for a title first, and then for a move.
    await inTransaction(writer, async (tx) => {
      await applyUsers(tx, [updated({ id: 'anna', managerId: 'boss', title: 'Third' }, { version: 3 })]);
      await applyUsers(tx, [updated({ id: 'anna', managerId: 'lone', title: 'Third' }, { version: 4 })]);
    });
    expect(await made()).toBe(1);
    expect((await org()).items.map(({ body, everybody }) => [body.id, everybody])).toEqual([
      ['lone', 3],
      ['boss', 1],
    ]);
    await apply(deleted('cleo', { version: 2 }));
    expect(await made()).toBe(1);
    expect((await org()).counts).toMatchObject({ people: 5 });
  });

  it('is not made again because a transaction of before is long, whosever it is', async () => {
    const long = await owner.connect();
    try {
      await long.query('begin');
      await long.query('select pg_current_xact_id()');
      await company();
      await made();
      expect(await made()).toBe(0);
    } finally {
      await long.query('rollback');
      long.release();
    }
  });

  it('is made again for a move that was not committed when it was made', async () => {
    await company();
    const late = await writer.connect();
    try {
      await late.query('begin');
      await applyUsers(late, [updated({ id: 'anna', managerId: 'lone' }, { version: 2 })]);
      await made();
      await apply(updated({ id: 'ben', managerId: 'lone' }, { version: 2 }));
      await made();
    } finally {
      await late.query('commit');
      late.release();
    }
    expect(await made()).toBe(1);
    expect(await made()).toBe(0);
    expect((await org()).items.map(({ body, everybody }) => [body.id, everybody])).toEqual([
      ['lone', 4],
      ['boss', 0],
    ]);
  });

  it('is made by one of two that look at once, and rests', async () => {
    await company();
    const other = new ChartMaker({ pool: writer, log: SILENT });
    const [one, two] = await Promise.all([maker.runOnce(), other.runOnce()]);
    expect([one, two].sort()).toEqual([0, 2]);
    await apply(updated({ id: 'anna', managerId: 'lone' }, { version: 2 }));
    expect(await maker.runOnce()).toBe(0);
    expect(await made()).toBe(1);
  });

  it('keeps one generation, and none of a company that has nobody any more', async () => {
    await company();
    await made();
    await apply(updated({ id: 'anna', managerId: 'lone' }, { version: 2 }));
    await made();
    const count =
      'select count(*)::int as n, count(distinct generation)::int as g from org_places where tenant_id = $1';
    expect((await owner.query(count, [TENANT])).rows).toEqual([{ n: 6, g: 1 }]);
    await owner.query('delete from employees where tenant_id = $1', [TENANT]);
    await made();
    expect((await owner.query(count, [TENANT])).rows).toEqual([{ n: 0, g: 0 }]);
  });

  it('has nobody who was erased while it was made', async () => {
    await company();
    await owner.query(`insert into kept.erased_people (tenant_id, id, version) values ($1, 'dan', 2)`, [TENANT]);
    await made();
    const { rows } = await owner.query<{ id: string }>(
      'select id from org_places where tenant_id = $1 order by place',
      [TENANT],
    );
    expect(rows.map(({ id }) => id)).toEqual(['boss', 'anna', 'cleo', 'ben', 'lone']);
  });
});

describe('where the chart of one company cannot be made', () => {
  it.each([
    ['written', 'before insert on org_places', 'new.tenant_id'],
    ['shown', 'before update on org_charts', 'new.tenant_id'],
    ['cleared', 'before delete on org_places', 'old.tenant_id'],
  ])('those of the others are, and it is told: not %s', async (_what, when, whose) => {
    await company();
    if (when.includes('delete')) {
      await made();
      await apply(deleted('lone', { version: 2 }), created({ id: 'another' }, { tenantId: OTHER_TENANT }));
    }
    await owner.query(
      `create function fails() returns trigger language plpgsql
         as $$ begin if ${whose} = '${TENANT}' then raise 'it fails'; end if; return coalesce(new, old); end $$;
       create trigger fails ${when} for each row execute function fails()`,
    );
    try {
      await expect(made()).rejects.toThrow('it fails');
      const theirs = await org({}, { tenantId: OTHER_TENANT });
      expect(theirs.counts?.people).toBe(when.includes('delete') ? 2 : 1);
    } finally {
      await owner.query('drop function fails() cascade');
    }
    await made();
    expect((await org()).counts?.people).toBe(when.includes('delete') ? 5 : 6);
  });
});

describe('everybody below somebody', () => {
  const everybody = (query: object = {}) => chart.everybody(ASKER, { ...PAGE, root: 'boss', ...query });

  it('comes in one line with the number of all', async () => {
    await company();
    await made();
    const page = await everybody();
    expect(page.items.map(({ body, level }) => [body.id, level])).toEqual([
      ['anna', 1],
      ['cleo', 2],
      ['dan', 2],
      ['ben', 1],
    ]);
    expect(page).toMatchObject({ total: 4, next: null });
  });

  it('is nobody else, with a place of somebody else’s, too', async () => {
    await company();
    await made();
    const { next } = await everybody({ limit: 1 });
    expect(namesOf(await everybody({ root: 'ben', cursor: next }))).toEqual([]);
    expect(namesOf(await everybody({ root: 'anna', cursor: next }))).toEqual(['cleo', 'dan']);
  });

  it('loses and repeats nobody who stays, while the chart is made anew between pages', async () => {
    const many = Array.from({ length: 30 }, (_, n) => `p${String(n).padStart(2, '0')}`);
    const managers = new Map(many.map((id, n) => [id, n < 5 ? 'boss' : (many[n % 5] ?? 'boss')]));
    await apply(created({ id: 'boss' }), ...many.map((id) => created({ id, managerId: managers.get(id) ?? 'boss' })));
    await made();
    const seen: string[] = [];
    let cursor: string | null = null;
    let turns = 0;
    do {
      const page: Awaited<ReturnType<typeof everybody>> = await everybody({
        limit: 4,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...namesOf(page));
      cursor = page.next;
      turns += 1;
      // Whoever was told last moves away; somebody new comes before everybody.
      const gone = seen.at(-1);
      if (gone !== undefined && turns < 6 && turns % 2 === 0) await apply(deleted(gone, { version: 2 }));
      await apply(created({ id: `a${turns}`, managerId: turns % 2 === 0 ? 'boss' : 'p00' }));
      await made();
    } while (cursor !== null && turns < 40);
    const stayed = seen.filter((id) => id.startsWith('p'));
    expect([...stayed].sort()).toEqual(many);
  });
});

describe('findings', () => {
  const found = async (kind: FindingKind, query: object = {}) =>
    (await chart.findings(ASKER, { ...PAGE, kind, ...query })).items;

  it('are people whose manager nobody knows, with the last known name', async () => {
    await apply(
      created({ id: 'gone', displayName: 'Grace Gone' }),
      created({ id: 'twin-1', mail: 'twin@x.example' }),
      created({ id: 'twin-2', mail: 'twin@x.example' }),
      created({ id: 'of-gone', managerId: 'gone' }),
      created({ id: 'of-nobody', managerId: 'nobody' }),
      created({ id: 'of-twins', managerId: 'twin@x.example' }),
      created({ id: 'late', managerId: 'comes' }),
      created({ id: 'wed', displayName: 'Ada Wed', mail: 'maiden@x.example' }),
      created({ id: 'of-wed', managerId: 'maiden@x.example' }),
      updated({ id: 'wed', displayName: 'Ada Wed', mail: 'wed@x.example' }, { version: 2 }),
      deleted('gone', { version: 2 }),
    );
    await made();
    await apply(created({ id: 'comes' }));
    const items = await found('orphan');
    expect(items.map((one) => (one.kind === 'orphan' ? [one.person.id, one.because, one.lastManager] : []))).toEqual([
      ['of-gone', 'left', { id: 'gone', displayName: 'Grace Gone' }],
      ['of-nobody', 'unknown', null],
      ['of-twins', 'not-alone', { id: expect.stringMatching(/^twin-/), displayName: expect.any(String) }],
      ['of-wed', 'renamed', { id: 'wed', displayName: 'Ada Wed' }],
    ]);
    expect((await org()).counts).toMatchObject({ orphans: 5 });
  });

  it('are active people under a disabled manager, in pages', async () => {
    await apply(
      created({ id: 'm1', displayName: 'Max One' }),
      created({ id: 'm2', mail: 'm2@x.example' }),
      created({ id: 'a', managerId: 'm1' }),
      created({ id: 'b', managerId: 'm1', active: false }),
      created({ id: 'c', managerId: 'm2@x.example' }),
      created({ id: 'd', managerId: 'm1' }),
      created({ id: 'e', managerId: 'a' }),
      disabled({ id: 'm1', displayName: 'Max One' }, { version: 2 }),
      disabled({ id: 'm2', mail: 'm2@x.example' }, { version: 2 }),
    );
    const all = await found('disabled-manager');
    const said = (items: typeof all) =>
      items.map((one) => (one.kind === 'disabled-manager' ? [one.manager.displayName, one.person.id] : []));
    expect(said(all).map(([, id]) => id)).toEqual(['a', 'd', 'c']);
    expect(said(all)[0]).toEqual(['Max One', 'a']);
    const first = await chart.findings(ASKER, { limit: 1, kind: 'disabled-manager' });
    const second = await chart.findings(ASKER, { limit: 5, kind: 'disabled-manager', cursor: first.next ?? '' });
    expect([...said([...first.items]), ...said([...second.items])]).toEqual(said(all));
  });

  it('are circles of managers, once each', async () => {
    await apply(
      created({ id: 'x', managerId: 'y' }),
      created({ id: 'y', managerId: 'z' }),
      created({ id: 'z', managerId: 'x' }),
      created({ id: 'below', managerId: 'z' }),
      created({ id: 'p', managerId: 'q' }),
      created({ id: 'q', managerId: 'p' }),
      created({ id: 'self', managerId: 'self' }),
    );
    await made();
    const items = await found('circle');
    const members = items.map((one) => (one.kind === 'circle' ? [one.size, ...one.members.map(({ id }) => id)] : []));
    expect(members).toEqual([
      [3, 'x', 'z', 'y'],
      [2, 'p', 'q'],
    ]);
    expect((await org()).counts).toMatchObject({ circles: 2, roots: 1 });
    expect(namesOf(await org())).toEqual(['self']);
  });
});
