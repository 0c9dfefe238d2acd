import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool, PAGE_BYTES } from '#postgres';
import { decodePatch, PATCH_OP_URN, USER_TYPE, type UserAttributes } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import type { BulkWrites } from '../../bulk/bulk-writes.js';
import { createGroup, deleteGroup, takeGroup } from '../../groups/decide-group.js';
import { createUser, deleteUser, patchUser } from '../../users/decide-user.js';
import type { WriteRequest } from '../../writes/write-request.js';
import { requestOf } from '../../writes/write-request.fixture.js';
import { DATABASE, MIGRATIONS } from '../database.js';
import { Store } from '../store.js';
import { Writer } from '../writer/writer.js';
import { GoingLiveShadows } from './going-live.js';
import { LiveEntries } from './live-entries.js';
import { ShadowSessions } from './shadow-sessions.js';
import { ShadowStore } from './shadow-store.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
const pools: Pool[] = [];
let [people, admin]: Pool[] = [];
let live: Store;
let shadow: Store;
const ring = (): void => undefined;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const open = (url: string, pipeline = false): Pool => {
    const pool = openPool({ url, applicationName: 'spec', max: 2, pipeline });
    pools.push(pool);
    return pool;
  };
  people = open(database.url('scim'));
  admin = open(database.url('admin'));
  live = new Store(open(database.url('scim'), true), new Writer({ bell: { ring } }));
  // Of connections that have lost their search path, as a pooler may have it.
  const sessions = new ShadowSessions(open(database.url('scim'), true));
  shadow = new Store(sessions, new Writer({ bell: { ring } }));
});
afterAll(async () => {
  await owner.end();
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

const user = (name: string): UserAttributes => ({ userName: `${name}@contoso.example`, active: true });
const group = (displayName: string, ...members: string[]) => ({
  attributes: { displayName },
  members: members.map((value) => ({ value, type: null, place: 'members' })),
  quirks: [],
});
const setting = (path: string, value: unknown) => ({
  patch: decodePatch(
    { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', path, value }] },
    {
      type: USER_TYPE,
      tolerance: 'tolerant',
      unknownAttributes: 'ignore',
    },
  ),
});

interface Company {
  readonly request: WriteRequest;
  readonly ids: Readonly<Record<'stays' | 'changes' | 'renamed' | 'leaves' | 'all' | 'ends', string>>;
}

/** A company whose shadow has done every kind of thing. */
async function rehearsed(): Promise<Company> {
  const tenantId = uuid();
  const request = { ...requestOf(tenantId), actor: { connectionId: uuid(), credentialId: uuid() } };
  const ids = { stays: '', changes: '', renamed: '', leaves: '', all: '', ends: '' };
  for (const name of ['stays', 'changes', 'renamed', 'leaves'] as const) {
    ids[name] = uuid();
    await live.changeUser(createUser(request, user(name), ids[name]));
  }
  for (const name of ['all', 'ends'] as const) {
    ids[name] = uuid();
    await live.changeGroup(createGroup(request, group(name, ids.stays, ids.leaves), ids[name]));
  }
  await openShadowOf(request);
  await shadow.changeUser(patchUser(request, ids.changes, setting('title', 'Changed')));
  await shadow.changeUser(patchUser(request, ids.renamed, setting('userName', 'other@contoso.example')));
  // By a name that another gives up.
  const fresh = await shadow.changeUser(createUser(request, user('renamed')));
  if (fresh.kind !== 'saved') throw new Error('expected somebody new');
  const inner = uuid();
  await shadow.changeGroup(createGroup(request, group('inner', fresh.user.id), inner));
  await shadow.changeGroup(
    takeGroup(request, ids.all, {
      attributes: { displayName: 'everybody' },
      version: 1,
      membership: { clear: false, add: [{ value: inner, type: null, place: 'members' }], remove: [] },
    }),
  );
  await shadow.deleteUser(deleteUser(request, ids.leaves));
  await shadow.deleteGroup(deleteGroup(request, ids.ends));
  return { request, ids };
}

/** A company whose shadow has deleted so many, of whom its brake lets one go. */
async function leaving(count: number): Promise<Pick<Company, 'request'> & { readonly leavers: readonly string[] }> {
  const request = { ...requestOf(uuid()), actor: { connectionId: uuid(), credentialId: uuid() } };
  const leavers = Array.from({ length: count }, () => uuid()).sort();
  for (const id of leavers) await live.changeUser(createUser(request, user(id), id));
  await openShadowOf(request);
  for (const id of leavers) await shadow.deleteUser(deleteUser(request, id));
  await owner.query(`update brakes set mode = 'refuse', people = 1, at_least = 1 where connection_id = $1`, [
    request.actor.connectionId,
  ]);
  return { request, leavers };
}

async function openShadowOf({ tenantId, actor: { connectionId } }: WriteRequest): Promise<void> {
  await owner.query(
    `insert into tenants (id, name, version, created_at, changed_at) values ($1, 'Contoso', 1, now(), now())`,
    [tenantId],
  );
  await owner.query(
    `insert into connections (id, tenant_id, name, created_at, tolerance) values ($1, $2, 'Entra', now(), 'tolerant')`,
    [connectionId, tenantId],
  );
  await owner.query(`insert into brakes (connection_id, tenant_id, mode) values ($1, $2, 'off')`, [
    connectionId,
    tenantId,
  ]);
  await owner.query('insert into shadows (tenant_id, connection_id, started_at) values ($1, $2, now())', [
    tenantId,
    connectionId,
  ]);
}

async function kill(): Promise<void> {
  return Promise.reject(new Error('killed'));
}

/** Goes on with what waits, as a process that something happens to behind its nth commit: it is killed; true: it was not. */
async function goesOn(behind: number, happens: () => Promise<unknown> = kill): Promise<boolean> {
  let commits = 0;
  const killed = <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) => {
    return async (...args: Args): Promise<Result> => {
      const result = await write(...args);
      commits += 1;
      if (commits === behind) await happens();
      return result;
    };
  };
  const writes: BulkWrites = {
    changeUsers: killed((block) => live.changeUsers(block)),
    createUsersTogether: (tenantId, changes) => live.createUsersTogether(tenantId, changes),
    createGroupsTogether: (tenantId, changes) => live.createGroupsTogether(tenantId, changes),
    deleteUser: killed((change) => live.deleteUser(change)),
    changeGroup: killed((change) => live.changeGroup(change)),
    deleteGroup: killed((change) => live.deleteGroup(change)),
  };
  if (people === undefined || admin === undefined) throw new Error('the pools are open');
  const shadows = new ShadowStore({ writes: admin, people, ring });
  // Its lease has ended: whoever comes next waits for that.
  await owner.query('update shadows set leased_until = null');
  try {
    await new GoingLiveShadows({ admin, people, writes, shadows }).goOnWithOne(() => false);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message === 'killed') return false;
    throw error;
  }
}

/** What is in the end, by names, and which versions of it were told, each once. */
async function outcome({ tenantId }: WriteRequest): Promise<{ readonly rows: unknown; readonly versions: unknown }> {
  const { rows } = await owner.query(
    `select u.user_name_key as name, u.attributes from users u where u.tenant_id = $1
      union all
     select g.display_name_key, (select string_agg(coalesce(mu.user_name_key, mg.display_name_key), ' ' order by 1)
                                   from group_members m
                                   left join users mu on mu.id = m.member_id
                                   left join groups mg on mg.id = m.member_id
                                  where m.group_id = g.id)
       from groups g where g.tenant_id = $1
      order by 1`,
    [tenantId],
  );
  const told = await owner.query<{ versions: string }>(
    `select string_agg(resource_version::text, ' ' order by id) as versions
       from outbox
      where tenant_id = $1 and topic in ('rollcall.users.v1', 'rollcall.groups.v1')
      group by resource_id order by 1`,
    [tenantId],
  );
  return { rows, versions: told.rows.map(({ versions }) => versions) };
}

/** Whom the shadow has changed, each as large as one may be. */
async function largePeople(count: number): Promise<{ readonly request: WriteRequest; readonly large: string[] }> {
  const request = { ...requestOf(uuid()), actor: { connectionId: uuid(), credentialId: uuid() } };
  const large = Array.from({ length: count }, () => uuid()).sort();
  const phoneNumbers = Array.from({ length: 1_000 }, (_, at) => ({ value: `+1 555 ${at}`, display: 'd'.repeat(140) }));
  for (const id of large) await live.changeUser(createUser(request, { ...user(id), phoneNumbers }, id));
  await openShadowOf(request);
  for (const id of large) await shadow.changeUser(patchUser(request, id, setting('title', 'Changed')));
  return { request, large };
}

async function begin({ request: { tenantId, actor } }: Pick<Company, 'request'>): Promise<void> {
  if (people === undefined || admin === undefined) throw new Error('the pools are open');
  const acting = { requestId: uuid(), traceparent: null, reason: 'Now.' };
  expect(
    await new ShadowStore({ writes: admin, people, ring }).goLive({ tenantId, id: actor.connectionId }, acting),
  ).toBe('asked');
}

describe('what goes live', () => {
  it('is the same wherever its process is killed, and is told once', async () => {
    const whole = await rehearsed();
    await begin(whole);
    expect(await goesOn(Infinity)).toBe(true);
    const expected = await outcome(whole.request);
    expect(expected.rows).toMatchObject([
      { name: 'changes@contoso.example', attributes: expect.stringContaining('Changed') },
      { name: 'everybody', attributes: 'inner stays@contoso.example' },
      { name: 'inner', attributes: 'renamed@contoso.example' },
      { name: 'other@contoso.example' },
      { name: 'renamed@contoso.example' },
      { name: 'stays@contoso.example' },
    ]);

    for (let behind = 1; ; behind += 1) {
      const cut = await rehearsed();
      await begin(cut);
      const isWhole = await goesOn(behind);
      // Killed again and again, behind each commit that it does.
      for (let lives = 0; !(await goesOn(1)); lives += 1) expect(lives).toBeLessThan(50);
      expect(await outcome(cut.request)).toEqual(expected);
      const left = await owner.query('select 1 from shadows where tenant_id = $1', [cut.request.tenantId]);
      expect(left.rows).toEqual([]);
      if (isWhole) break;
    }
  });

  it.each<[string, string, string]>([
    [
      'its connection is paused',
      `update connections set paused_at = now(), paused_by = 'anna' where tenant_id = $1`,
      'update connections set paused_at = null, paused_by = null where tenant_id = $1',
    ],
    [
      'its tenant is suspended',
      'update tenants set suspended_at = now() where id = $1',
      'update tenants set suspended_at = null where id = $1',
    ],
  ])('stands still from the moment that %s, and goes on afterwards', async (_what, stopping, goingOn) => {
    const company = await rehearsed();
    const { request } = company;
    const set = (statement: string) => owner.query(statement, [request.tenantId]);
    await begin(company);
    await expect(goesOn(1, () => set(stopping))).rejects.toThrow('may not');
    const stopped = await outcome(request);
    expect(await goesOn(Infinity)).toBe(true);
    expect(await outcome(request)).toEqual(stopped);
    await set(goingOn);
    expect(await goesOn(Infinity)).toBe(true);
    expect(await outcome(request)).not.toEqual(stopped);
    expect((await set('select 1 from shadows where tenant_id = $1')).rows).toEqual([]);
  });

  it('lets go whom somebody released by name, behind others who are held, and counts nobody who is held twice', async () => {
    const company = await leaving(4);
    const { tenantId, actor } = company.request;
    const set = (statement: string) => owner.query<Record<string, unknown>>(statement, [actor.connectionId]);
    const stands = async () => {
      const { rows: left } = await owner.query<{ id: string }>(
        'select id from users where tenant_id = $1 order by id',
        [tenantId],
      );
      const { rows: brakes } = await set('select held from brakes where connection_id = $1');
      return { left: left.map(({ id }) => id), held: Number(brakes[0]?.held) };
    };
    await begin(company);
    await goesOn(Infinity);
    const first = await stands();
    expect(first).toEqual({ left: company.leavers.slice(1), held: 1 });
    await goesOn(Infinity);
    expect(await stands()).toEqual(first);
    await set(`update brakes set released_people = array['${company.leavers[3]}']::uuid[],
                 people_released_until = now() + interval '1 hour' where connection_id = $1`);
    await goesOn(Infinity);
    expect(await stands()).toEqual({ left: company.leavers.slice(1, 3), held: 1 });
    await set(`update brakes set released_until = now() + interval '1 hour' where connection_id = $1`);
    await goesOn(Infinity);
    expect((await stands()).left).toEqual([]);
    expect((await owner.query('select 1 from shadows where tenant_id = $1', [tenantId])).rows).toEqual([]);
  });

  it('ends no more memberships than the brake lets it, and counts none that are held twice', async () => {
    const request = { ...requestOf(uuid()), actor: { connectionId: uuid(), credentialId: uuid() } };
    const members = [uuid(), uuid(), uuid()];
    const [loses, keeps, goes] = [uuid(), uuid(), uuid()];
    for (const id of members) await live.changeUser(createUser(request, user(id), id));
    for (const id of [loses, keeps, goes]) await live.changeGroup(createGroup(request, group(id, ...members), id));
    await openShadowOf(request);
    for (const id of [loses, keeps]) {
      const attributes = { displayName: `emptied ${id}` };
      const membership = { clear: true, add: [], remove: [] };
      await shadow.changeGroup(takeGroup(request, id, { attributes, version: 1, membership }));
    }
    await shadow.deleteGroup(deleteGroup(request, goes));
    const set = (statement: string) => owner.query(statement, [request.actor.connectionId]);
    await set(`update brakes set mode = 'refuse' where connection_id = $1`);
    await begin({ request });
    // Four more of an hour's: the first group fits.
    await set(`insert into brake_minutes values ($1, date_trunc('minute', now()), 0, 9996)`);
    const stands = async () => {
      const held = await owner.query<{ held: number }>('select held::int as held from brakes where tenant_id = $1', [
        request.tenantId,
      ]);
      const left = await owner.query('select from group_members where tenant_id = $1', [request.tenantId]);
      return { held: held.rows[0]?.held, left: left.rowCount };
    };
    await goesOn(Infinity);
    const first = await stands();
    expect(first).toEqual({ held: 1, left: 6 });
    await goesOn(Infinity);
    expect(await stands()).toEqual(first);
    await set(`update brakes set released_until = now() + interval '1 hour' where connection_id = $1`);
    await goesOn(Infinity);
    expect(await stands()).toEqual({ held: 1, left: 0 });
    expect((await owner.query('select 1 from shadows where tenant_id = $1', [request.tenantId])).rows).toEqual([]);
  });

  it('lets nobody write into the shadow any more', async () => {
    const company = await rehearsed();
    await begin(company);
    const late = shadow.changeUser(patchUser(company.request, company.ids.stays, setting('title', 'Late')));
    await expect(late).rejects.toMatchObject({ code: 'going-live' });
    expect(await goesOn(Infinity)).toBe(true);
    const later = shadow.changeUser(patchUser(company.request, company.ids.stays, setting('title', 'Later')));
    await expect(later).rejects.toMatchObject({ code: 'unavailable' });
  });
});

it('reads of large people as many at once as a page has bytes for, and all of them', async () => {
  const { request, large } = await largePeople(8);
  if (people === undefined) throw new Error('the pool is open');
  const seen: string[] = [];
  for await (const page of new LiveEntries(people, request.tenantId).pages('users')) {
    const bytes = page.flatMap(({ before, after, live: is }) => [before, after, is].map((text) => text?.length ?? 0));
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(PAGE_BYTES);
    seen.push(...page.map(({ id }) => id));
  }
  expect(seen).toEqual(large);
});
