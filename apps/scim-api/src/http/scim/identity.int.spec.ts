import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';

let api: TestScimApi;
let reactivating: TestConnection;

beforeAll(async () => {
  api = await TestScimApi.start();
  reactivating = await api.addTenant({ inactiveDuplicate: 'reactivate' });
}, 60_000);

afterAll(() => api.stop());

async function create(userName: string, as = api.first, more: object = {}): Promise<string> {
  const { status, body } = await api.ask('POST', '/Users', { body: { userName, active: true, ...more }, as });
  expect(status).toBe(201);
  return String(body.id);
}

function patch(id: string, values: object, as = api.first): Promise<Answer> {
  const Operations = Object.entries(values).map(([path, value]) => ({ op: 'Replace', path, value }));
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations };
  return api.ask('PATCH', `/Users/${id}`, { body, as });
}

async function idOfName(userName: string, as = api.first): Promise<string | undefined> {
  const filter = encodeURIComponent(`userName eq ${JSON.stringify(userName)}`);
  const { body } = await api.ask('GET', `/Users?filter=${filter}`, { as });
  const [found] = body.Resources as unknown as { id: string }[];
  return found?.id;
}

async function namesOf(id: string): Promise<string[]> {
  const events = await api.eventsOf(id);
  return events.map(({ type, data }) => `${type.slice('rollcall.'.length)} ${data.reason ?? ''}`.trim());
}

describe('two users who swap their names', () => {
  it('do so in three PATCHes, and a direct one is refused', async () => {
    const [a, b] = [await create('swap.a@x'), await create('swap.b@x')];
    expect((await patch(a, { userName: 'swap.b@x' })).body).toMatchObject({ status: '409', scimType: 'uniqueness' });

    const steps = [
      await patch(a, { userName: 'swap.waiting@x' }),
      await patch(b, { userName: 'swap.a@x' }),
      await patch(a, { userName: 'swap.b@x' }),
    ];

    expect(steps.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([await idOfName('swap.a@x'), await idOfName('swap.b@x')]).toEqual([b, a]);
    expect([await namesOf(a), await namesOf(b)]).toEqual([
      ['UserProvisioned created', 'UserUpdated', 'UserUpdated'],
      ['UserProvisioned created', 'UserUpdated'],
    ]);
  });

  it('lose no name, however many want each other’s at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, (_, at) => create(`ring.${at}@x`)));
    const answers = await Promise.all(ids.map((id, at) => patch(id, { userName: `ring.${(at + 1) % 10}@x` })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([409]));
    const owners = await Promise.all(ids.map((_, at) => idOfName(`ring.${at}@x`)));
    expect(owners).toEqual(ids);
  });
});

describe('the name of a user who was deleted', () => {
  it('is free, for another user with another id', async () => {
    const gone = await create('again@x');
    expect((await api.ask('DELETE', `/Users/${gone}`)).status).toBe(204);
    expect(await idOfName('again@x')).toBeUndefined();
    const back = await create('again@x');
    expect(back).not.toBe(gone);
    expect((await api.ask('GET', `/Users/${gone}`)).status).toBe(404);
    expect((await patch(gone, { active: true })).status).toBe(404);
    expect(await namesOf(gone)).toEqual(['UserProvisioned created', 'UserDeprovisioned deleted']);
    expect(await namesOf(back)).toEqual(['UserProvisioned created']);
  });
});

describe('a user who is disabled and enabled', () => {
  it('changes four times, and not when the word is repeated', async () => {
    const id = await create('onoff@x');
    const versions: unknown[] = [];
    for (const active of ['False', 'False', 'True', true, false, true]) {
      const { status, headers } = await patch(id, { active });
      versions.push([status, headers.get('etag')]);
    }
    expect(versions).toEqual([2, 2, 3, 3, 4, 5].map((version) => [200, `W/"${version}"`]));
    expect(await namesOf(id)).toEqual([
      'UserProvisioned created',
      'UserDeprovisioned disabled',
      'UserProvisioned reactivated',
      'UserDeprovisioned disabled',
      'UserProvisioned reactivated',
    ]);
  });

  it('is found by name all the time, and stays a member', async () => {
    const id = await create('member@x');
    const group = await api.ask('POST', '/Groups', { body: { displayName: 'Staff', members: [{ value: id }] } });
    for (const active of [false, true]) {
      await patch(id, { active });
      expect(await idOfName('member@x')).toBe(id);
      const { body } = await api.ask('GET', `/Groups/${String(group.body.id)}`);
      expect(body.members).toMatchObject([{ value: id }]);
    }
    expect(await api.eventsOf(String(group.body.id))).toHaveLength(1);
  });
});

describe('a POST with the name of an inactive user', () => {
  const title = 'Engineer';

  it('is a conflict by default, which names the id', async () => {
    const id = await create('leaver@x');
    await patch(id, { active: false });
    const { body } = await api.ask('POST', '/Users', { body: { userName: 'Leaver@X', active: true } });
    expect(body).toMatchObject({ status: '409', scimType: 'uniqueness', detail: expect.stringContaining(id) });
    expect(await namesOf(id)).toHaveLength(2);
  });

  it('brings the user back where the connection says so: same id, new attributes, one event', async () => {
    const as = reactivating;
    const id = await create('returner@x', as, { title: 'Clerk', nickName: 'R' });
    await patch(id, { active: false }, as);

    const back = await api.ask('POST', '/Users', { body: { userName: 'Returner@X', active: true, title }, as });

    expect([back.status, back.headers.get('etag')]).toEqual([201, 'W/"3"']);
    expect(back.headers.get('location')).toBe(`https://rollcall.test/scim/v2/Users/${id}`);
    expect(back.body).toMatchObject({ id, userName: 'Returner@X', active: true, title });
    expect(back.body).not.toHaveProperty('nickName');
    expect(await idOfName('returner@x', as)).toBe(id);
    const events = await api.eventsOf(id);
    expect(events).toHaveLength(3);
    expect(events[2]).toMatchObject({ type: 'rollcall.UserProvisioned', version: 3, data: { reason: 'reactivated' } });
  });

  it('stays a conflict when the user is active, or is not to be', async () => {
    const as = reactivating;
    const id = await create('present@x', as);
    expect((await api.ask('POST', '/Users', { body: { userName: 'present@x' }, as })).status).toBe(409);
    await patch(id, { active: false }, as);
    const inactive = await api.ask('POST', '/Users', { body: { userName: 'present@x', active: false }, as });
    expect(inactive.status).toBe(409);
  });

  it('brings one back, of many that come at once', async () => {
    const as = reactivating;
    const id = await create('once@x', as);
    await patch(id, { active: false }, as);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => api.ask('POST', '/Users', { body: { userName: 'once@x' }, as })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 11 }, () => 409)]);
    expect(await api.eventsOf(id)).toHaveLength(3);
  });

  it('comes to one user, whether the old one is deleted at the same moment or not', async () => {
    const as = reactivating;
    for (let round = 0; round < 10; round += 1) {
      const userName = `race.${round}@x`;
      const id = await create(userName, as);
      await patch(id, { active: false }, as);
      const [posted, deleted] = await Promise.all([
        api.ask('POST', '/Users', { body: { userName }, as }),
        api.ask('DELETE', `/Users/${id}`, { as }),
      ]);
      expect([posted.status, deleted.status]).toEqual([201, 204]);
      const isNew = posted.body.id !== id;
      expect(await idOfName(userName, as)).toBe(isNew ? posted.body.id : undefined);
    }
  });
});

