import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CUSTOM_USER_URN } from '#scim';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';
import { company, GROUP, patching, realRows, recordsByTopic, setting, USER, type Company } from './shadow.fixture.js';

let api: TestScimApi;
let of: Company;
let path: string;

beforeAll(async () => {
  api = await TestScimApi.start();
});
afterAll(() => api.stop());
beforeEach(async () => {
  of = await company(api);
  path = `/tenants/${of.live.tenantId}/connections/${of.shadow.connectionId}`;
});

const ask = (method: string, at: string, body?: unknown, as: TestConnection = of.shadow): Promise<Answer> =>
  api.ask(method, at, { as, ...(body === undefined ? {} : { body }) });
const newUser = (userName: string, more: object = {}) => ({ schemas: [USER], userName, active: true, ...more });
const report = (): Promise<Record<string, never>> => api.act('GET', `${path}/shadow`);
const goLive = () => api.act('POST', `${path}/shadow/go-live`, { reason: 'Rehearsed long enough.' });
/** Of one who looks every two seconds, on a machine that does much else. */
const SOON = { timeout: 30_000 };
const isLive = () => eventually('it is live', async () => (await api.act('GET', path)).shadow === null, SOON);
const itemsOf = async (list: string): Promise<Record<string, unknown>[]> =>
  (await api.act('GET', `${path}/shadow/${list}`)).items as unknown as Record<string, unknown>[];

describe('the report of a shadow', () => {
  it('counts what would become of whom, and shows it with the paths that change', async () => {
    const { ada, ben, cem, dora } = of.people;
    await ask('POST', '/Users', newUser('eve@contoso.example'));
    await ask('PATCH', `/Users/${ben}`, setting('active', false));
    await ask('PATCH', `/Users/${ada}`, setting('title', 'Countess'));
    await ask('PATCH', `/Users/${dora}`, setting('active', true));
    await ask('DELETE', `/Users/${cem}`);
    await ask('GET', `/Users?filter=${encodeURIComponent('userName eq "dora@contoso.example"')}`);
    await ask('GET', `/Groups?filter=${encodeURIComponent('displayName eq "All"')}`);
    await ask('POST', '/Users', newUser('ada@contoso.example'));
    await ask('PATCH', `/Users/${ada}`, setting('nonsense', 1));

    const users = { create: 1, match: 1, change: 1, deactivate: 1, reactivate: 0, delete: 1 };
    const shown = await eventually(
      'what was found is noted',
      async () => {
        const now = await report();
        return counted(now.groups).match === 1 && now;
      },
      SOON,
    );
    expect(shown).toMatchObject({ state: 'open', users, goingLive: null, connectionId: of.shadow.connectionId });
    expect(shown.groups).toMatchObject({ create: 0, change: 1, match: 1 });
    expect(shown.refused).toEqual([
      { code: 'duplicate-user', count: 1, lastAt: expect.any(String), lastRequestId: expect.any(String) },
      { code: 'invalid-path', count: 1, lastAt: expect.any(String), lastRequestId: expect.any(String) },
    ]);

    expect(await itemsOf('items?kind=change')).toMatchObject([
      { id: ada, type: 'User', name: 'ada@contoso.example', version: 1, shadow: { version: 2, changes: [TITLE] } },
      { id: of.groups.few, type: 'Group', members: { added: 0, removed: 1 } },
    ]);
    expect(await itemsOf('items?kind=delete')).toMatchObject([{ id: cem, shadow: { version: null } }]);
    expect(await itemsOf('items?kind=match')).toMatchObject([{ id: dora }, { id: of.groups.all }]);
    const [first] = await itemsOf('items?kind=change&limit=1');
    expect(first).toMatchObject({ id: ada });
  });

  it('shows nobody what is sensitive', async () => {
    await api.act('PUT', `/tenants/${of.live.tenantId}/attributes/Iban`, { type: 'option', sensitive: true });
    await eventually(
      'the attribute is known',
      async () => {
        const { status } = await ask('PATCH', `/Users/${of.people.ada}`, setting(`${CUSTOM_USER_URN}:Iban`, 'CH93'));
        return status === 200 && JSON.stringify(await itemsOf('items?kind=change')).includes('Iban');
      },
      SOON,
    );
    const shown = JSON.stringify(await itemsOf('items?kind=change'));
    expect(shown).toContain('***');
    expect(shown).not.toContain('CH93');
  });

  it.each([
    [
      'of a connection that is none',
      () => `/tenants/${of.live.tenantId}/connections/${of.live.connectionId}/shadow`,
      404,
    ],
    ['of a kind that there is not', () => `${path}/shadow/items?kind=vanish`, 400],
    ['of no kind', () => `${path}/shadow/items`, 400],
    ['by a cursor that is none', () => `${path}/shadow/undecided?cursor=x`, 400],
  ])('is refused %s', async (_what, at, status) => {
    expect((await api.admin('GET', at())).status).toBe(status);
  });
});

