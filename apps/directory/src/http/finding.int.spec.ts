import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/eventually.js';
import { created, deleted, disabled, OTHER_TENANT, TENANT } from '../projection/user-events.fixture.js';
import { publish } from '../rebuild/live.fixture.js';
import { runDirectory, type RunningDirectory } from './running.fixture.js';

let directory: RunningDirectory;
let kafka: RunningDirectory['kafka'];
let issuer: RunningDirectory['issuer'];
let service: RunningDirectory['service'];
let token: string;

beforeAll(async () => {
  directory = await runDirectory();
  ({ kafka, issuer, service, token } = directory);
  await publish(kafka.settings, [
    created({ id: 'ada', displayName: 'Ada Lovelace', department: 'Engines', more: { externalId: 'x-1' } }),
    created({ id: 'grace', displayName: 'Grace Hopper', department: 'Compilers' }),
    created({ id: 'alan', displayName: 'Alan Turing' }),
    disabled({ id: 'alan', displayName: 'Alan Turing' }, { version: 2 }),
    created({ id: 'gone', displayName: 'Gone' }),
    deleted('gone', { version: 2 }),
    created({ id: 'eve', displayName: 'Eve' }, { tenantId: OTHER_TENANT }),
  ]);
  await eventually('the events are folded', async () => {
    const [ours, theirs] = [
      await get('/employees?active=true'),
      await get('/employees/eve', await issuer.token(OTHER_TENANT)),
    ];
    const left = await get('/employees/gone/history');
    return ours.ids.join() === 'ada,grace' && theirs.status === 200 && left.items.length === 2;
  });
}, 30_000);

afterAll(() => directory.stop());

async function get(path: string, as = token) {
  const response = await fetch(service.url + path, { headers: { authorization: `Bearer ${as}` } });
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  const items = (body.items ?? []) as readonly { readonly id: string }[];
  return { status: response.status, body, items, ids: items.map(({ id }) => id) };
}

describe('the search', () => {
  it('answers whoever may see people, and colleagues about colleagues', async () => {
    const signIn = { auth_time: Math.floor(Date.now() / 1_000), amr: ['hwk'], azp: 'key', roles: ['employee'] };
    const mine = await issuer.token(TENANT, 'rollcall:directory', signIn);
    expect((await get('/search?q=lovelace%20ad')).body).toMatchObject({
      items: [{ id: 'ada', externalId: 'x-1' }],
      next: null,
    });
    expect((await get('/search?q=lovelace', mine)).body).toMatchObject({ items: [{ id: 'ada', externalId: null }] });
    expect((await get('/search?q=alan')).ids).toEqual([]);
    expect((await get('/search?q=alan&leavers=true')).ids).toEqual(['alan']);
    expect((await get('/search?q=alan&leavers=true', mine)).status).toBe(403);
    expect((await get('/search?q=eve')).ids).toEqual([]);
  });

  it.each(['', '?q=', `?q=${'x'.repeat(101)}`, '?q=a&leavers=1', '?q=a&asOf=2026-01-01', '?q=a&cursor=bm8'])(
    'refuses %s',
    async (query) => {
      expect((await get(`/search${query}`)).status).toBe(400);
    },
  );
});

describe('who has an answer already', () => {
  it.each(['/employees/ada', '/employees?department=engines', '/employees?sort=name', '/employees/count'])(
    'gets %s in no more than its tag',
    async (path) => {
      const ask = (tag?: string) =>
        fetch(service.url + path, {
          headers: { authorization: `Bearer ${token}`, ...(tag !== undefined && { 'if-none-match': tag }) },
        });
      const first = await ask();
      const tag = first.headers.get('etag') ?? '';
      expect([first.status, tag]).toEqual([200, expect.stringMatching(/^W\/"[\w-]{27}"$/)]);
      const again = await ask(`"other", ${tag}`);
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, '']);
      expect((await ask('"other"')).status).toBe(200);
    },
  );

  it('gets the changes, and the counts, of its own company alone', async () => {
    const other = await issuer.token(OTHER_TENANT);
    expect((await get('/employees/changes', other)).ids).toEqual(['eve']);
    expect((await get('/employees/count', other)).body).toMatchObject({ total: { count: 1 } });
    expect((await get('/employees/changes?since=bm8')).status).toBe(400);
    expect((await get('/employees/changes?limit=2')).body).toMatchObject({ isUpToDate: false });
  });
});

