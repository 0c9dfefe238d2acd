import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/eventually.js';
import { withoutRoom } from '../../../../test/support/without-room.js';
import { groupCreated } from '../projection/group-events.fixture.js';
import { created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { publish } from '../rebuild/live.fixture.js';
import { runDirectory, type RunningDirectory } from './running.fixture.js';

interface Body {
  readonly items: readonly { id: string; depth?: number }[];
  readonly next: string | null;
}

let directory: RunningDirectory;
let kafka: RunningDirectory['kafka'];
let issuer: RunningDirectory['issuer'];
let service: RunningDirectory['service'];
let token: string;

const THIRD_TENANT = '018f0000-0000-7000-8000-00000000000c';
const BUSINESS = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
const ADA = { id: 'ada', userName: 'ada@contoso.example', displayName: 'Ada Lovelace', managerId: 'grace' };

beforeAll(async () => {
  directory = await runDirectory();
  ({ kafka, issuer, service, token } = directory);
  const more = {
    externalId: 'x-1',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    [BUSINESS]: { 'Business Unit': 'North' },
  };
  await publish(kafka.settings, [
    created({ ...ADA, department: 'Engines', title: 'Analyst', mail: 'ada@mail.example', more }),
    created({ id: 'grace', displayName: 'Grace Hopper', department: 'Compilers' }),
    created({ id: 'alan', displayName: 'Alan Turing', managerId: 'ada' }),
    disabled({ id: 'alan', displayName: 'Alan Turing', managerId: 'ada' }, { version: 2 }),
    created({ id: 'gone', displayName: 'Gone', managerId: 'grace' }),
    deleted('gone', { version: 2 }),
    created({ id: 'eve', displayName: 'Eve' }, { tenantId: OTHER_TENANT }),
    updated({ id: 'eve', displayName: 'Eve', managerId: 'grace' }, { tenantId: OTHER_TENANT, version: 2 }),
  ]);
  await eventually('the events are folded', async () => {
    const [ours, theirs] = [await get('/employees'), await get('/employees/eve', await issuer.token(OTHER_TENANT))];
    const isFolded = ours.ids.join() === 'ada,alan,grace' && theirs.status === 200;
    return isFolded && (await get('/employees?active=false')).ids.join() === 'alan';
  });
}, 30_000);

afterAll(() => directory.stop());

async function get(path: string, as: string | null = token) {
  const headers = as === null ? {} : { authorization: `Bearer ${as}` };
  const response = await fetch(service.url + path, { headers });
  const body = (await response.json()) as Body & Readonly<Record<string, unknown>>;
  return { status: response.status, type: response.headers.get('content-type'), body, ids: idsOf(body) };
}

function idsOf(body: Partial<Body>): string[] {
  return (body.items ?? []).map(({ id }) => id);
}

describe('somebody who is an employee, and no more', () => {
  const as = (role: string) => {
    const signIn = { auth_time: Math.floor(Date.now() / 1_000), amr: ['hwk'], azp: 'key' };
    return issuer.token(TENANT, 'rollcall:directory', { roles: [role], ...signIn });
  };

  it('is shown active colleagues, and nothing of them that is not for colleagues', async () => {
    const [mine, all] = [await as('employee'), await as('people')];
    expect((await get('/employees', mine)).ids).toEqual(['ada', 'grace']);
    expect((await get('/employees', all)).ids).toEqual(['ada', 'alan', 'grace']);
    const { body } = await get('/employees/ada', mine);
    expect(body).toMatchObject({ displayName: 'Ada Lovelace', department: 'Engines', title: 'Analyst' });
    expect(body).toMatchObject({ externalId: null, extensions: {}, managerId: null });
    expect((await get('/employees/ada', all)).body).toMatchObject({ externalId: 'x-1', managerId: 'grace' });
    expect((await get('/employees/alan', mine)).status).toBe(404);
    expect((await get('/employees/alan', all)).status).toBe(200);
  });

  it('is refused what is for others', async () => {
    const mine = await as('employee');
    const paths = ['/employees?active=false', '/employees?externalId=x-1', '/employees/ada/history', '/movements'];
    for (const path of [...paths, '/totals', '/departments', '/groups', '/employees/ada/reports']) {
      const { status, body } = await get(path, mine);
      expect([path, status, body.code]).toEqual([path, 403, 'not-permitted']);
    }
  });
});

describe('an employee', () => {
  it('is shown with the manager and what was provisioned', async () => {
    expect((await get('/employees/ada')).body).toMatchObject({
      id: 'ada',
      userName: 'ada@contoso.example',
      externalId: 'x-1',
      displayName: 'Ada Lovelace',
      active: true,
      department: 'Engines',
      title: 'Analyst',
      managerId: 'grace',
      version: 1,
      mail: 'ada@mail.example',
      manager: { id: 'grace', displayName: 'Grace Hopper', active: true },
      name: { givenName: 'Ada', familyName: 'Lovelace', formatted: null, middleName: null },
      emails: [{ value: 'ada@mail.example', type: 'work', primary: true }],
      extensions: { [BUSINESS]: { 'Business Unit': 'North' } },
    });
  });

  it.each(['gone', 'eve', 'nobody', '%00', "'"])('%s is not there, all in the same words', async (id) => {
    const { status, type, body } = await get(`/employees/${id}`);
    expect({ status, type: type?.split(';')[0] }).toEqual({ status: 404, type: 'application/problem+json' });
    expect({ ...body, requestId: '' }).toEqual({ ...(await get('/employees/none')).body, requestId: '' });
  });
});

describe('a custom attribute that names an employee', () => {
  const mentors = { Mentor: 'GRACE@mail.example', Deputy: '007', Assistant: 'ada', Office: 'ada' };
  const person = { id: 'zoe', references: ['Mentor', 'Deputy', 'Assistant'], more: { [BUSINESS]: mentors } };

  it('waits for whoever comes later, by mail address, number or id', async () => {
    const number = { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: '007' } };
    const token = await issuer.token(THIRD_TENANT);
    const zoe = async () => (await get('/employees/zoe', token)).body.references;
    await publish(kafka.settings, [created(person, { tenantId: THIRD_TENANT })]);
    await eventually('zoe is there', async () => (await get('/employees/zoe', token)).status === 200);
    expect(await zoe()).toEqual([
      { attribute: 'Mentor', value: 'GRACE@mail.example', employee: null },
      { attribute: 'Deputy', value: '007', employee: null },
      { attribute: 'Assistant', value: 'ada', employee: null },
    ]);
    await publish(kafka.settings, [
      created({ id: 'g', displayName: 'Grace', mail: 'grace@mail.example' }, { tenantId: THIRD_TENANT }),
      created({ id: 'j', displayName: 'James', more: number }, { tenantId: THIRD_TENANT }),
      created({ id: 'ada', displayName: 'Ada' }, { tenantId: THIRD_TENANT }),
    ]);
    await eventually('all have come', async () => (await get('/employees', token)).ids.length === 4);
    expect(await zoe()).toMatchObject([
      { attribute: 'Mentor', employee: { id: 'g', displayName: 'Grace' } },
      { attribute: 'Deputy', employee: { id: 'j', displayName: 'James' } },
      { attribute: 'Assistant', employee: { id: 'ada', displayName: 'Ada' } },
    ]);
    await publish(kafka.settings, [deleted('g', { tenantId: THIRD_TENANT, version: 2 })]);
    await eventually('Grace has left', async () => (await get('/employees', token)).ids.length === 3);
    expect(await zoe()).toMatchObject([{ employee: null }, { employee: { id: 'j' } }, { employee: { id: 'ada' } }]);
  });
});

