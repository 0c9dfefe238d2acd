import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RollcallEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { encodeCursor, TenantReads } from '#service';
import type { Pool } from 'pg';
import { eventually } from '../../../../test/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { showAsBefore, showInactive } from '../storage/statements/show-inactive.js';
import { Changes, type ChangeBody } from './changes.js';
import { Employees } from './employees.js';
import { History } from './history.js';
import { Totals } from './totals.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let changes: Changes;
let employees: Employees;
let totals: Totals;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 4 });
  [owner, writer, reader] = [database.ownerUrl, database.url('directory'), database.url('reader')].map(open) as [
    Pool,
    Pool,
    Pool,
  ];
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 100 });
  [changes, employees, totals] = [new Changes(reads), new Employees(reads), new Totals(reads, new History(reads))];
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
});
beforeEach(async () => {
  await owner.query(
    'truncate employees, employee_versions, employee_words, employee_pairs, employee_marks, reporting_lines, attribute_changes',
  );
});

function apply(...events: RollcallEvent[]) {
  return inTransaction(writer, (tx) => applyUsers(tx, events));
}

/** All that has been written is told by now: no transaction of before is under way, of any database of the server. */
async function settled(): Promise<void> {
  const { rows } = await owner.query<{ now: string }>('select pg_current_xact_id()::text as now');
  const isSettled = `select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as "isSettled"`;
  await eventually('what was written is settled', async () => {
    const answer = await owner.query<{ isSettled: boolean }>(isSettled, [rows[0]?.now]);
    return answer.rows[0]?.isSettled === true;
  });
}

/** A receiver as the README tells to write one. */
class Receiver {
  readonly kept = new Map<string, { version: number; name: string | null }>();
  since: string | undefined;
  isUpToDate = false;

  async ask(limit = 50): Promise<readonly ChangeBody[]> {
    const query = { limit, ...(this.since !== undefined && { since: this.since }) };
    const { items, next, isUpToDate } = await changes.since(TENANT, query);
    for (const { id, version, employee } of items) {
      if (version < (this.kept.get(id)?.version ?? 0)) continue;
      this.kept.set(id, { version, name: employee?.displayName ?? null });
    }
    this.since = next;
    this.isUpToDate = isUpToDate;
    return items;
  }

  async catchUp(limit = 50): Promise<void> {
    await settled();
    do await this.ask(limit);
    while (!this.isUpToDate);
  }
}

