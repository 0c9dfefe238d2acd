import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';
import { bulk, managedBy, postGroup, postUser, statuses } from './bulk.fixture.js';
import {
  addShadow,
  company,
  GROUP,
  patching,
  realRows,
  recordsByTopic,
  setting,
  USER,
  type Company,
} from './shadow.fixture.js';

let api: TestScimApi;
let of: Company;

beforeAll(async () => {
  api = await TestScimApi.start();
});
afterAll(() => api.stop());
beforeEach(async () => {
  of = await company(api);
});

const ask = (method: string, path: string, body?: unknown, as: TestConnection = of.shadow): Promise<Answer> =>
  api.ask(method, path, { as, ...(body === undefined ? {} : { body }) });
const newUser = (userName: string, more: object = {}) => ({ schemas: [USER], userName, active: true, ...more });
const newGroup = (displayName: string, ...members: string[]) => ({
  schemas: [GROUP],
  displayName,
  members: members.map((value) => ({ value })),
});
const idsIn = ({ body }: Answer): string[] =>
  ((body.Resources ?? []) as readonly { id: string }[]).map(({ id }) => id).toSorted();
const found = async (filter: string, type = 'Users', as = of.shadow): Promise<string[]> =>
  idsIn(await ask('GET', `/${type}?filter=${encodeURIComponent(filter)}`, undefined, as));

/** Every kind of write, and the statuses that they are answered with. */
async function everyWrite(as: TestConnection): Promise<number[]> {
  const { people, groups } = of;
  const write = async (method: string, path: string, body?: unknown): Promise<Answer> => ask(method, path, body, as);
  const eve = await write('POST', '/Users', newUser('eve@contoso.example', { displayName: 'Eve' }));
  const made = await write('POST', '/Groups', newGroup('New', String(eve.body.id), people.ada));
  const answers = [
    eve,
    made,
    await write('PUT', `/Users/${people.ada}`, newUser('ada@contoso.example', { title: 'Countess' })),
    await write('PATCH', `/Users/${people.ben}`, setting('active', false)),
    await write('PATCH', `/Users/${people.cem}`, setting('userName', 'cem.new@contoso.example')),
    await write(
      'PATCH',
      `/Groups/${groups.all}`,
      patching({ op: 'add', path: 'members', value: [{ value: people.dora }] }),
    ),
    await write('PUT', `/Groups/${groups.few}`, newGroup('Fewer', people.ada)),
    await write(
      'PATCH',
      `/Groups/${groups.few}`,
      patching({ op: 'remove', path: `members[value eq "${people.ada}"]` }),
    ),
    await write('DELETE', `/Users/${people.ada}`),
    await write('DELETE', `/Groups/${groups.all}`),
    await write('PATCH', `/Users/${people.ada}`, setting('title', 'nobody')),
    await write('POST', '/Users', newUser('ben@contoso.example')),
  ];
  return answers.map(({ status }) => status);
}
const EVERY = [201, 201, 200, 200, 200, 204, 200, 204, 204, 204, 404, 409];

