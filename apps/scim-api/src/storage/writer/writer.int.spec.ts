import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool, sqlState } from '#postgres';
import { decodePatch, type StoredUser, USER_TYPE, type UserAttributes } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { createUser, deleteUser, patchUser } from '../../users/decide-user.js';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import { requestOf } from '../../writes/write-request.fixture.js';
import type { WriteRequest } from '../../writes/write-request.js';
import { DATABASE, MIGRATIONS } from '../database.js';
import { Store } from '../store.js';
import { writeUsers } from './write-users.js';
import { Writer } from './writer.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let pool: Pool;
let writer: Writer;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  pool = openPool({ url: database.url('scim'), applicationName: 'spec', max: 4, pipeline: true });
});

beforeEach(() => {
  tenantId = uuid();
  writer = new Writer({ bell: { ring: () => undefined } });
});

afterAll(async () => {
  await owner.end();
  await pool.end();
  await database.drop();
});

const request = (): WriteRequest => requestOf(tenantId, new Date().toISOString());

const attributes = (userName: string, extra: Partial<UserAttributes> = {}): UserAttributes => ({
  userName,
  active: true,
  ...extra,
});

const submit = (change: UserChange): Promise<UserDecision> =>
  writer.submit(tenantId, change, {
    write: (tenant, changes: readonly UserChange[]) => writeUsers(pool, tenant, changes),
  });

const rename = (id: string, userName: string): UserChange =>
  patchUser(request(), id, {
    patch: decodePatch(
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'Replace', path: 'userName', value: userName }],
      },
      { type: USER_TYPE, tolerance: 'tolerant' },
    ),
  });

async function create(userName: string): Promise<StoredUser> {
  const decision = await submit(createUser(request(), attributes(userName)));
  if (decision.kind !== 'saved') throw new Error(`expected a new user, got ${decision.kind}`);
  return decision.user;
}

async function eventsOf(userId: string): Promise<number[]> {
  const sql = 'select resource_version as version from outbox where resource_id = $1 order by id';
  return (await owner.query<{ version: number }>(sql, [userId])).rows.map(({ version }) => version);
}