describe('to erase a person', () => {
  const erase = async (id: string, claims: object, body: unknown = { reason: 'asked', name: 'Gone' }) => {
    const headers = {
      authorization: `Bearer ${await issuer.token(TENANT, 'rollcall:directory', claims)}`,
      'content-type': 'application/json',
    };
    const response = await fetch(`${service.url}/employees/${id}/data`, {
      method: 'DELETE',
      headers,
      body: JSON.stringify(body),
    });
    const { code, expected } = (await response.json()) as { code?: string; expected?: string };
    return expected === undefined ? [response.status, code] : [response.status, code, expected];
  };
  const signedIn = (role: string, secondsAgo = 0) => ({
    roles: [role],
    auth_time: Math.floor(Date.now() / 1_000) - secondsAgo,
    amr: ['hwk'],
    azp: 'key',
  });
  const approvedFor = (object: string, more: object = { by: 'account-2' }) => ({
    ...signedIn('identity-administrator'),
    approved: { act: 'people.erase', object, ...more },
  });

  it('is done where the console says that it was approved, of this person, or that there is nobody to ask', async () => {
    const wrong = [
      signedIn('identity-administrator'),
      approvedFor('ada'),
      approvedFor('gone', { act: 'sign-ons.enforce', by: 'account-2' }),
      approvedFor('gone', {}),
      approvedFor('gone', { by: 'account-2', alone: true }),
    ];
    for (const claims of wrong) expect(await erase('gone', claims)).toEqual([403, 'approval-required']);
    expect(await erase('nobody', approvedFor('nobody', { alone: true }))).toEqual([404, 'not-found']);
    expect((await get('/employees/gone/history')).status).toBe(200);
  });

  it('needs the name as it was shown last', async () => {
    const differs = await erase('gone', approvedFor('gone'), { reason: 'asked', name: 'gone' });
    expect(differs).toEqual([400, 'name-differs', 'Gone']);
    expect((await get('/employees/gone/history')).status).toBe(200);
  });

  it('is for an identity administrator who has just signed in, with a reason', async () => {
    expect(await erase('gone', {})).toEqual([403, 'not-permitted']);
    for (const role of ['people', 'auditor', 'employee'])
      expect(await erase('gone', signedIn(role))).toEqual([403, 'not-permitted']);
    const administrator = signedIn('identity-administrator');
    expect(await erase('gone', signedIn('identity-administrator', 900))).toEqual([403, 'step-up-required']);
    const name = 'Gone';
    for (const wrong of [{ name }, { reason: 'x' }, { reason: 'x', name: '' }, { reason: 'x', name, more: 1 }])
      expect(await erase('gone', administrator, wrong)).toEqual([400, 'invalid-body']);
    for (const reason of ['', ' ', 'x'.repeat(501)]) {
      expect(await erase('gone', administrator, { reason, name })).toEqual([400, 'invalid-body']);
    }
    expect(await erase('ada', approvedFor('ada'))).toEqual([409, 'not-deleted']);
    expect(await erase('eve', approvedFor('eve'))).toEqual([404, 'not-found']);
    expect(await erase('gone', approvedFor('gone'))).toEqual([200, undefined]);
    expect((await get('/employees/gone/history')).status).toBe(404);
  });
});

describe('segments', () => {
  const send = async (method: string, path: string, { claims = {}, body }: { claims?: object; body?: object } = {}) => {
    const authorization = `Bearer ${await issuer.token(TENANT, 'rollcall:directory', claims)}`;
    const headers = { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const response = await fetch(service.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return [response.status, text === '' ? null : (JSON.parse(text) as { code?: string }).code];
  };
  const people = { roles: ['people'], auth_time: Math.floor(Date.now() / 1_000) - 900, amr: ['hwk'], azp: 'key' };
  const body = { filter: 'displayName sw "ada"', reason: 'a list' };

  it('are changed by people and identity administrators, and read by whoever reads people', async () => {
    expect(await send('PUT', '/segments/a', { body })).toEqual([403, 'not-permitted']);
    expect(await send('PUT', '/segments/a', { body, claims: { ...people, roles: ['auditor'] } })).toEqual([
      403,
      'not-permitted',
    ]);
    for (const wrong of [{}, { filter: '' }, { filter: 'x'.repeat(2_001) }, { filter: 'title pr', more: 1 }]) {
      expect(await send('PUT', '/segments/a', { body: wrong, claims: people })).toEqual([400, 'invalid-body']);
    }
    expect(await send('PUT', '/segments/A b', { body, claims: people })).toEqual([400, 'invalid-parameter']);
    expect(await send('PUT', '/segments/a', { body: { filter: 'shoe eq 1' }, claims: people })).toEqual([
      400,
      'invalid-filter',
    ]);
    expect(await send('PUT', '/segments/a', { body, claims: people })).toEqual([200, undefined]);
    expect((await get('/segments/a/people')).ids).toEqual(['ada']);
    expect((await get('/segments/a/count?by=department')).body).toMatchObject({ total: { count: 1, isExact: true } });
    expect((await get('/segments')).items).toMatchObject([{ name: 'a', version: 1 }]);
    for (const path of ['/segments/a', '/segments/a/people', '/segments/a/count']) {
      expect((await get(path, await issuer.token(OTHER_TENANT))).status).toBe(404);
    }
    expect(await send('DELETE', '/segments/a', { claims: people })).toEqual([204, null]);
    expect((await get('/segments/a')).status).toBe(404);
  });
});