describe('the list', () => {
  it.each([
    ['', ['ada', 'alan', 'grace']],
    ['active=any', ['ada', 'alan', 'grace']],
    ['active=true', ['ada', 'grace']],
    ['active=false', ['alan']],
    ['department=ENGINES', ['ada']],
    ['managerId=grace', ['ada']],
    ['managerId=grace%40example.com', ['ada']],
    ['managerId=none', ['grace']],
    ['managerId=none&search=ada', []],
    ['managerId=ada&search=a', ['alan']],
    ['managerId=018f0000-0000-7000-8000-0000000000ff', []],
    ['search=lovel', ['ada']],
    ['search=ADA%20mail.example', ['ada']],
    ['search=a&active=false', ['alan']],
    ['search=%25', []],
    ['search=%5C', []],
  ])('answers ?%s', async (query, ids) => {
    expect((await get(`/employees?${query}`)).ids).toEqual(ids);
  });

  it('comes in pages', async () => {
    const first = await get('/employees?limit=2');
    const second = await get(`/employees?limit=2&cursor=${first.body.next}`);
    expect([first.ids, second.ids, second.body.next]).toEqual([['ada', 'alan'], ['grace'], null]);
    const found = await get('/employees?limit=1&search=example.com');
    const last = await get(`/employees?limit=1&search=example.com&cursor=${found.body.next}`);
    expect([found.ids, last.ids, last.body.next]).toEqual([['alan'], ['grace'], null]);
  });

  it.each([
    'page=2',
    'Active=true',
    'active=yes',
    'active=true&active=false',
    'limit=201',
    'limit=0',
    'cursor=x',
    'search=',
    `search=${'x'.repeat(101)}`,
    'search=%00',
    'department=%00',
    'managerId=%00',
    'managerId=nobody',
    'managerId=null',
    'department=',
    'cursor=e30',
  ])('refuses ?%s', async (query) => {
    expect(await get(`/employees?${query}`)).toMatchObject({ status: 400, body: { status: 400 } });
  });
});