describe('the writer', () => {
  it('gives one of many who want a name at once the name, and refuses the others with its id', async () => {
    const decisions = await Promise.all(
      Array.from({ length: 100 }, () => submit(createUser(request(), attributes('Ada@Example.com')))),
    );
    const saved = decisions.filter(({ kind }) => kind === 'saved');
    expect(saved).toHaveLength(1);
    const refused = decisions.flatMap((decision) => (decision.kind === 'refused' ? [decision.error] : []));
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['duplicate-user']));
    const [winner] = saved;
    if (winner?.kind === 'saved') expect(refused[0]?.message).toContain(winner.user.id);
  });

  it('stores those whose names are free, with their events, and tells who has the others’', async () => {
    const [taken] = await Promise.all([create('taken@example.com')]);
    const emails = [{ value: 'home@example.com', type: 'home' }, { value: 'work@example.com' }];
    const changes = ['free', 'taken', 'free', 'other', 'Taken'].map((name) =>
      createUser(request(), attributes(`${name}@example.com`, { emails })),
    );

    const decisions = await writeUsers(pool, tenantId, changes);

    expect(decisions.map(({ kind }) => kind)).toEqual(['saved', 'refused', 'refused', 'saved', 'refused']);
    const owners = decisions.map((decision) => (decision.kind === 'refused' ? decision.owner : null));
    expect(owners).toEqual([null, taken?.id, changes[0]?.userId, null, taken?.id]);
    const stored = [taken?.id, changes[0]?.userId, changes[3]?.userId].sort();
    for (const [column, table] of [
      ['id', 'users'],
      ['resource_id', 'outbox'],
    ]) {
      const { rows } = await owner.query<{ id: string }>(
        `select ${column} as id from ${table} where tenant_id = $1 order by 1`,
        [tenantId],
      );
      expect([table, rows.map(({ id }) => id)]).toEqual([table, stored]);
    }
    const mailed = await owner.query<{ id: string }>(
      'select distinct user_id as id from user_emails where tenant_id = $1 order by 1',
      [tenantId],
    );
    expect(mailed.rows.map(({ id }) => id)).toEqual([changes[0]?.userId, changes[3]?.userId].sort());
  });

  it('stores each user with version 1 and one event', async () => {
    const users = await Promise.all(Array.from({ length: 150 }, (_, index) => create(`user${index}@example.com`)));
    const { rows } = await owner.query('select version from users where tenant_id = $1', [tenantId]);
    expect(rows).toHaveLength(150);
    for (const user of users) expect(await eventsOf(user.id)).toEqual([1]);
  });

  it('folds several changes of one user into gapless versions', async () => {
    const user = await create('grace@example.com');
    await Promise.all(Array.from({ length: 30 }, (_, index) => submit(rename(user.id, `grace${index}@example.com`))));
    expect(await eventsOf(user.id)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  });

  it('lets two users swap names in one batch by way of a third', async () => {
    const [a, b] = [await create('a@example.com'), await create('b@example.com')];
    const decisions = await Promise.all([
      submit(rename(a.id, 'temporary@example.com')),
      submit(rename(b.id, 'a@example.com')),
      submit(rename(a.id, 'b@example.com')),
    ]);
    expect(decisions.map(({ kind }) => kind)).toEqual(['saved', 'saved', 'saved']);
    const sql = 'select id, user_name_key from users where tenant_id = $1 order by user_name_key';
    const { rows } = await owner.query(sql, [tenantId]);
    expect(rows).toEqual([
      { id: b.id, user_name_key: 'a@example.com' },
      { id: a.id, user_name_key: 'b@example.com' },
    ]);
  });

  it('does not lock itself out when batches want the same names in opposite orders', async () => {
    const people = await Promise.all(Array.from({ length: 40 }, (_, index) => create(`p${index}@example.com`)));
    const other = new Writer({ bell: { ring: () => undefined } });
    const write = (tenant: string, changes: readonly UserChange[]): Promise<UserDecision[]> =>
      writeUsers(pool, tenant, changes);
    for (let round = 0; round < 10; round += 1) {
      const there = people.map((user, index) => submit(rename(user.id, `q${index}.${round}@example.com`)));
      const back = [...people]
        .reverse()
        .map((user, index) =>
          other.submit(tenantId, rename(user.id, `q${39 - index}.${round}@example.com`), { write }),
        );
      const kinds = (await Promise.all([...there, ...back])).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'saved')).toHaveLength(40);
    }
  });

  it('loses no transaction over names that two batches claim in opposite orders', async () => {
    const failures: unknown[] = [];
    const write = async (tenant: string, changes: readonly UserChange[]): Promise<UserDecision[]> => {
      try {
        return await writeUsers(pool, tenant, changes);
      } catch (error) {
        failures.push(sqlState(error) ?? error);
        throw error;
      }
    };
    const other = new Writer({ bell: { ring: () => undefined } });
    for (let round = 0; round < 10; round += 1) {
      const names = Array.from({ length: 40 }, (_, index) => `claimed${index}.${round}@example.com`);
      const change = (name: string): UserChange => createUser(request(), attributes(name));
      const there = names.map((name) => writer.submit(tenantId, change(name), { write }));
      const back = names.toReversed().map((name) => other.submit(tenantId, change(name), { write }));
      const kinds = (await Promise.all([...there, ...back])).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'saved')).toHaveLength(40);
    }
    // Without the claims the unique index stops one of the two: 23505, or 40P01 when each has what the other wants.
    expect(failures).toEqual([]);
  });

  it('leaves no tenant scope behind on its connection', async () => {
    await create('scoped@example.com');
    const { rows } = await pool.query<{ scope: string | null }>(
      `select current_setting('rollcall.tenant', true) as scope`,
    );
    expect(rows[0]?.scope ?? '').toBe('');
  });

  it('writes nothing and says so when nothing changes', async () => {
    const user = await create('same@example.com');
    const decision = await submit(rename(user.id, 'same@example.com'));
    expect(decision).toMatchObject({ kind: 'unchanged', user: { version: 1 } });
    expect(await eventsOf(user.id)).toEqual([1]);
  });

  it('frees the name of a deleted user, whose id is never used again', async () => {
    const user = await create('gone@example.com');
    await new Store(pool, writer).deleteUser(deleteUser(request(), user.id));
    expect(await eventsOf(user.id)).toEqual([1, 2]);
    expect((await create('gone@example.com')).id).not.toBe(user.id);
  });

  it('decides anew, one at a time, when one change of a batch fails in the database', async () => {
    const poison = createUser(request(), attributes('poison@example.com', { title: 'a\u0000b' }));
    const [bad, ...good] = await Promise.allSettled([
      submit(poison),
      ...Array.from({ length: 5 }, (_, index) => submit(createUser(request(), attributes(`fine${index}@example.com`)))),
    ]);
    expect(good.every((result) => result.status === 'fulfilled' && result.value.kind === 'saved')).toBe(true);
    expect(bad.status === 'rejected' || bad.value.kind === 'saved').toBe(true);
  });

  it('lets a change that makes a fault of ours fail alone', async () => {
    // What no decoder lets through, as if one had: rows cannot be made of it.
    const faulty = createUser(request(), { ...attributes('faulty@example.com'), emails: 'x' as never });
    const [bad, ...good] = await Promise.allSettled([
      submit(faulty),
      ...Array.from({ length: 5 }, (_, n) => submit(createUser(request(), attributes(`beside${n}@example.com`)))),
    ]);
    expect(bad.status).toBe('rejected');
    expect(good.every((result) => result.status === 'fulfilled' && result.value.kind === 'saved')).toBe(true);
  });

  it('keeps tenants apart: the same name, another user', async () => {
    await create('ada@example.com');
    tenantId = uuid();
    expect((await create('ada@example.com')).version).toBe(1);
  });
});
