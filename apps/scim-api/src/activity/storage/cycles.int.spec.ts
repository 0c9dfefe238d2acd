import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { v4 as guid, v7 as uuid } from 'uuid';
import { openPool } from '#postgres';
import { TenantReads } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { foldCycles, type Cycle, type KnownPeople } from '../cycles.js';
import { silenceOf, type StoredDrift } from '../drift.js';
import { PostgresActivityStore } from './activity-store.js';
import { CycleReader } from './cycle-reader.js';
import { PostgresCycleStore } from './cycle-store.js';
import { ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS } from './database.js';

const [SECOND, MINUTE] = [1_000, 60_000];
const QUIET_MS = 15 * MINUTE;
const NOW = Date.now();
const FIRST = { connection: null, after: null, limit: 200 };

let database: TestDatabase<'activity'>;
let owner: Client;
let pool: Pool;
let store: PostgresActivityStore;
let reader: CycleReader;
beforeAll(async () => {
  database = await createTestDatabase(ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  pool = openPool({ url: database.url('activity'), applicationName: 'spec', max: 4 });
  store = new PostgresActivityStore(pool);
  reader = new CycleReader(new TenantReads({ reads: pool, cancels: pool }, { TENANT_SHARE_LIST_SECONDS: 1 }), QUIET_MS);
  await store.keepDays();
});
afterAll(async () => {
  await Promise.all([pool.end(), owner.end()]);
  await database.drop();
});

const newRecorder = () => ({ recorder: uuid(), upTo: new Date() });
const minuteOf = (ago: number): string => new Date(Math.floor((NOW - ago * MINUTE) / MINUTE) * MINUTE).toISOString();

/** A tenant's connection whose requests came when the test says. */
class Source {
  readonly tenantId = uuid();
  readonly #connectionId = uuid();
  readonly #lines: string[] = [];
  people: string[] = [];

  /** @param ago milliseconds */
  asked(ago: number, line: object): this {
    const [n, c, t, q] = [this.tenantId, this.#connectionId, new Date(NOW - ago), uuid()];
    this.#lines.push(
      JSON.stringify({ n, t, q, c, m: 'GET', p: '/scim/v2/Users', s: 200, d: 'read', rt: 'User', ...line }),
    );
    return this;
  }

  probed(ago: number): this {
    return this.asked(ago, { u: guid(), f: 0 });
  }

  sought(ago: number, ...ids: readonly string[]): this {
    for (const id of ids) this.asked(ago, { u: `${id}@contoso.test`, f: 1, r: id });
    return this;
  }

  wrote(ago: number, id: string, outcome: string, line: object = {}): this {
    return this.asked(ago, { m: 'PATCH', d: outcome, r: id, u: `${id}@contoso.test`, ...line });
  }

  async fold(): Promise<void> {
    await store.record(this.#lines.splice(0), [], { recorder: uuid(), upTo: new Date() });
    const people: KnownPeople = {
      count: async () => this.people.length,
      active: async function* (this: Source) {
        yield this.people;
      }.bind(this),
    };
    await foldCycles(new PostgresCycleStore(pool, QUIET_MS), people);
  }

  kept(): Promise<readonly Cycle[]> {
    return reader.kept(this, FIRST);
  }

  underWay(): Promise<readonly Cycle[]> {
    return reader.underWay(this, null, this.people.length);
  }

  drift(): Promise<readonly StoredDrift[]> {
    return reader.drift(this, FIRST);
  }
}

describe('cycles', () => {
  it('are told apart by a pause, and by a probe after half of it', async () => {
    const source = new Source();
    source.people = ['a', 'b', 'c', 'd', 'e'];
    source.probed(300 * MINUTE);
    source.sought(270 * MINUTE, 'a').wrote(269 * MINUTE, 'a', 'created', { m: 'POST' });
    source.probed(240 * MINUTE).sought(239 * MINUTE, 'a', 'b', 'c');
    source.wrote(238 * MINUTE, 'd', 'updated').wrote(238 * MINUTE - SECOND, 'd', 'refused', { code: 'value-too-long' });
    // Eight minutes later: no cycle of its own without a probe.
    source.sought(230 * MINUTE, 'b');
    source
      .probed(222 * MINUTE)
      .sought(221 * MINUTE, 'b')
      .wrote(220 * MINUTE, 'a', 'disabled');
    await source.fold();
    expect(await source.kept()).toMatchObject([
      { kind: 'incremental', known: 5, requests: 3, people: 2, disabled: 1, unchanged: 1 },
      { kind: 'full', requests: 7, people: 4, updated: 1, refused: 1, unchanged: 3, created: 0, failed: 0 },
      { kind: 'on demand', requests: 2, people: 1, created: 1, unchanged: 0 },
      { kind: 'test', requests: 1, people: 0 },
    ]);
    expect(await source.underWay()).toEqual([]);
  });

  it('of people who were asked for by their ids alone are no tests', async () => {
    const source = new Source();
    source.people = ['a', 'b', 'c', 'd', 'e'];
    const byId = (id: string) => ({ p: `/scim/v2/Users/${id}`, r: id });
    source.probed(240 * MINUTE).asked(240 * MINUTE, byId('a'));
    source
      .probed(200 * MINUTE)
      .asked(200 * MINUTE, byId('a'))
      .asked(200 * MINUTE, byId('b'));
    source.probed(160 * MINUTE);
    for (const id of source.people) source.asked(160 * MINUTE, byId(id));
    await source.fold();
    expect(await source.kept()).toMatchObject([
      { kind: 'full', people: 5 },
      { kind: 'incremental', people: 2 },
      { kind: 'on demand', people: 1, unchanged: 1 },
    ]);
  });

  it('are shown while they are under way, and counted once', async () => {
    const source = new Source();
    source.people = ['a', 'b', 'c', 'd'];
    source.probed(200 * MINUTE).sought(199 * MINUTE, 'a', 'b', 'c', 'd');
    source.probed(2 * MINUTE).sought(MINUTE, 'a', 'b');
    await source.fold();
    await source.fold();
    const kept = await source.kept();
    expect(kept).toMatchObject([{ kind: 'full', requests: 5 }]);
    expect(await source.underWay()).toMatchObject([{ requests: 3, people: 2 }]);
    source.sought(30 * SECOND, 'c');
    await source.fold();
    expect(await source.underWay()).toMatchObject([{ requests: 4, people: 3 }]);
    // Of one that is over, late.
    source.sought(198 * MINUTE, 'a');
    await source.fold();
    expect(await source.kept()).toEqual(kept);
    expect(await source.underWay()).toMatchObject([{ requests: 4, people: 3 }]);
  });

  it('come in pages, the newest first', async () => {
    const source = new Source();
    for (const ago of [300, 260, 220]) source.probed(ago * MINUTE);
    await source.fold();
    const [newest, middle] = await reader.kept(source, { ...FIRST, limit: 2 });
    const after = { beganAt: middle?.beganAt.toISOString() ?? '', connectionId: middle?.connectionId ?? '' };
    const [oldest, ...others] = await reader.kept(source, { ...FIRST, after });
    const ago = (cycle: Cycle | undefined) => NOW - (cycle?.beganAt.getTime() ?? 0);
    expect([ago(newest), ago(middle), ago(oldest)]).toEqual([220 * MINUTE, 260 * MINUTE, 300 * MINUTE]);
    expect(others).toEqual([]);
    expect(await reader.kept(source, { ...FIRST, connection: uuid() })).toEqual([]);
  });

  it('are no other tenant’s', async () => {
    const [source, other] = [new Source(), new Source()];
    source.probed(100 * MINUTE).sought(99 * MINUTE, 'b', 'c');
    await source.fold();
    expect(await source.kept()).toHaveLength(1);
    expect([await other.kept(), await other.underWay(), await other.drift()]).toEqual([[], [], []]);
    expect((await pool.query('select from cycles')).rowCount).toBe(0);
  });
});

describe('drift', () => {
  it('is who was not asked for, what came again, what was taken back, and whom we do not know', async () => {
    const source = new Source();
    const [again, moving, unseen, unknown] = [uuid(), uuid(), uuid(), uuid()];
    const others = [uuid(), uuid(), uuid()];
    source.people = [again, moving, unseen, ...others];
    const title = (before: string, after: string) => ({ h: `title\t${before}\t${after}` });
    source.probed(200 * MINUTE).sought(199 * MINUTE, moving, ...others);
    for (const ago of [198, 197, 196]) source.wrote(ago * MINUTE, again, 'unchanged');
    source
      .wrote(198 * MINUTE, moving, 'updated', title('a', 'b'))
      .wrote(197 * MINUTE, moving, 'updated', title('b', 'a'));
    source.wrote(198 * MINUTE, others[0] ?? '', 'updated', title('a', 'b'));
    source.asked(196 * MINUTE, { d: 'refused', code: 'not-found', s: 404, r: unknown });
    await source.fold();
    const found = await source.drift();
    expect(found).toHaveLength(4);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'not-seen', resourceId: unseen, userName: null, times: 1 }),
        expect.objectContaining({ kind: 'resent', resourceId: again, userName: `${again}@contoso.test`, times: 3 }),
        expect.objectContaining({ kind: 'back-and-forth', resourceId: moving, path: 'title', times: 1 }),
        expect.objectContaining({ kind: 'unknown-here', resourceId: unknown, times: 1 }),
      ]),
    );
    source.sought(100 * MINUTE, ...source.people);
    await source.fold();
    expect((await source.drift()).map(({ kind }) => kind).toSorted()).toEqual([
      'back-and-forth',
      'resent',
      'unknown-here',
    ]);
  });

  it.each<[string, (source: Source) => Promise<unknown>]>([
    ['dropped', ({ tenantId }) => store.record([], [{ tenantId, minute: minuteOf(150), requests: 1 }], newRecorder())],
    [
      'lost with its process',
      () =>
        owner.query(`insert into gaps (recorder_id, began_at, ended_at) values ($1, $2, $3)`, [
          uuid(),
          new Date(NOW - 151 * MINUTE),
          new Date(NOW - 149 * MINUTE),
        ]),
    ],
    [
      'deleted since, of a tenant with too many',
      ({ tenantId }) =>
        owner.query(`insert into kept_since (tenant_id, since) values ($1, $2)`, [
          tenantId,
          new Date(NOW - 140 * MINUTE),
        ]),
    ],
  ])('is nobody of a cycle of which something was %s', async (_what, lose) => {
    const source = new Source();
    const [unseen, ...others] = [uuid(), uuid(), uuid(), uuid(), uuid()];
    source.people = [unseen ?? '', ...others];
    source.probed(150 * MINUTE).sought(150 * MINUTE - SECOND, ...others);
    await lose(source);
    await source.fold();
    expect(await source.kept()).toMatchObject([{ kind: 'full' }]);
    expect(await source.drift()).toEqual([]);
    await owner.query('delete from gaps');
    source.sought(100 * MINUTE, ...others);
    await source.fold();
    expect(await source.drift()).toMatchObject([{ kind: 'not-seen', resourceId: unseen }]);
  });

  it('is a connection that is silent for more than three of its cycles', async () => {
    const source = new Source();
    source.people = ['a', 'b', 'c'];
    for (const ago of [400, 360, 320]) source.probed(ago * MINUTE).sought(ago * MINUTE - SECOND, 'a', 'b', 'c');
    await source.fold();
    const [rhythm] = await reader.rhythms(source, null);
    const lastAt = new Date(NOW - 320 * MINUTE + SECOND);
    expect(rhythm).toMatchObject({ lastAt, everyMs: 40 * MINUTE });
    if (rhythm === undefined) throw new Error('it has one');
    const after = (minutes: number) => new Date(lastAt.getTime() + minutes * MINUTE);
    expect(silenceOf(rhythm, after(120))).toBeNull();
    expect(silenceOf(rhythm, after(121))).toMatchObject({ everyMs: 40 * MINUTE, missed: 3 });
    expect(silenceOf({ ...rhythm, everyMs: null }, after(121))).not.toBeNull();
  });
});