describe('the list by ids', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => `id=${n}`).join('&');

  it('gives names for up to a hundred', async () => {
    expect((await get(`/employees?id=grace&id=ada&id=gone&id=eve`)).ids).toEqual(['ada', 'grace']);
    expect((await get('/employees?id=ada')).ids).toEqual(['ada']);
    expect((await get('/employees?externalId=x-1')).ids).toEqual(['ada']);
    expect((await get(`/employees?${many(100)}`)).status).toBe(200);
  });

  it.each([many(101), 'id=', 'id=%00', 'id=ada&id=a%00', 'externalId=', 'id=ada&search=x'])(
    'refuses ?%s',
    async (query) => {
      expect(await get(`/employees?${query}`)).toMatchObject({ status: 400, body: { status: 400 } });
    },
  );
});

describe('what was, and how many', () => {
  it('is answered over HTTP', async () => {
    expect((await get('/employees/alan/history')).body.items).toMatchObject([
      { version: 2, kind: 'deactivated' },
      { version: 1, kind: 'created' },
    ]);
    expect((await get('/totals')).body).toMatchObject({ people: { count: 3, isExact: true }, active: { count: 2 } });
    expect((await get('/departments')).body.items).toMatchObject([{ name: 'Compilers' }, { name: 'Engines' }]);
    await publish(kafka.settings, [groupCreated('g', 'Engineers', { added: ['ada'] })]);
    await eventually('the group is folded', async () => (await get('/groups/g')).status === 200);
    expect((await get('/groups?memberId=ada')).ids).toEqual(['g']);
    expect((await get('/groups/g/members')).body.items).toMatchObject([{ id: 'ada', displayName: 'Ada Lovelace' }]);
    expect(await get('/groups/g', await issuer.token(OTHER_TENANT))).toMatchObject({ status: 404 });
    const moved = await get('/movements?from=2000-01-01T00:00:00Z&kind=left');
    expect(moved.body.items).toHaveLength(2);
  });

  it.each([
    '/employees/ada/history?cursor=x',
    '/employees/ada/history?limit=201',
    '/totals?of=people',
    '/groups?limit=201',
    '/groups?cursor=e30',
    '/groups?memberId=ada&search=e',
    '/groups/g/members?cursor=x',
    '/departments?cursor=x',
    '/movements?kind=came',
    '/movements?from=yesterday',
    '/movements?cursor=e30',
    '/employees?zone=UTC',
    '/employees/ada?zone=',
    '/employees/ada/team?zone=UTC',
    '/employees/ada/why?attribute=title&zone=UTC',
  ])('refuses %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { status: 400 } });
  });

  const NUL = 'a\0';
  const time = '2026-11-24T12:00:00Z';
  it.each([
    ['/employees', { id: NUL }],
    ['/employees/grace/team', { id: NUL }],
    ['/employees/grace/below', { level: 1, id: NUL }],
    ['/employees/grace/reports?depth=2', { level: 1, id: NUL }],
    ['/movements', { from: time, to: time, time, id: NUL, version: 1 }],
    ['/diff?from=2026-01-01', { from: time, to: time, time, id: NUL, version: 1 }],
    ['/diff?from=2026-01-01', { from: time, to: time, zone: NUL, time, id: 'a', version: 1 }],
    ['/employees?sort=name', { begun: '9'.repeat(20), changedIn: '9'.repeat(20), until: '9'.repeat(20), id: '' }],
    ['/employees?sort=name', { begun: '9'.repeat(20), name: 'a', id: 'a' }],
    ['/search?q=ada', { stage: 0, n: 0, word: 'a', id: 'a', first: 0, seen: 0, near: [NUL] }],
  ])('refuses a cursor of %s that was never given out: %j', async (path, place) => {
    const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
    const answer = await get(`${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
  });

  it.each(['/employees/eve/history', '/employees/nobody/history'])('has no %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404 });
  });
});

describe('reports', () => {
  it('are direct unless a depth is asked for', async () => {
    expect((await get('/employees/grace/reports')).ids).toEqual(['ada']);
    const two = await get('/employees/grace/reports?depth=2');
    expect(two.body.items).toMatchObject([
      { id: 'ada', depth: 1 },
      { id: 'alan', depth: 2 },
    ]);
  });

  it.each(['gone', 'eve', 'nobody'])('of %s are not there', async (id) => {
    expect(await get(`/employees/${id}/reports`)).toMatchObject({ status: 404 });
  });

  it.each(['depth=0', 'depth=11', 'levels=2'])('refuse ?%s', async (query) => {
    expect(await get(`/employees/grace/reports?${query}`)).toMatchObject({ status: 400 });
  });
});

describe('a reader', () => {
  it('is refused without a token for this API', async () => {
    const wrong = [null, 'x.y.z', await issuer.token(TENANT, 'rollcall:audit')];
    for (const as of wrong) expect(await get('/employees/ada', as)).toMatchObject({ status: 401 });
  });

  it('sees the own tenant only', async () => {
    const other = await issuer.token(OTHER_TENANT);
    expect((await get('/employees', other)).ids).toEqual(['eve']);
    expect((await get('/employees?search=ada', other)).ids).toEqual([]);
    expect(await get('/employees/ada', other)).toMatchObject({ status: 404 });
    // Another tenant's employee of that id is no manager of theirs.
    expect((await get('/employees/eve', other)).body).toMatchObject({ managerId: 'grace', manager: null });
  });
});

describe('without room in its tenant’s share of memory', () => {
  it('a list waits and is told 429, and a look-up is answered', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const ask = (path: string): Promise<Response> => fetch(service.url + path, { headers });
    const answers = await withoutRoom(() =>
      Promise.all(['/employees', '/employees/ada/reports', '/employees/ada'].map(ask)),
    );
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('1');
  });
});

describe('the process', () => {
  it('is ready, and describes its API', async () => {
    expect(await get('/readyz', null)).toMatchObject({ status: 200 });
    await eventually('its consumer is in order', async () => (await get('/readyz?of=consumer', null)).status === 200);
    const { body } = await get('/openapi.json', null);
    expect(Object.keys(body.paths ?? {})).toContain('/employees/{id}/reports');
  });
});
