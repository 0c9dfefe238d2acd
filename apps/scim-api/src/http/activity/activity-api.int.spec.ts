import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { eventually } from '../../../../../test/support/eventually.js';
import type { TestConnection } from '../../scim-api.fixture.js';
import { TestActivity } from '../../activity/activity.fixture.js';
import { tokenOf } from './activity-client.fixture.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

interface Page {
  readonly items: Record<string, never>[];
  readonly next: string | null;
  readonly gaps: object[];
  readonly since: string | null;
}

let activity: TestActivity;
let token = '';
let theirs: TestConnection;
let theirToken = '';
let ada = '';
let refusedId = '';

beforeAll(async () => {
  activity = await TestActivity.start();
  const { api } = activity;
  theirs = await api.addTenant();
  [token, theirToken] = [await tokenOf(activity, api.first.tenantId), await tokenOf(activity, theirs.tenantId)];
  const created = await api.ask('POST', '/Users', { body: user('ada@contoso.test') });
  ada = String(created.body.id);
  const long = { body: user('bea@contoso.test', 'x'.repeat(70_000)) };
  const refused = await api.ask('POST', '/Users', long);
  refusedId = refused.headers.get('x-request-id') ?? '';
  await api.ask('POST', '/Users', long);
  await api.ask('PATCH', `/Users/${ada}`, { body: patch('x'.repeat(70_000)) });
  await api.ask('GET', `/Users/${ada}`);
  await api.ask('POST', '/Users', { body: user('theirs@fabrikam.test'), as: theirs });
  await eventually('all of it is stored', async () => (await list('')).items.length === 5);
});
afterAll(() => activity.stop());

function user(userName: string, title = 'Countess'): object {
  return { schemas: [USER], userName, title, active: true };
}

function patch(value: string): object {
  return { schemas: [PATCH], Operations: [{ op: 'replace', path: 'title', value }] };
}

function get(path: string, as = token): Promise<Response> {
  return fetch(`${activity.api.service.url}${path}`, { headers: { authorization: `Bearer ${as}` } });
}

async function list(query: string, as = token): Promise<Page> {
  const answer = await get(`/activity${query}`, as);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Page;
}