describe('changes', () => {
  it('begin with everybody, and go on with who changes, who is deleted, and nobody else', async () => {
    await apply(created({ id: 'a' }), created({ id: 'b' }), created({ id: 'e' }, { tenantId: OTHER_TENANT }));
    const receiver = new Receiver();
    expect((await receiver.ask()).map(({ id }) => id)).toEqual(['a', 'b']);
    await receiver.catchUp();
    await apply(updated({ id: 'b', displayName: 'Bea' }, { version: 2 }));
    await settled();
    expect(await receiver.ask()).toMatchObject([
      { id: 'b', deleted: false, version: 2, employee: { displayName: 'Bea' } },
    ]);
    await apply(deleted('a', { version: 2 }), updated({ id: 'e' }, { version: 2, tenantId: OTHER_TENANT }));
    await settled();
    expect(await receiver.ask()).toMatchObject([{ id: 'a', deleted: true, version: 2, employee: null }]);
    expect([await receiver.ask(), receiver.isUpToDate]).toEqual([[], true]);
  });

  it('tell whoever begins anew of those who were deleted', async () => {
    await apply(created({ id: 'a' }), deleted('a', { version: 2 }));
    expect(await new Receiver().ask()).toMatchObject([{ id: 'a', deleted: true }]);
  });

  it('tell of who is shown inactive before the version that says so comes', async () => {
    await apply(created({ id: 'a' }));
    const receiver = new Receiver();
    await receiver.catchUp();
    await inTransaction(writer, (tx) => showInactive(tx, disabled({ id: 'a' }, { version: 3 })));
    await settled();
    expect(await receiver.ask()).toMatchObject([{ id: 'a', version: 1, employee: { active: false } }]);
  });

  it('lose nobody behind a mark of whom nothing is known', async () => {
    await apply(created({ id: 'a' }), created({ id: 'b' }), created({ id: 'd' }));
    const receiver = new Receiver();
    await receiver.catchUp();
    // As an earlier release marked them: an event that leaps, of somebody whose first events the topic has lost.
    await owner.query(`insert into employee_marks (tenant_id, id) values ($1, 'c'), ($1, 'e')`, [TENANT]);
    await apply(...['a', 'b', 'd'].map((id) => updated({ id, displayName: `New ${id}` }, { version: 2 })));
    await receiver.catchUp(1);
    expect([...receiver.kept.values()]).toEqual(['a', 'b', 'd'].map((id) => ({ version: 2, name: `New ${id}` })));
  });

  it('have no mark of who is not known when they are shown inactive', async () => {
    const leapt = disabled({ id: 'x' }, { version: 3 });
    await inTransaction(writer, (tx) => showInactive(tx, leapt));
    await inTransaction(writer, (tx) => showAsBefore(tx, leapt));
    expect((await owner.query('select id from employee_marks')).rows).toEqual([]);
  });

  it('wait for a transaction that began earlier and ends later', async () => {
    await apply(created({ id: 'slow' }), created({ id: 'fast' }));
    const receiver = new Receiver();
    await receiver.catchUp();
    await inTransaction(writer, async (tx) => {
      await applyUsers(tx, [updated({ id: 'slow', displayName: 'Late' }, { version: 2 })]);
      await apply(updated({ id: 'fast', displayName: 'Soon' }, { version: 2 }));
      await receiver.ask();
    });
    await receiver.catchUp();
    expect([...receiver.kept]).toEqual([
      ['fast', { version: 2, name: 'Soon' }],
      ['slow', { version: 2, name: 'Late' }],
    ]);
  });

  it('keep one mark of a person, however often they change, and tell of it behind what was read', async () => {
    await apply(created({ id: 'a' }), created({ id: 'b' }));
    const receiver = new Receiver();
    await receiver.catchUp();
    for (let version = 2; version <= 6; version += 1) {
      await apply(updated({ id: 'a', displayName: `Name ${version}` }, { version }));
      await apply(updated({ id: 'b', displayName: `Name ${version}` }, { version }));
      await settled();
      // Of a page of one, whoever is behind it is marked anew before the next is asked for.
      await receiver.ask(1);
    }
    await receiver.catchUp(1);
    expect([...receiver.kept.values()]).toEqual([
      { version: 6, name: 'Name 6' },
      { version: 6, name: 'Name 6' },
    ]);
    const { rows } = await owner.query(
      'select count(*)::int as marks, count(moved_in)::int as moved from employee_marks',
    );
    expect(rows).toEqual([{ marks: 2, moved: 2 }]);
  });

  it('leave every receiver equal, wherever it began and however small its pages are', async () => {
    const id = (n: number) => `p${String(n).padStart(2, '0')}`;
    await apply(...Array.from({ length: 40 }, (_, n) => created({ id: id(n), displayName: `Name ${n}` })));
    const receivers: Receiver[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      if (turn % 5 === 0) receivers.push(new Receiver());
      const version = turn + 2;
      const people = [id((turn * 7) % 40), id((turn * 11 + 3) % 40)];
      await apply(
        ...people.map((one, n) =>
          n === 0 && turn % 6 === 5
            ? deleted(one, { version })
            : updated({ id: one, displayName: `New ${turn}` }, { version }),
        ),
      );
      for (const receiver of receivers) await receiver.ask(3);
    }
    for (const receiver of receivers) await receiver.catchUp(4);
    const { rows } = await owner.query<{ id: string; version: number; name: string | null }>(
      'select id, version, display_name as name from employees order by id',
    );
    const expected = rows.map(({ id: one, version, name }) => [one, { version, name }]);
    for (const { kept } of receivers) expect([...kept].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(expected);
  }, 30_000);

  it('are gone for a place of another history, and for one ahead of this', async () => {
    const receiver = new Receiver();
    await receiver.catchUp();
    const { epoch } = JSON.parse(Buffer.from(receiver.since ?? '', 'base64url').toString()) as { epoch: string };
    const place = { epoch, from: '0', id: '', phase: 'changes' };
    const ask = (since: object) => changes.since(TENANT, { limit: 5, since: encodeCursor(since) });
    await expect(ask({ ...place, epoch: '1/1' })).rejects.toMatchObject({ status: 410, code: 'cursor-expired' });
    await expect(ask({ ...place, from: '99999999999' })).rejects.toMatchObject({ status: 410 });
    await expect(ask({ ...place, from: 'x' })).rejects.toMatchObject({ status: 400 });
    await expect(ask(place)).resolves.toMatchObject({ items: [] });
  });

  it('are refused for a place of another tenant, and told for one that says none', async () => {
    const { next } = await changes.since(OTHER_TENANT, { limit: 5 });
    const refused = { status: 400, code: 'invalid-cursor' };
    await expect(changes.since(TENANT, { limit: 5, since: next })).rejects.toMatchObject(refused);
    const { tenant, ...place } = JSON.parse(Buffer.from(next, 'base64url').toString()) as Record<string, unknown>;
    expect(tenant).toBe(OTHER_TENANT);
    const told = await changes.since(TENANT, { limit: 5, since: encodeCursor(place) });
    await expect(changes.since(TENANT, { limit: 5, since: told.next })).resolves.toHaveProperty('isUpToDate');
    await expect(changes.since(OTHER_TENANT, { limit: 5, since: told.next })).rejects.toMatchObject(refused);
  });
});

describe('people by name', () => {
  const ask = (query: object) => employees.list(TENANT, { limit: 50, active: 'any', sort: 'name', ...query });

  it('are in order of their names, as far as they are meant', async () => {
    await apply(
      created({ id: '1', displayName: 'Zoë', department: 'Söhne' }),
      created({ id: '2', displayName: 'Ada' }),
      created({ id: '3', displayName: 'ärmel', department: 'Sohne' }),
      created({ id: '4', displayName: 'Bob', active: false }),
    );
    const names = async (query: object) => (await ask(query)).items.map(({ displayName }) => displayName);
    expect(await names({})).toEqual(['Ada', 'ärmel', 'Bob', 'Zoë']);
    expect(await names({ active: 'true' })).toEqual(['Ada', 'ärmel', 'Zoë']);
    expect(await names({ department: 'sohne' })).toEqual(['ärmel', 'Zoë']);
    for (const more of [{ search: 'a' }, { managerId: 'none' }, { id: ['1'] }]) {
      await expect(ask(more)).rejects.toMatchObject({ status: 400, code: 'invalid-parameter' });
    }
  });

  it('are never lost, whoever is renamed, comes and goes while the pages are read', async () => {
    const id = (n: number) => `p${String(n).padStart(2, '0')}`;
    const name = (n: number) => String.fromCharCode(97 + (n % 26)).repeat(3) + String(n);
    await apply(...Array.from({ length: 60 }, (_, n) => created({ id: id(n), displayName: name(n) })));
    const seen = new Set<string>();
    let cursor: string | null = null;
    let turn = 0;
    do {
      const page: Awaited<ReturnType<typeof ask>> = await ask({ limit: 7, ...(cursor !== null && { cursor }) });
      for (const one of page.items) seen.add(one.id);
      cursor = page.next;
      turn += 1;
      if (turn > 40) throw new Error('the pages do not end');
      if (turn < 8) {
        const version = turn + 1;
        // From behind to where the pages have been, and the other way.
        await apply(
          ...[59 - turn, 40 - turn, turn].map((n) =>
            updated({ id: id(n), displayName: `${turn % 2 ? 'a' : 'z'}${n}` }, { version }),
          ),
          deleted(id(20 + turn), { version }),
        );
      }
    } while (cursor !== null);
    const { rows } = await owner.query<{ id: string }>('select id from employees where not deleted order by id');
    expect(rows.map((row) => row.id).filter((one) => !seen.has(one))).toEqual([]);
  });

  it('end with the last name where nothing changed', async () => {
    await apply(created({ id: '1', displayName: 'Ada' }), created({ id: '2', displayName: 'Bob' }));
    await settled();
    const first = await ask({ limit: 1 });
    const last = await ask({ limit: 1, cursor: first.next });
    expect([first.items.length, last.items.length, last.next]).toEqual([1, 1, null]);
  });
});

describe('counts', () => {
  it('are of departments, titles, managers and activity, the most frequent first', async () => {
    await apply(
      created({ id: '1', department: 'Söhne', title: 'Chef', managerId: '2' }),
      created({ id: '2', department: 'sohne', active: false }),
      created({ id: '3', department: 'Töchter', title: 'CHEF', managerId: '2' }),
      created({ id: '4', department: 'X' }, { tenantId: OTHER_TENANT }),
    );
    const by = (query: Partial<Parameters<Totals['by']>[1]>) =>
      totals.by(TENANT, { by: 'active', active: 'any', ...query });
    expect(await by({ by: 'department' })).toMatchObject({
      total: { count: 3, isExact: true },
      items: [
        { value: 'Söhne', count: 2 },
        { value: 'Töchter', count: 1 },
      ],
      others: 0,
    });
    expect((await by({ by: 'title' })).items.map(({ count }) => count)).toEqual([2, 1]);
    expect((await by({ by: 'manager' })).items).toEqual([
      { value: '2', count: 2 },
      { value: null, count: 1 },
    ]);
    expect((await by({ by: 'active', department: 'SÖHNE' })).items).toHaveLength(2);
    expect((await by({ active: 'false' })).total).toEqual({ count: 1, isExact: true });
  });
});