describe('a shadow connection', () => {
  it('answers every write as another connection does, and leaves what is as it is', async () => {
    const before = await realRows(api, of.live.tenantId);
    const events = await recordsByTopic(api, of.live.tenantId);
    expect(await everyWrite(of.shadow)).toEqual(EVERY);
    expect(await realRows(api, of.live.tenantId)).toBe(before);

    const {
      'rollcall.shadow.users.v1': users,
      'rollcall.shadow.groups.v1': groups,
      ...others
    } = await recordsByTopic(api, of.live.tenantId);
    expect([users, groups]).toEqual([5, 7]);
    // Refusals are told as those of any connection.
    expect(others).toEqual({ ...events, 'rollcall.provisioning.v1': 2 });

    of = await company(api);
    expect(await everyWrite(of.live)).toEqual(EVERY);
  });

  it('writes a bulk with circles into its shadow, and nothing else', async () => {
    const before = await realRows(api, of.live.tenantId);
    const circle = [
      postUser('a', managedBy('bulkId:b')),
      postUser('b', managedBy('bulkId:a')),
      postGroup('x', 'bulkId:y', 'bulkId:a', of.people.dora),
      postGroup('y', 'bulkId:x'),
      { method: 'PATCH', path: `/Users/${of.people.ben}`, data: setting('title', 'Smith') },
      { method: 'DELETE', path: `/Users/${of.people.cem}` },
    ];
    expect(statuses(await bulk(api, circle, { as: of.shadow }))).toEqual(['201', '201', '201', '201', '200', '204']);
    expect(await realRows(api, of.live.tenantId)).toBe(before);
    expect((await ask('GET', `/Users/${of.people.ben}`)).body.title).toBe('Smith');
    expect((await ask('GET', `/Users/${of.people.cem}`)).status).toBe(404);
  });

  it('sees what it has done, and what it has not touched as that is', async () => {
    const { people, groups, live } = of;
    const eve = String((await ask('POST', '/Users', newUser('eve@contoso.example', { displayName: 'Eve' }))).body.id);
    await ask('PATCH', `/Users/${people.ben}`, setting('userName', 'benjamin@contoso.example'));
    await ask('PATCH', `/Users/${people.ben}`, setting('displayName', 'Benjamin'));
    await ask('DELETE', `/Users/${people.cem}`);
    const { ada, ben, dora } = people;

    expect(idsIn(await ask('GET', '/Users'))).toEqual([ada, ben, dora, eve].toSorted());
    expect((await ask('GET', '/Users')).body.totalResults).toBe(4);
    expect(await found('userName eq "ben@contoso.example"')).toEqual([]);
    expect(await found('userName eq "BENJAMIN@contoso.example"')).toEqual([ben]);
    expect(await found('displayName co "benj"')).toEqual([ben]);
    expect(await found('displayName co "the "')).toEqual([ada, dora].toSorted());
    expect(await found('emails.value eq "ben@home.example"')).toEqual([ben]);
    expect(await found('emails.value eq "cem@home.example"')).toEqual([]);
    expect((await ask('GET', `/Groups/${groups.few}`)).body.members ?? []).toEqual([]);
    expect((await ask('GET', `/Users/${ada}?attributes=groups`)).body.groups).toMatchObject([{ value: groups.all }]);

    // The others see nothing of it, and it sees what they do to whom it has not touched.
    expect(idsIn(await ask('GET', '/Users', undefined, live))).toEqual([ada, ben, dora, people.cem].toSorted());
    expect(await found('userName eq "ben@contoso.example"', 'Users', live)).toEqual([ben]);
    expect((await ask('GET', `/Users/${eve}`, undefined, live)).status).toBe(404);
    await ask('PATCH', `/Users/${dora}`, setting('title', 'Doctor'), live);
    expect((await ask('GET', `/Users/${dora}`)).body.title).toBe('Doctor');
    await ask('PATCH', `/Users/${ben}`, setting('title', 'Doctor'), live);
    expect((await ask('GET', `/Users/${ben}`)).body.title).toBeUndefined();
  });

  it('gives the versions and ids that the resources would have', async () => {
    const { ben } = of.people;
    const first = await ask('PATCH', `/Users/${ben}`, setting('title', 'Smith'));
    const second = await ask('PATCH', `/Users/${ben}`, setting('title', 'Smith'));
    const third = await ask('PATCH', `/Users/${ben}`, setting('title', 'Baker'));
    const versions = [first, second, third].map(({ body }) => (body.meta as { version: string } | undefined)?.version);
    expect(versions).toEqual(['W/"2"', 'W/"2"', 'W/"3"']);
    const live = await ask('PATCH', `/Users/${ben}`, setting('title', 'Baker'), of.live);
    expect((live.body.meta as { version: string } | undefined)?.version).toBe('W/"2"');
  });

  it('is one of a tenant', async () => {
    const path = `/tenants/${of.live.tenantId}/connections`;
    const second = await api.admin('POST', path, { name: 'Another', shadow: true });
    expect([second.status, second.body.code]).toEqual([409, 'shadow-taken']);
    expect((await api.admin('PATCH', `${path}/${of.shadow.connectionId}`, { shadow: false })).status).toBe(400);
    expect((await api.admin('PATCH', `${path}/${of.live.connectionId}`, { shadow: true })).status).toBe(400);
    expect((await api.act('GET', `${path}/${of.shadow.connectionId}`)).shadow).toBe('open');
    expect((await api.act('GET', `${path}/${of.live.connectionId}`)).shadow).toBeNull();
  });

  it('forgets what it holds when it is removed, and makes room for another', async () => {
    await everyWrite(of.shadow);
    const path = `/tenants/${of.live.tenantId}/connections/${of.shadow.connectionId}`;
    await api.act('POST', `${path}/pause`, {});
    await api.act('DELETE', `${path}?reason=over`);
    const tables = ['users', 'emails', 'groups', 'members', 'touched', 'matched', 'refusals'];
    for (const table of tables) {
      const { rows } = await api.owner.query(`select 1 from shadow_${table} where tenant_id = $1`, [of.live.tenantId]);
      expect(rows).toEqual([]);
    }
    const another = await addShadow(api, of.live);
    expect((await ask('GET', `/Users/${of.people.ben}`, undefined, another)).body.active).toBe(true);
  });

  it('refuses what is more than it holds, with nothing of it done, and goes on with what it has touched', async () => {
    await ask('PATCH', `/Users/${of.people.ben}`, setting('title', 'Smith'));
    const full = (resources: number) =>
      api.owner.query('update shadows set resources = $2 where tenant_id = $1', [of.live.tenantId, resources]);
    await full(99_999);
    expect((await ask('PATCH', `/Users/${of.people.cem}`, setting('title', 'Cook'))).status).toBe(200);
    const refused = await ask('PATCH', `/Users/${of.people.ada}`, setting('title', 'Countess'));
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('go live')]);
    expect((await ask('POST', '/Users', newUser('eve@contoso.example'))).status).toBe(409);
    const joins = patching({ op: 'add', path: 'members', value: [{ value: of.people.cem }] });
    expect((await ask('PATCH', `/Groups/${of.groups.all}`, joins)).status).toBe(409);
    expect((await ask('GET', `/Users/${of.people.ada}`)).body.title).toBeUndefined();
    expect((await ask('PATCH', `/Users/${of.people.ben}`, setting('title', 'Baker'))).status).toBe(200);
    expect(statuses(await bulk(api, [postUser('a'), postUser('b', managedBy('bulkId:a'))], { as: of.shadow }))).toEqual(
      ['409', '409'],
    );
    const { rows } = await api.owner.query<{ resources: number; touched: number }>(
      `select resources, (select count(*)::int from shadow_touched t where t.tenant_id = s.tenant_id) as touched
         from shadows s where tenant_id = $1`,
      [of.live.tenantId],
    );
    expect(rows).toEqual([{ resources: 100_000, touched: 2 }]);
  });

  it('has what was done to nobody stay out of sight of other tenants', async () => {
    await everyWrite(of.shadow);
    const other = await company(api);
    expect(idsIn(await ask('GET', '/Users', undefined, other.shadow))).toEqual(Object.values(other.people).toSorted());
  });
});