describe('the activity API', () => {
  it('shows a refusal by its request id, with whom it meant and what to do', async () => {
    const { items, gaps, since } = await list(`?requestId=${refusedId}`);
    expect(items).toMatchObject([
      {
        requestId: refusedId,
        method: 'POST',
        path: '/scim/v2/Users',
        status: 400,
        code: 'value-too-long',
        place: 'title',
        userName: 'bea@contoso.test',
        resourceId: null,
        remedy: 'Shorten it.',
        ms: expect.any(Number),
        followed: { topic: 'rollcall.provisioning.v1', partition: null, offset: null, version: null },
      },
    ]);
    const { followed } = items[0] as unknown as { followed: { auditEntry: string; audit: string } };
    expect(followed.audit).toBe(`/entries/${followed.auditEntry}`);
    expect(gaps).toEqual([]);
    expect(Date.parse(since ?? '')).toBeLessThanOrEqual(Date.now());
    const one = await (await get(`/activity/${refusedId}`)).json();
    expect(one).toMatchObject({ item: { requestId: refusedId }, operations: [] });
  });

  it.each([512, 600])('finds a person by a name of %i characters, whether it was taken or refused', async (length) => {
    const userName = `${'n'.repeat(length - 5)}@long`;
    const as = await activity.api.addTenant();
    const own = await tokenOf(activity, as.tenantId);
    await activity.api.ask('POST', '/Users', { body: user(userName), as });
    await eventually('it is stored', async () => {
      const { items } = await list(`?userName=${userName}`, own);
      return items.length === 1;
    });
  });

  it('finds a person by name in any case, their requests by id too', async () => {
    const { items } = await list(`?userName=${encodeURIComponent('ADA@contoso.test')}`);
    expect(items.map(({ method, status }) => [method, status])).toEqual([
      ['GET', 200],
      ['PATCH', 400],
      ['POST', 201],
    ]);
    expect(new Set(items.map(({ userName }) => userName))).toEqual(new Set(['ada@contoso.test']));
    expect(items[2]).toMatchObject({ changed: expect.arrayContaining(['title']), followed: { version: 1 } });
    expect((await list(`?resourceId=${ada}`)).items).toHaveLength(3);
    expect((await list(`?resourceId=${ada.toUpperCase()}`)).items).toHaveLength(3);
    expect((await list('?code=value-too-long')).items).toHaveLength(3);
    expect((await list(`?connection=${uuid()}`)).items).toEqual([]);
    expect((await list(`?to=2026-01-01T00:00:00Z`)).items).toEqual([]);
  });

  it('gives pages, the newest first, and everything as lines, the oldest first', async () => {
    const first = await list('?limit=3');
    const second = await list(`?limit=3&cursor=${first.next ?? ''}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([3, 2, null]);
    const paged = [...first.items, ...second.items].map(({ requestId }) => requestId);
    const lines = (await (await get('/activity.ndjson')).text()).trimEnd().split('\n');
    const exported = lines.map((line) => (JSON.parse(line) as { requestId: string }).requestId);
    expect(exported).toEqual(paged.toReversed());
  });

  it('groups what was answered the same, and says when it is mended', async () => {
    const groups = async (): Promise<unknown> => (await get('/activity/groups?code=value-too-long')).json();
    const group = { code: 'value-too-long', place: 'title', count: 3, people: 2, remedy: 'Shorten it.' };
    expect(await groups()).toMatchObject({ items: [{ ...group, mended: null }] });
    const { api } = activity;
    await api.ask('POST', '/Users', { body: user('bea@contoso.test') });
    await api.ask('PATCH', `/Users/${ada}`, { body: patch('Dean') });
    await eventually('both are mended', async () => {
      expect(await groups()).toMatchObject({ items: [{ ...group, mended: { at: expect.any(String), version: 2 } }] });
      return true;
    });
  });

  it('shows old and new values of one request, from its event', async () => {
    const { items } = await list(`?resourceId=${ada}`);
    const [patched] = items.filter(({ method, status }) => method === 'PATCH' && status === 200);
    const { values } = (await (await get(`/activity/${String(patched?.requestId)}`)).json()) as { values: object[] };
    expect(values).toEqual([{ path: 'title', before: 'Countess', after: 'Dean' }]);
    expect(await (await get(`/activity/${refusedId}`)).json()).toMatchObject({ values: null });
  });

  it('shows writes in the shape of Entra’s log', async () => {
    const { value } = (await (await get(`/activity/provisioning?resourceId=${ada}`)).json()) as { value: object[] };
    const target = { id: ada, displayName: 'ada@contoso.test', identityType: 'User' };
    const success = { status: 'success', errorInformation: null };
    expect(value).toMatchObject([
      {
        provisioningAction: 'update',
        targetIdentity: target,
        modifiedProperties: [{ displayName: 'title', oldValue: 'Countess', newValue: 'Dean' }],
        provisioningStatusInfo: success,
      },
      {
        provisioningAction: 'other',
        modifiedProperties: [],
        provisioningStatusInfo: {
          status: 'failure',
          errorInformation: { errorCode: 'value-too-long', reason: 'title', recommendedAction: 'Shorten it.' },
        },
      },
      { provisioningAction: 'create', targetIdentity: target, provisioningStatusInfo: success },
    ]);
    expect(await (await get(`/activity/provisioning?resourceId=${ada}`, theirToken)).json()).toEqual({
      value: [],
      next: null,
    });
  });

  it('shows the cycle that is under way, and who is seen differently', async () => {
    const cycles = await (await get('/activity/cycles')).json();
    const counts = { created: 2, updated: 1, refused: 3 };
    expect(cycles).toMatchObject({
      items: [{ isUnderWay: true, kind: 'full', known: 2, counts, progress: 1 }],
      next: null,
    });
    expect(await (await get('/activity/drift')).json()).toEqual({ items: [], next: null, silent: [] });
    expect(await (await get('/activity/cycles', theirToken)).json()).toMatchObject({
      items: [{ known: 1, counts: { created: 1 } }],
    });
  });

  it('knows nothing of another tenant', async () => {
    const { items } = await list('', theirToken);
    expect(items).toMatchObject([{ userName: 'theirs@fabrikam.test' }]);
    expect((await list(`?requestId=${refusedId}`, theirToken)).items).toEqual([]);
    expect((await get(`/activity/${refusedId}`, theirToken)).status).toBe(404);
    expect((await get(`/activity/${uuid()}`)).status).toBe(404);
    expect(await (await get('/activity/groups', theirToken)).json()).toEqual({ items: [] });
  });

  it.each([
    ['?limit=201', 'invalid-parameter'],
    ['?code=nonsense', 'invalid-parameter'],
    ['?requestId=nonsense', 'invalid-parameter'],
    ['?cursor=nonsense', 'invalid-cursor'],
    ['?username=a', 'unknown-parameter'],
    ['?from=yesterday', 'invalid-parameter'],
    ['?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'invalid-parameter'],
    ['/nonsense', 'invalid-id'],
    ['.ndjson?limit=1', 'unknown-parameter'],
    ['/groups?userName=a', 'unknown-parameter'],
    ['/cycles?limit=201', 'invalid-parameter'],
    ['/cycles?cursor=nonsense', 'invalid-cursor'],
    ['/drift?connection=x', 'invalid-parameter'],
    ['/provisioning?code=nonsense', 'invalid-parameter'],
  ])('refuses %s with what to change', async (query, code) => {
    const answer = await get(`/activity${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code, detail: expect.any(String) });
  });

  it('lets in who has a token for it, and nobody who was revoked', async () => {
    const { api } = activity;
    for (const other of ['', api.first.token, await tokenOf(activity, api.first.tenantId, 'audit')]) {
      expect((await get('/activity', other)).status).toBe(401);
    }
    const gone = await tokenOf(activity, api.first.tenantId);
    expect((await get('/activity', gone)).status).toBe(200);
    await api.owner.query('update readers set revoked_at = now() where name = $1 and tenant_id = $2', [
      'Auditor',
      theirs.tenantId,
    ]);
    expect((await get('/activity', gone)).status).toBe(200);
    expect((await get('/activity', theirToken)).status).toBe(401);
    const suspend = 'update tenants set suspended_at = $1 where id = $2';
    await api.owner.query(suspend, [new Date(), api.first.tenantId]);
    expect((await get('/activity', gone)).status).toBe(401);
    await api.owner.query(suspend, [null, api.first.tenantId]);
    expect((await get('/activity', gone)).status).toBe(200);
  });

  it('describes itself to everybody, each operation by a name', async () => {
    const document = (await (await get('/activity/openapi.json', '')).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const names = Object.entries(document.paths).map(([path, { get: one }]) => [path, one?.operationId]);
    expect(Object.fromEntries(names)).toEqual({
      '/activity': 'listActivity',
      '/activity.ndjson': 'exportActivity',
      '/activity/access': 'listOwnAccess',
      '/activity/cycles': 'listCycles',
      '/activity/drift': 'listDrift',
      '/activity/groups': 'groupActivity',
      '/activity/provisioning': 'listProvisioning',
      '/activity/{requestId}': 'getActivity',
    });
  });

  it('shows no value of what became sensitive after it was written', async () => {
    const { api } = activity;
    const define = (isSensitive: boolean) =>
      fetch(`${api.service.internalUrl}/admin/tenants/${api.first.tenantId}/attributes/Iban`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${'o'.repeat(32)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'option', sensitive: isSensitive }),
      });
    expect((await define(false)).status).toBe(200);
    const urn = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
    const values = { schemas: [USER, urn], [urn]: { Iban: 'CH93' } };
    const { body } = await api.ask('POST', '/Users', { body: { ...user('iban@contoso.test'), ...values } });
    const shown = async () => {
      const { items } = await list(`?resourceId=${String(body.id)}`);
      const [item] = items;
      return item === undefined ? '' : (await get(`/activity/${String(item.requestId)}`)).text();
    };
    await eventually('the value is shown', async () => (await shown()).includes('CH93'));
    await define(true);
    const after = await shown();
    expect([after.includes('CH93'), after.includes('"***"')]).toEqual([false, true]);
  });

  it('groups by the place, whichever element of a list it is in, and says when a list and a path are mended', async () => {
    const { api } = activity;
    const caro = String((await api.ask('POST', '/Users', { body: user('caro@contoso.test') })).body.id);
    const change = (path: string, value: unknown) =>
      api.ask('PATCH', `/Users/${caro}`, {
        body: { schemas: [PATCH], Operations: [{ op: 'replace', path, value }] },
      });
    const work = { value: 'caro@contoso.test', type: 'work' };
    await change('emails', [{ ...work, type: {} }]);
    await change('emails', [work, { value: 'c@contoso.test', type: {} }]);
    await change('emails[type eq "work"].value', {});
    await change('nickname.first', 'Caro');
    const groups = async (code: string): Promise<unknown> => (await get(`/activity/groups?code=${code}`)).json();
    const [types, values, paths] = [
      { place: 'emails.type', count: 2 },
      { place: 'emails.value', count: 1 },
      { place: 'path', count: 1 },
    ];
    await eventually('the refusals are stored', async () => {
      expect(await groups('wrong-type')).toMatchObject({
        items: [types, values].map((one) => ({ ...one, mended: null })),
      });
      expect(await groups('invalid-path')).toMatchObject({ items: [{ ...paths, mended: null }] });
      return true;
    });
    await change('title', 'Dean');
    const mended = (version: number) => ({ mended: { at: expect.any(String), version } });
    await eventually('a path is mended by any write, a list by one of its own', async () => {
      expect(await groups('invalid-path')).toMatchObject({ items: [{ ...paths, ...mended(2) }] });
      return true;
    });
    expect(await groups('wrong-type')).toMatchObject({ items: [{ mended: null }, { mended: null }] });
    await change('emails', [work]);
    await eventually('both places in the list are mended', async () => {
      expect(await groups('wrong-type')).toMatchObject({
        items: [types, values].map((one) => ({ ...one, ...mended(3) })),
      });
      return true;
    });
  });
});