describe('a userName in another spelling', () => {
  it.each([
    ['Full.Width@x', 'ｆｕｌｌ．ｗｉｄｔｈ＠ｘ'],
    ['Caf\u00e9@x', 'cafe\u0301@x'],
    ['ΟΔΥΣΣΕΥΣ@x', 'οδυσσευς@x'],
    ['joined@x', 'join\u200ded@x'],
    ['STRAẞE@x', 'straße@x'],
  ])('%s is taken, and found, by %s', async (stored, other) => {
    const id = await create(stored);
    expect(await idOfName(other)).toBe(id);
    expect((await api.ask('POST', '/Users', { body: { userName: other } })).status).toBe(409);
    expect((await api.ask('GET', `/Users/${id}`)).body.userName).toBe(stored);
    // The user itself may be spelled anew: its own name is no conflict.
    expect((await patch(id, { userName: other })).body.userName).toBe(other);
  });

  it.each([
    ['weiß@x', 'weiss@x'],
    ['Ilgın@x', 'Ilgin@x'],
    ['İlgi@x', 'ilgi@x'],
  ])('%s is another than %s', async (one, other) => {
    expect(await create(one)).not.toBe(await create(other));
  });

  it('holds no control character', async () => {
    const { body } = await api.ask('POST', '/Users', { body: { userName: 'two\nlines@x' } });
    expect(body).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
      detail: expect.stringMatching(/^userName: /),
    });
  });
});

describe('the last use of a credential', () => {
  it('is shown to the operator, and is none for one that nobody has used', async () => {
    const used = await api.addTenant();
    const unused = await api.addTenant();
    const lastUse = async ({ tenantId, connectionId }: TestConnection): Promise<unknown> => {
      const path = `/admin/tenants/${tenantId}/connections/${connectionId}/credentials`;
      const headers = { authorization: `Bearer ${'o'.repeat(32)}` };
      const page = (await (await fetch(api.service.internalUrl + path, { headers })).json()) as {
        items: { lastUsedAt: unknown }[];
      };
      return page.items[0]?.lastUsedAt;
    };
    await api.ask('GET', '/Users?count=0', { as: used });
    const at = await eventually('the use is written', () => lastUse(used));
    expect(at).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    expect(await lastUse(unused)).toBeNull();
  });
});

describe('an attribute in none of the schemas', () => {
  const body = { userName: 'unknown@x', shoeSize: 39 };

  it('is left out by default, and refused where the tenant wants it, whatever the connection’s tolerance', async () => {
    const refusing = await api.addTenant({ unknownAttributes: 'refuse' });
    expect((await api.ask('POST', '/Users', { body })).status).toBe(201);
    const refused = await api.ask('POST', '/Users', { body, as: refusing });
    expect(refused.body).toMatchObject({
      status: '400',
      scimType: 'invalidSyntax',
      detail: expect.stringMatching(/shoeSize is in none of the schemas/),
    });
    const group = { displayName: 'g', colour: 'red' };
    expect((await api.ask('POST', '/Groups', { body: group, as: refusing })).status).toBe(400);
    // Other quirks of a tolerant connection stay mended.
    const quirky = { userName: 'quirky@x', active: 'True' };
    expect((await api.ask('POST', '/Users', { body: quirky, as: refusing })).status).toBe(201);
  });
});
