import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';
import type { BrakeSettings } from '../../tenants/brake.js';
import { bulk, idOf, postUser } from './bulk.fixture.js';

const FIVE: BrakeSettings = { percent: 50, people: 5, atLeast: 2, mode: 'refuse' };

const NOBODY = '01990000-0000-7000-8000-000000000000';

let api: TestScimApi;
let as: TestConnection;

beforeAll(async () => {
  api = await TestScimApi.start();
});

afterAll(() => api.stop());

/** A new tenant with so many people, and the ids of these. */
async function company(people: number, brake: BrakeSettings | null = FIVE): Promise<string[]> {
  as = await api.addTenant({ brake });
  const answers = await bulk(
    api,
    Array.from({ length: people }, (_none, at) => postUser(`p${at}`)),
    { as },
  );
  return answers.map((answer) => idOf(answer));
}

const disable = (id: string, at?: { readonly url: string }): Promise<Answer> => {
  const Operations = [{ op: 'replace', path: 'active', value: false }];
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations };
  return api.ask('PATCH', `/Users/${id}`, { as, body, ...(at && { at: at }) });
};

async function admin(method: string, path: string, body?: object): Promise<Answer> {
  const base = `${api.service.internalUrl}/admin/tenants/${as.tenantId}/connections/${as.connectionId}`;
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { authorization: `Bearer ${'o'.repeat(32)}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

async function activePeople(): Promise<number> {
  const { rows } = await api.owner.query<{ count: number }>(
    'select count(*)::int as count from users where tenant_id = $1 and active',
    [as.tenantId],
  );
  return rows[0]?.count ?? -1;
}

async function engagements(): Promise<Record<string, unknown>[]> {
  const { rows } = await api.owner.query<{ value: string }>(
    `select value from outbox where tenant_id = $1 and value like '%brake.engage%' order by id`,
    [as.tenantId],
  );
  return rows.map(({ value }) => JSON.parse(value) as Record<string, unknown>);
}

describe('a brake of five people', () => {
  it('lets five be disabled and refuses the sixth, which is told once', async () => {
    const ids = await company(20);
    const statuses: number[] = [];
    for (const id of ids.slice(0, 8)) statuses.push((await disable(id)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 409, 409, 409]);
    const held = await disable(ids[8] ?? '');
    expect(held.body).toMatchObject({
      status: '409',
      detail: expect.stringMatching(
        /^The brake has engaged: 5 people were disabled or deleted within an hour, and at most 5 may be\. .*release.* \(request .*\)$/,
      ),
    });
    expect(await activePeople()).toBe(15);
    expect(await engagements()).toMatchObject([
      {
        act: 'brake.engage',
        object: { type: 'connection', id: as.connectionId },
        actor: { type: 'brake', name: null },
        reason: expect.stringContaining('Within an hour 5 people may be disabled or deleted'),
      },
    ]);
  });

  it('lets everything else through while it holds', async () => {
    const [id = '', ...others] = await company(12);
    for (const other of others.slice(0, 6)) await disable(other);
    const titled = await api.ask('PATCH', `/Users/${id}`, {
      as,
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'add', path: 'title', value: 'Clerk' }],
      },
    });
    const [created] = await bulk(api, [postUser('new')], { as });
    expect([titled.status, created?.status]).toEqual([200, '201']);
  });

  it('counts deletions and disables together, by PATCH, PUT and DELETE', async () => {
    const ids = await company(20);
    const put = (id: string) =>
      api.ask('PUT', `/Users/${id}`, { as, body: { ...postUser('x').data, userName: id, active: false } });
    const statuses = [
      (await disable(ids[0] ?? '')).status,
      (await put(ids[1] ?? '')).status,
      (await api.ask('DELETE', `/Users/${ids[2]}`, { as })).status,
      (await api.ask('DELETE', `/Users/${ids[0]}`, { as })).status,
      (await disable(ids[3] ?? '')).status,
      (await put(ids[4] ?? '')).status,
      (await api.ask('DELETE', `/Users/${ids[5]}`, { as })).status,
      (await disable(ids[6] ?? '')).status,
    ];
    expect(statuses).toEqual([200, 200, 204, 204, 200, 409, 409, 409]);
  });

  it('gives nothing back for who is reactivated', async () => {
    const ids = await company(20);
    for (const id of ids.slice(0, 5)) await disable(id);
    const Operations = [{ op: 'replace', path: 'active', value: true }];
    const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations };
    for (const id of ids.slice(0, 5)) expect((await api.ask('PATCH', `/Users/${id}`, { as, body })).status).toBe(200);
    expect((await disable(ids[0] ?? '')).status).toBe(409);
  });

  it('never lets a sixth through, when all come at once to two processes', async () => {
    const ids = await company(40);
    const replica = await api.replica();
    try {
      const answers = await Promise.all(ids.map((id, at) => disable(id, at % 2 === 0 ? api.service : replica)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(35);
      expect([await activePeople(), (await engagements()).length]).toEqual([35, 1]);
    } finally {
      await replica.stop();
    }
  });

  it('waits for what another transaction has counted and not yet committed', async () => {
    const [id = ''] = await company(20);
    const other = new Client({ connectionString: api.database.url('scim') });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(`select set_config('rollcall.tenant', $1, true)`, [as.tenantId]);
      await other.query('select take_brake($1)', [as.connectionId]);
      await other.query('select note_brake($1, 5, 0, 0)', [as.connectionId]);
      const answer = disable(id);
      await eventually('the write waits for a lock', async () => {
        const { rowCount } = await api.owner.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount === 1;
      });
      await other.query('commit');
      expect((await answer).status).toBe(409);
    } finally {
      await other.end();
    }
  });

  it('holds within one Bulk: the sixth operation and those behind it', async () => {
    const ids = await company(20);
    const operations = ids.slice(0, 9).map((id, at) => ({
      method: at % 3 === 2 ? 'DELETE' : 'PATCH',
      path: `/Users/${id}`,
      ...(at % 3 === 2 ? {} : { data: { Operations: [{ op: 'replace', path: 'active', value: false }] } }),
    }));
    const answers = await bulk(api, operations, { as });
    expect(answers.map(({ status }) => status)).toEqual([
      '200',
      '200',
      '204',
      '200',
      '200',
      '409',
      '409',
      '409',
      '409',
    ]);
  });
});

describe('a brake of a percentage', () => {
  it('is of those who are active when the hour begins, rounded down, and at least `atLeast`', async () => {
    const ids = await company(30, { percent: 15, people: 500, atLeast: 2, mode: 'refuse' });
    const statuses: number[] = [];
    for (const id of ids.slice(0, 6)) statuses.push((await disable(id)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 409, 409]);
    const few = await company(4, { percent: 15, people: 500, atLeast: 2, mode: 'refuse' });
    const ofFew: number[] = [];
    for (const id of few) ofFew.push((await disable(id)).status);
    expect(ofFew).toEqual([200, 200, 409, 409]);
  });
});

describe('a brake that tells', () => {
  it('lets all through and tells it once', async () => {
    const ids = await company(10, { ...FIVE, mode: 'tell' });
    for (const id of ids) expect((await disable(id)).status).toBe(200);
    expect(await engagements()).toHaveLength(1);
  });

  it('holds nothing of what it lets through, until it is upheld', async () => {
    const ids = await company(10, { ...FIVE, mode: 'tell' });
    for (const id of ids.slice(0, 7)) await disable(id);
    expect((await admin('GET', '/brake')).body).toMatchObject({ state: 'engaged', held: 0, told: 2 });
    const upheld = await admin('POST', '/brake/uphold', { reason: 'HR is asked.' });
    expect(upheld.body).toMatchObject({ state: 'upheld', held: 0, told: 0 });
    const again = await admin('POST', '/brake/uphold', { reason: 'HR is asked still.' });
    expect(again.body).toMatchObject({ state: 'upheld', held: 0, told: 0 });
    expect((await disable(ids[7] ?? '')).status).toBe(409);
    expect((await admin('GET', '/brake')).body).toMatchObject({ state: 'upheld', held: 1, told: 0 });
    await admin('PATCH', '', { brake: { mode: 'refuse' } });
    expect((await admin('GET', '/brake')).body).toMatchObject({ state: 'upheld', held: 1, told: 0 });
  });
});

it('a connection without a brake may disable everybody', async () => {
  const ids = await company(60, null);
  const operations = ids.map((id) => ({
    method: 'PATCH',
    path: `/Users/${id}`,
    data: { Operations: [{ op: 'replace', path: 'active', value: false }] },
  }));
  expect(new Set((await bulk(api, operations, { as })).map(({ status }) => status))).toEqual(new Set(['200']));
});

describe('memberships that are removed', () => {
  it('are counted by themselves: the one that would pass ten thousand is refused, and leaves all as it was', async () => {
    await company(1);
    const group = async (members: number): Promise<string> => {
      const { rows } = await api.owner.query<{ id: string }>(
        `with made as (
           insert into groups
           values (gen_random_uuid(), $1, 1, now(), now(), 'g' || $2, null, '{"displayName":"G' || $2 || '"}')
           returning id),
         joined as (
           insert into group_members select id, gen_random_uuid(), $1, 'User' from made, generate_series(1, $2::int))
         select id from made`,
        [as.tenantId, members],
      );
      return rows[0]?.id ?? '';
    };
    const clear = (id: string) =>
      api.ask('PATCH', `/Groups/${id}`, {
        as,
        body: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'remove', path: 'members' }],
        },
      });
    const [first, second, third] = [await group(6_000), await group(4_001), await group(4_000)];
    expect([(await clear(first)).status, (await clear(second)).status]).toEqual([204, 409]);
    const { rows } = await api.owner.query('select from group_members where group_id = $1', [second]);
    expect([rows.length, (await engagements()).length]).toEqual([4_001, 1]);
    expect((await clear(third)).status).toBe(204);
  });
});

describe('an operator', () => {
  const state = async () => (await admin('GET', '/brake')).body;

  it('sees what a brake counts, and releases all for an hour, which does not count', async () => {
    const ids = await company(20);
    expect(await state()).toMatchObject({ state: 'open', people: 0, most: null, held: 0, releasedUntil: null });
    for (const id of ids.slice(0, 7)) await disable(id);
    expect(await state()).toMatchObject({ state: 'engaged', people: 5, most: 5, held: 2, members: 0 });
    const released = await admin('POST', '/brake/release', { reason: 'The branch was closed.' });
    expect([released.status, released.body]).toMatchObject([200, { state: 'released', people: 5, held: 0 }]);
    for (const id of ids.slice(5, 12)) expect((await disable(id)).status).toBe(200);
    expect(await state()).toMatchObject({ state: 'released', people: 5 });
  });

  it('releases people by name, and nobody else', async () => {
    const ids = await company(20);
    for (const id of ids.slice(0, 6)) await disable(id);
    const people = ids.slice(6, 8);
    const { status, body } = await admin('POST', '/brake/release', { people, reason: 'They left.' });
    expect([status, body.state, [...(body.releasedPeople ?? [])].sort()]).toEqual([200, 'engaged', [...people].sort()]);
    const statuses: number[] = [];
    for (const id of ids.slice(5, 9)) statuses.push((await disable(id)).status);
    expect(statuses).toEqual([409, 200, 200, 409]);
  });

  it('is told of ids that are nobody’s of the tenant, and releases nobody', async () => {
    const [others] = await company(1);
    const [id = ''] = await company(1);
    const people = [id.toUpperCase(), NOBODY, others];
    const { status, body } = await admin('POST', '/brake/release', { people, reason: 'They left.' });
    expect([status, body.code]).toEqual([400, 'unknown-people']);
    expect(body.detail).toContain(`${NOBODY}, ${others}`);
    expect((await state()).releasedPeople).toEqual([]);
    const released = await admin('POST', '/brake/release', { people: [id.toUpperCase()], reason: 'One left.' });
    expect([released.status, released.body.releasedPeople]).toEqual([200, [id]]);
  });

  it('upholds a brake: nobody is disabled until it is released', async () => {
    const ids = await company(20);
    await disable(ids[0] ?? '');
    const upheld = await admin('POST', '/brake/uphold', { reason: 'HR is asked.' });
    expect([upheld.status, upheld.body.state]).toEqual([200, 'upheld']);
    const refused = await disable(ids[1] ?? '');
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('Somebody has upheld')]);
    await admin('POST', '/brake/release', { reason: 'HR has answered.' });
    expect((await disable(ids[1] ?? '')).status).toBe(200);
    const anew = await admin('POST', '/brake/uphold', { reason: 'HR thinks again.' });
    expect(anew.body).toMatchObject({ state: 'upheld', held: 0 });
    expect([(await disable(ids[2] ?? '')).status, (await state()).held]).toEqual([409, 1]);
  });

  it('sets a brake, in part too, and takes it away', async () => {
    const ids = await company(20);
    const set = await admin('PATCH', '', { brake: { people: 2 } });
    expect([set.status, set.body.brake]).toEqual([200, { ...FIVE, people: 2 }]);
    for (const id of ids.slice(0, 2)) await disable(id);
    expect((await disable(ids[2] ?? '')).status).toBe(409);
    expect((await admin('PATCH', '', { brake: null })).body.brake).toBeNull();
    expect([(await disable(ids[2] ?? '')).status, (await state()).state]).toEqual([200, 'off']);
    const off = await admin('POST', '/brake/release', { reason: 'x' });
    expect([off.status, off.body.code]).toEqual([409, 'brake-off']);
  });

  it.each([
    ['no reason', 'POST', '/brake/release', {}],
    ['nobody', 'POST', '/brake/release', { reason: 'x', people: [] }],
    ['what is no id', 'POST', '/brake/release', { reason: 'x', people: ['anna'] }],
    ['an unknown member', 'POST', '/brake/uphold', { reason: 'x', until: 'monday' }],
    ['a percentage of nothing', 'PATCH', '', { brake: { percent: 0 } }],
    ['an unknown mode', 'PATCH', '', { brake: { mode: 'ask' } }],
  ])('is told what to change of %s', async (_what, method, path, body) => {
    await company(1);
    const { status, body: problem } = await admin(method, path, body);
    expect([status, problem.code]).toEqual([400, 'invalid-body']);
  });

  it('acts by one event each, which says what was before and what is after', async () => {
    const ids = await company(1);
    await admin('POST', '/brake/uphold', { reason: 'One.' });
    const { body } = await admin('POST', '/brake/release', { reason: 'Two.' });
    await admin('POST', '/brake/release', { reason: 'Three.', people: ids });
    await admin('POST', '/brake/uphold', { reason: 'Four.' });
    await admin('POST', '/brake/uphold', { reason: 'Five.' });
    const until = body.releasedUntil;
    expect(await brakeActs()).toMatchObject([
      { act: 'brake.uphold', reason: 'One.', changes: [changed('state', 'open', 'upheld')] },
      {
        act: 'brake.release',
        reason: 'Two.',
        actor: { type: 'operator' },
        changes: [
          changed('released', null, 'everybody'),
          changed('state', 'upheld', 'released'),
          changed('releasedUntil', null, until),
        ],
      },
      { reason: 'Three.', changes: [changed('released', null, ids), changed('releasedPeople', [], ids)] },
      {
        reason: 'Four.',
        changes: [
          changed('state', 'released', 'upheld'),
          changed('releasedUntil', until, null),
          changed('releasedPeople', ids, []),
        ],
      },
      { reason: 'Five.', changes: [] },
    ]);
  });
});

const changed = (path: string, before: unknown, after: unknown): object => ({ path, before, after });

async function brakeActs(): Promise<readonly object[]> {
  const { rows } = await api.owner.query<{ value: string }>(
    `select value from outbox where tenant_id = $1 and value like '{"act":"brake.%' order by id`,
    [as.tenantId],
  );
  return rows.map(({ value }) => JSON.parse(value) as object);
}
