import { request as openRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { QueryConfig } from 'pg';
import { MAX_LISTED_MEMBERSHIPS, MAX_LISTED_NAME_BYTES, MEMBERS_PAGE } from '../../groups/membership-reads.js';
import { TestScimApi } from '../../scim-api.fixture.js';
import { FIRST_MEMBERSHIPS, groupsOfMembers, membersOfGroups } from '../../storage/read/membership-reader.js';
import { lockGroupsOf } from '../../storage/statements/groups.js';
import { addMembers, keepMembers, MAX_MOVED, removeMembers } from '../../storage/statements/members.js';
import { bulk, idOf, patch, postGroup, postUser } from './bulk.fixture.js';

/** Large resources, on a machine that may be busy. */
jest.setTimeout(60_000);

const LARGE = 100_000;
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

let api: TestScimApi;
let large: string;
let people: string[];

beforeAll(async () => {
  api = await TestScimApi.start();
  const created = await bulk(api, [...Array.from({ length: 5 }, (_, at) => postUser(`u${at}`)), postGroup('large')]);
  const ids = created.map(idOf);
  people = ids.slice(0, 5);
  large = ids[5] ?? '';
  await fill(large, LARGE);
  await api.owner.query('analyze');
}, 60_000);

afterAll(() => api.stop());

/** Members who are nobody: what is looked at is how much is read and written. */
async function fill(groupId: string, count: number): Promise<void> {
  await api.owner.query(
    `insert into group_members (group_id, member_id, tenant_id, member_type)
     select $1, gen_random_uuid(), $2, 'User' from generate_series(1, $3::int)`,
    [groupId, api.first.tenantId, count],
  );
}

const newGroup = async (...members: string[]): Promise<string> =>
  idOf((await bulk(api, [postGroup('g', ...members)]))[0]);

const change = async (id: string, ...operations: object[]): Promise<number> => {
  const { path, data } = patch(`/Groups/${id}`, ...operations);
  return (await api.ask('PATCH', path, { body: data })).status;
};

interface Shown {
  readonly id: string;
  readonly members?: readonly { readonly value: string; readonly type: string }[];
  readonly groups?: readonly { readonly value: string }[];
}

async function membersOf(id: string): Promise<string[]> {
  const { status, body } = await api.ask('GET', `/Groups/${id}`);
  expect(status).toBe(200);
  const members: Shown['members'] = body.members ?? [];
  return members.map(({ value }) => value);
}

/** The most rows that any step of the statement reads or writes, as the service's role. */
async function mostRows({ text, values }: QueryConfig, tenantId = api.first.tenantId): Promise<number> {
  await api.owner.query('begin');
  await api.owner.query('set local role rollcall_scim');
  await api.owner.query(`select set_config('rollcall.tenant', $1, true)`, [tenantId]);
  const { rows } = await api.owner.query<{ 'QUERY PLAN': object }>(`explain (analyze, format json) ${text}`, values);
  await api.owner.query('rollback');
  const counts = JSON.stringify(rows).matchAll(/"(?:Actual Rows|Rows Removed by [A-Za-z ]+)":\s*([\d.]+)/g);
  return Math.max(...[...counts].map(([, count]) => Number(count)));
}

describe('a group of 100,000 members', () => {
  it('is shown whole, page by page', async () => {
    const members = await membersOf(large);
    expect(members).toHaveLength(LARGE);
    expect(new Set(members).size).toBe(LARGE);
    expect(members).toEqual(members.toSorted());
  });

  it('is shown with the version from before it was read, and only the wanted parts', async () => {
    const { headers, body } = await api.ask('GET', `/Groups/${large}?attributes=members.value`);
    expect(headers.get('etag')).toBe('W/"1"');
    expect(Object.keys(body).toSorted()).toEqual(['id', 'members', 'schemas']);
    const members: object[] = body.members ?? [];
    expect([members.length, Object.keys(members[0] ?? {})]).toEqual([LARGE, ['value']]);
    expect((await api.ask('GET', `/Groups/${large}?excludedAttributes=members`)).body.members).toBeUndefined();
  });

  it('is not read further when the client hangs up', async () => {
    const headers = { authorization: `Bearer ${api.first.token}` };
    await new Promise<void>((resolve) => {
      const sent = openRequest(`${api.service.url}/scim/v2/Groups/${large}`, { headers }, (response) => {
        response.once('data', () => sent.destroy());
      });
      sent.on('error', () => resolve()).on('close', () => resolve());
      sent.end();
    });
    expect((await api.ask('GET', '/Users?count=1')).status).toBe(200);
  });

  it('changes by what changes, not by what it has', async () => {
    const [a = '', b = ''] = people;
    const refs = [{ value: a }, { value: b }];
    const statuses = [
      await change(large, { op: 'add', path: 'members', value: refs }),
      await change(large, { op: 'remove', path: `members[value eq "${a}"]` }),
      await change(large, { op: 'Remove', path: 'members', value: refs }),
      await change(large, { op: 'Remove', path: 'members', value: refs }),
    ];
    expect(statuses).toEqual([204, 204, 204, 204]);
    expect((await api.eventsOf(large)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);

    const added = [{ value: a, type: 'User' as const }];
    expect(await mostRows(addMembers(api.first.tenantId, large, added))).toBeLessThanOrEqual(2);
    expect(
      await mostRows(
        removeMembers(
          large,
          [a, b].map((value) => ({ value, type: null })),
        ),
      ),
    ).toBeLessThanOrEqual(2);
    expect(await mostRows(membersOfGroups([large], LEAST_ID, 3))).toBeLessThanOrEqual(3);
    expect(await mostRows(groupsOfMembers([a], LEAST_ID, 3))).toBeLessThanOrEqual(3);
    // Without the index of the group the whole table is read: the checks above can fail.
    const slow = { text: 'select member_id from group_members where member_id::text = $1', values: [a] };
    expect(await mostRows(slow)).toBeGreaterThan(1_000);
  });

  it('can be sent back by PUT, by its ids, and changes nothing', async () => {
    const members = await membersOf(large);
    const before = (await api.ask('GET', `/Groups/${large}?excludedAttributes=members`)).headers.get('etag');
    const { displayName } = (await api.ask('GET', `/Groups/${large}?attributes=displayName`)).body;
    const path = `/Groups/${large}?excludedAttributes=members`;
    const { status, headers } = await api.ask('PUT', path, { body: { displayName, members } });
    expect([status, headers.get('etag')]).toEqual([200, before]);
  });

  it('cannot be replaced by few in one request that no event could carry, and says what to do', async () => {
    const { data } = postGroup('other', people[0] ?? '');
    const { status, body } = await api.ask('PUT', `/Groups/${large}`, { body: data });
    expect([status, body.detail]).toEqual([413, expect.stringContaining('send fewer at once')]);
    expect(await change(large, { op: 'remove', path: 'members' })).toBe(413);
    expect(await mostRows(keepMembers(large, people))).toBeLessThanOrEqual(MAX_MOVED);
    expect((await api.ask('GET', `/Groups/${large}?excludedAttributes=members`)).status).toBe(200);
  });
});

describe('a group as large as a page of members', () => {
  it.each([MEMBERS_PAGE - 1, MEMBERS_PAGE, MEMBERS_PAGE + 1, 2 * MEMBERS_PAGE])('shows all %i', async (count) => {
    const id = await newGroup();
    await fill(id, count);
    expect(new Set(await membersOf(id)).size).toBe(count);
  });
});

describe('a list of groups', () => {
  it('shows every group with all its members, or not at all', async () => {
    const as = await api.addTenant();
    const created = await bulk(
      api,
      Array.from({ length: 5 }, (_, at) => postGroup(`g${at}`)),
      { as },
    );
    const ids = created.map(idOf);
    const counts = [FIRST_MEMBERSHIPS, 0, FIRST_MEMBERSHIPS + 1, MAX_LISTED_MEMBERSHIPS - 2 * FIRST_MEMBERSHIPS - 1, 1];
    for (const [at, count] of counts.entries()) {
      await api.owner.query(
        `insert into group_members select $1, gen_random_uuid(), $2, 'User' from generate_series(1, $3::int)`,
        [ids[at], as.tenantId, count],
      );
    }
    const { body } = await api.ask('GET', '/Groups', { as });
    const shown: Shown[] = body.Resources ?? [];
    expect([body.totalResults, body.itemsPerPage]).toEqual([5, 4]);
    expect(shown.map(({ members }) => members?.length)).toEqual(counts.slice(0, 4));

    const rest = await api.ask('GET', '/Groups?startIndex=5', { as });
    const last: Shown[] = rest.body.Resources ?? [];
    expect(last.map(({ id, members }) => [id, members?.length])).toEqual([[ids[4], 1]]);
    expect((await api.ask('GET', '/Groups?excludedAttributes=members', { as })).body.itemsPerPage).toBe(5);
  });

  it('that could show nothing says what to ask instead', async () => {
    const filter = encodeURIComponent(`id eq "${large}"`);
    const { status, body } = await api.ask('GET', `/Groups?filter=${filter}`);
    expect([status, body.scimType]).toEqual([400, 'tooMany']);
    expect(body.detail).toContain('excludedAttributes=members');
    expect((await api.ask('GET', `/Groups?filter=${filter}&excludedAttributes=members`)).body.totalResults).toBe(1);
  });
});

describe('groups in groups', () => {
  it('come and go as members of their type, in circles, too (RFC 7644 §3.7.1 has one)', async () => {
    const [inner, outer] = [await newGroup(people[0] ?? ''), await newGroup()];
    expect(await change(outer, { op: 'add', path: 'members', value: [{ value: inner }, { value: people[1] }] })).toBe(
      204,
    );
    expect(await change(inner, { op: 'add', path: 'members', value: [{ value: outer, type: 'Group' }] })).toBe(204);
    expect(await change(outer, { op: 'add', path: 'members', value: [{ value: outer }] })).toBe(204);

    const { body } = await api.ask('GET', `/Groups/${outer}`);
    const members: Shown['members'] = body.members ?? [];
    expect(members.filter(({ type }) => type === 'Group').map(({ value }) => value)).toEqual([inner, outer].toSorted());
    expect(members.find(({ value }) => value === inner)).toMatchObject({
      $ref: `https://rollcall.test/scim/v2/Groups/${inner}`,
    });

    expect(await change(outer, { op: 'remove', path: `members[value eq "${inner}"]` })).toBe(204);
    expect((await api.ask('DELETE', `/Groups/${outer}`)).status).toBe(204);
    expect(await membersOf(inner)).toEqual([people[0]]);
  });
});

describe('the groups of a user', () => {
  it('come when they are asked for, direct ones only', async () => {
    const [person = '', other = ''] = people.slice(2, 4);
    const inner = await newGroup(person);
    await newGroup(inner);
    const mine = [inner, await newGroup(person, other)].toSorted();

    expect((await api.ask('GET', `/Users/${person}`)).body.groups).toBeUndefined();
    const { body } = await api.ask('GET', `/Users/${person}?attributes=groups`);
    const groups: { value: string; display: string }[] = body.groups ?? [];
    expect(groups.map(({ value }) => value)).toEqual(mine);
    expect(groups[0]).toEqual({
      value: mine[0],
      $ref: `https://rollcall.test/scim/v2/Groups/${mine[0]}`,
      display: expect.stringContaining('bulk'),
      type: 'direct',
    });
    const list = await api.ask('GET', '/Users?attributes=groups.value');
    const users: Shown[] = list.body.Resources ?? [];
    expect(users.find(({ id }) => id === person)?.groups).toEqual(mine.map((value) => ({ value })));
    expect(users.find(({ id }) => id === people[4])?.groups).toBeUndefined();

    const title = patch('', { op: 'replace', path: 'title', value: 'Pilot' }).data;
    const patched = await api.ask('PATCH', `/Users/${person}?attributes=groups`, { body: title });
    expect(patched.body.groups).toHaveLength(2);
  });

  it('are shown whole or not at all', async () => {
    const as = await api.addTenant();
    const [user, ...few] = (await bulk(api, [postUser('u'), postUser('v')], { as })).map(idOf);
    await api.owner.query(
      `with many as (
         insert into groups
         select gen_random_uuid(), $1, 1, now(), now(), 'n' || n, null, '{"displayName":"N"}'
           from generate_series(1, $3::int) as n
         returning id)
       insert into group_members select id, $2, $1, 'User' from many`,
      [as.tenantId, user, MAX_LISTED_MEMBERSHIPS + 1],
    );
    await api.owner.query('analyze groups');
    const [id, first] = [user ?? '', { groups: 3, bytes: 1_000_000 }];
    expect(await mostRows(groupsOfMembers([id], LEAST_ID, 3), as.tenantId)).toBeLessThanOrEqual(3);
    expect(await mostRows(lockGroupsOf(id, first), as.tenantId)).toBeLessThanOrEqual(3);
    const one = await api.ask('GET', `/Users/${user}?attributes=groups`, { as });
    expect([one.status, one.body.scimType]).toEqual([400, 'tooMany']);
    expect((await api.ask('GET', '/Users?attributes=groups', { as })).status).toBe(400);
    expect((await api.ask('GET', '/Users?attributes=groups&startIndex=2', { as })).body.itemsPerPage).toBe(1);
    const title = patch('', { op: 'replace', path: 'title', value: 'Pilot' }).data;
    const patched = await api.ask('PATCH', `/Users/${user}?attributes=groups`, { body: title, as });
    expect([patched.status, patched.body.groups]).toEqual([200, undefined]);
    expect(few).toHaveLength(1);
  }, 30_000);

  it('are bounded by the bytes of their names, too: MAX_LISTED_NAME_BYTES', async () => {
    const as = await api.addTenant();
    const users = (
      await bulk(
        api,
        ['u', 'v', 'w'].map((id) => postUser(id)),
        { as },
      )
    ).map(idOf);
    const name = '漢'.repeat(500);
    const part = Math.ceil(MAX_LISTED_NAME_BYTES / Buffer.byteLength(name) / 2);
    // Of the first two each alone fits; together they are one name more than that, though it is the same groups.
    for (const [members, count] of [
      [users.slice(0, 2), part + 1],
      [users.slice(2), 2 * part + 1],
    ] as const) {
      await api.owner.query(
        `with many as (
           insert into groups
           select gen_random_uuid(), $1, 1, now(), now(), gen_random_uuid(), null, json_build_object('displayName', $3::text)
             from generate_series(1, $4::int)
           returning id)
         insert into group_members select many.id, u.id, $1, 'User' from many, unnest($2::uuid[]) as u(id)`,
        [as.tenantId, members, name, count],
      );
    }
    const list = async (startIndex: number) =>
      api.ask('GET', `/Users?attributes=groups.display&startIndex=${startIndex}`, { as });
    for (const at of [1, 2]) {
      const shown: Shown[] = (await list(at)).body.Resources ?? [];
      expect(shown.map(({ id, groups }) => [id, groups?.length])).toEqual([[users[at - 1], part + 1]]);
    }
    const [third, alone] = [await list(3), await api.ask('GET', `/Users/${users[2]}?attributes=groups`, { as })];
    for (const { status, body } of [third, alone]) {
      expect([status, body.scimType, body.detail]).toEqual([
        400,
        'tooMany',
        expect.stringContaining('/Groups?filter='),
      ]);
    }
    const title = patch('', { op: 'replace', path: 'title', value: 'Pilot' }).data;
    const patched = await api.ask('PATCH', `/Users/${users[2]}?attributes=groups`, { body: title, as });
    expect([patched.status, patched.body.groups]).toEqual([200, undefined]);
  });

  it('are bounded by what is read for them, whatever stands beside the names', async () => {
    const as = await api.addTenant();
    const [user] = (await bulk(api, [postUser('u')], { as })).map(idOf);
    const beside = '漢'.repeat(500);
    await api.owner.query(
      `with many as (
         insert into groups
         select gen_random_uuid(), $1, 1, now(), now(), gen_random_uuid(), null,
                json_build_object('displayName', 'N', 'externalId', $3::text)
           from generate_series(1, $4::int)
         returning id)
       insert into group_members select id, $2, $1, 'User' from many`,
      [as.tenantId, user, beside, Math.ceil((2 * MAX_LISTED_NAME_BYTES) / Buffer.byteLength(beside))],
    );
    const { status, body } = await api.ask('GET', `/Users/${user}?attributes=groups`, { as });
    expect([status, body.scimType]).toEqual([400, 'tooMany']);
  });

  it('are left out of the answer of a write when they cannot be read: the write was done', async () => {
    const as = await api.addTenant();
    const [user] = (await bulk(api, [postUser('u')], { as })).map(idOf);
    const title = patch('', { op: 'replace', path: 'title', value: 'Pilot' }).data;
    const path = `/Users/${user}?attributes=title,groups`;
    await api.owner.query('begin');
    await api.owner.query('lock table group_members in access exclusive mode');
    const patched = await api.ask('PATCH', path, { body: title, as });
    const asked = await api.ask('GET', path, { as });
    await api.owner.query('rollback');
    expect([patched.status, patched.body.title, patched.body.groups]).toEqual([200, 'Pilot', undefined]);
    expect([asked.status, asked.body.scimType]).toEqual([400, 'tooMany']);
  });
});