const TITLE = { path: 'title', before: null, after: 'Countess' };

describe('a shadow that goes live', () => {
  it('becomes so by ordinary writes, under the ids that it has answered, and is a connection as any other', async () => {
    const { ada, ben, cem, dora } = of.people;
    const emails = [{ value: 'eve@home.example', type: 'home' }];
    const eve = String((await ask('POST', '/Users', newUser('eve@contoso.example', { emails }))).body.id);
    await ask('PATCH', `/Users/${ben}`, setting('userName', 'benjamin@contoso.example'));
    await ask('PATCH', `/Users/${ben}`, setting('active', false));
    await ask('DELETE', `/Users/${cem}`);
    const members = [{ value: eve }, { value: dora }];
    const inner = String((await ask('POST', '/Groups', { schemas: [GROUP], displayName: 'Inner', members })).body.id);
    await ask('PATCH', `/Groups/${of.groups.all}`, patching({ op: 'add', path: 'members', value: [{ value: inner }] }));
    const saw = await everything(of.shadow);
    const before = await recordsByTopic(api, of.live.tenantId);

    expect(await goLive()).toMatchObject({ state: 'going-live', goingLive: { reason: 'Rehearsed long enough.' } });
    await isLive();
    expect(await everything(of.live)).toEqual(saw);
    expect(await everything(of.shadow)).toEqual(saw);
    const after = await recordsByTopic(api, of.live.tenantId);
    const came = (topic: string): number => (after[topic] ?? 0) - (before[topic] ?? 0);
    expect(['rollcall.users.v1', 'rollcall.groups.v1'].map(came)).toEqual([3, 3]);
    expect(came('rollcall.shadow.users.v1') + came('rollcall.shadow.groups.v1')).toBe(0);
    expect(await api.eventsOf(ben)).toHaveLength(4);

    // It writes to the resources from then on, and the tenant has room for another shadow.
    expect((await ask('PATCH', `/Users/${ada}`, setting('title', 'Countess'))).status).toBe(200);
    expect((await ask('GET', `/Users/${ada}`, undefined, of.live)).body.title).toBe('Countess');
    expect((await api.admin('GET', `${path}/shadow`)).status).toBe(404);
    await api.act('POST', `/tenants/${of.live.tenantId}/connections`, { name: 'Next', shadow: true });
    const acts = await actsOf(of.live.tenantId);
    expect(acts.filter(({ act }) => String(act).startsWith('shadows.'))).toMatchObject([
      { act: 'shadows.go-live', actor: { type: 'operator' } },
      { act: 'shadows.end', actor: { type: 'clock', name: null } },
    ]);
  });

  it('has what moved meanwhile decided by somebody, and SCIM wait for it', async () => {
    const { ada, ben, cem, dora } = of.people;
    for (const id of [ada, ben, cem]) await ask('PATCH', `/Users/${id}`, setting('title', 'Rehearsed'));
    await ask('PATCH', `/Users/${dora}`, setting('title', 'Undisputed'));
    await ask('PATCH', `/Users/${ada}`, setting('title', 'Countess'), of.live);
    await ask('PATCH', `/Users/${ben}`, setting('title', 'Smith'), of.live);
    await ask('DELETE', `/Users/${cem}`, undefined, of.live);
    await goLive();
    const waits = await eventually(
      'three wait',
      async () => {
        const items = await itemsOf('undecided');
        return items.length === 3 && items;
      },
      SOON,
    );
    expect(waits[0]).toMatchObject({
      id: ada,
      because: 'moved',
      version: 1,
      shadow: { version: 2, changes: [{ path: 'title', before: null, after: 'Rehearsed' }] },
      live: { version: 2, changes: [TITLE] },
    });
    expect(waits[2]).toMatchObject({ id: cem, live: { version: null } });
    expect((await ask('GET', `/Users/${dora}`, undefined, of.live)).body.title).toBe('Undisputed');
    expect((await report()).goingLive).toMatchObject({ done: 1, left: 0, undecided: 3, isHeld: false });

    const refused = await ask('GET', '/Users');
    expect([refused.status, refused.headers.get('retry-after'), refused.body.detail]).toEqual([
      503,
      '300',
      expect.stringContaining('goes live'),
    ]);

    const decide = (id: string, take: string, more: object = {}) =>
      api.admin('POST', `${path}/shadow/decide`, { id, take, ...more });
    expect((await decide(dora, 'live')).body.code).toBe('not-waiting');
    expect((await decide(cem, 'shadow')).body.code).toBe('is-gone');
    expect((await decide(ada, 'shadow', { version: 1 })).body.code).toBe('moved-again');
    expect((await decide(ada, 'shadow', { version: 2 })).status).toBe(200);
    expect((await decide(ben, 'live')).status).toBe(200);
    expect((await decide(cem, 'live')).status).toBe(200);
    await isLive();
    const title = async (id: string): Promise<unknown> =>
      (await ask('GET', `/Users/${id}`, undefined, of.live)).body.title;
    expect([await title(ada), await title(ben)]).toEqual(['Rehearsed', 'Smith']);
    const acts = (await actsOf(of.live.tenantId)).filter(({ act }) => act === 'shadows.decide');
    expect(acts).toHaveLength(3);
  });

  it('is held by the brake of the connection, and goes on when that is released', async () => {
    const brake = { percent: 1, people: 1, atLeast: 1, mode: 'tell' };
    await api.act('PATCH', path, { brake });
    for (const id of [of.people.ada, of.people.ben, of.people.cem]) await ask('DELETE', `/Users/${id}`);
    await api.act('PATCH', path, { brake: { ...brake, mode: 'refuse' } });
    await goLive();
    const held = await eventually(
      'the brake holds',
      async () => {
        const { goingLive } = await report();
        return counted(goingLive).isHeld === true && goingLive;
      },
      SOON,
    );
    expect(held).toMatchObject({ left: 2, undecided: 0 });
    await api.act('POST', `${path}/brake/release`, { reason: 'They have left.' });
    await isLive();
    const { rows } = await api.owner.query('select id::text from users where tenant_id = $1', [of.live.tenantId]);
    expect(rows).toEqual([{ id: of.people.dora }]);
  });

  it('is dropped, and begins anew over what is', async () => {
    await ask('PATCH', `/Users/${of.people.ada}`, setting('title', 'Countess'));
    const before = await realRows(api, of.live.tenantId);
    await api.act('DELETE', `${path}/shadow`);
    expect((await ask('GET', `/Users/${of.people.ada}`)).body.title).toBeUndefined();
    expect(await report()).toMatchObject({ resources: 0, users: { change: 0 } });
    expect(await realRows(api, of.live.tenantId)).toBe(before);
  });
});

/** A part of an answer that is an object. */
function counted(part: unknown): Record<string, unknown> {
  return typeof part === 'object' && part !== null ? { ...part } : {};
}

/** People and groups as a connection sees them, but for what says when. */
async function everything(as: TestConnection): Promise<unknown[]> {
  const [users, groups] = [await ask('GET', '/Users', undefined, as), await ask('GET', '/Groups', undefined, as)];
  const all: readonly object[] = [users, groups].flatMap(({ body }) => body.Resources ?? []);
  return all
    .map((one): Record<string, unknown> => ({ ...one, meta: null }))
    .toSorted((one, other) => String(one.id).localeCompare(String(other.id)));
}

async function actsOf(tenantId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await api.owner.query<{ value: string }>(
    `select value from outbox where tenant_id = $1 and topic = 'rollcall.admin.v1' order by id`,
    [tenantId],
  );
  return rows.map(({ value }) => JSON.parse(value) as Record<string, unknown>);
}
