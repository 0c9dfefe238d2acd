import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/eventually.js';
import { groupCreated } from '../projection/group-events.fixture.js';
import { tenantChanged } from '../projection/tenant-events.fixture.js';
import { created, disabled, OTHER_TENANT, TENANT } from '../projection/user-events.fixture.js';
import { publish } from '../rebuild/live.fixture.js';
import { runDirectory, type RunningDirectory } from './running.fixture.js';

let directory: RunningDirectory;
let kafka: RunningDirectory['kafka'];
let issuer: RunningDirectory['issuer'];
let service: RunningDirectory['service'];
let token: string;

const ADA = {
  id: 'ada',
  displayName: 'Ada Lovelace',
  managerId: 'grace',
  department: 'Engines',
  more: { externalId: 'x-1' },
};
const ALAN = { id: 'alan', displayName: 'Alan Turing', managerId: 'ada', department: 'Machines' };

beforeAll(async () => {
  directory = await runDirectory();
  ({ kafka, issuer, service, token } = directory);
  await publish(kafka.settings, [
    created({ id: 'grace', displayName: 'Grace Hopper' }),
    created(ADA),
    created(ALAN),
    disabled(ALAN, { version: 2 }),
    created({ id: 'eve', displayName: 'Eve' }, { tenantId: OTHER_TENANT }),
    groupCreated('g', 'Engineers', { added: ['ada', 'alan'] }),
  ]);
  await eventually('the events are folded', async () => (await get('/employees?active=false')).ids.join() === 'alan');
  await eventually('all are', async () => (await get('/employees')).ids.length === 3);
  await eventually('the group is', async () => (await get('/groups/g/members')).ids.length === 2);
  const people = await issuer.token(TENANT, 'rollcall:directory', { roles: ['people'] });
  const made = await fetch(`${service.url}/segments/below-grace`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${people}`, 'content-type': 'application/json' },
    body: JSON.stringify({ filter: 'under "grace"' }),
  });
  expect(made.status).toBe(200);
}, 60_000);

afterAll(() => directory.stop());

async function get(path: string, as = token) {
  const response = await fetch(service.url + path, { headers: { authorization: `Bearer ${as}` } });
  const body = (await response.json()) as Readonly<Record<string, unknown>> & { items?: readonly { id: string }[] };
  return { status: response.status, body, ids: (body.items ?? []).map(({ id }) => id) };
}

describe('a reader with the scope directory:read', () => {
  const reads = () => issuer.token(TENANT, 'rollcall:directory', { scope: 'directory:read' });

  it('sees who is active now, and is told which scope is missing for anything else', async () => {
    const mine = await reads();
    expect((await get('/employees', mine)).ids).toEqual(['ada', 'grace']);
    expect((await get('/employees/ada/team', mine)).ids).toEqual([]);
    expect((await get('/employees/ada', mine)).body).toMatchObject({ externalId: 'x-1' });
    const levels = ['/team', '/chain', '/below', '/reports'].map((level) => `/employees/alan${level}`);
    for (const path of ['/employees/alan', ...levels, '/org?root=alan', '/org/below?root=alan'])
      expect([path, (await get(path, mine)).status, (await get(path)).status]).toEqual([path, 404, 200]);
    const then = '?asOf=2026-01-05T10:00:00Z';
    const past = ['', '/ada', '/ada/team', '/ada/chain', '/ada/below'].map((path) => `/employees${path}${then}`);
    const leavers = ['/employees?active=false', '/search?q=ada&leavers=true'];
    for (const path of [
      ...past,
      ...leavers,
      '/employees/ada/history',
      '/employees/ada/why?attribute=title',
      '/diff?from=2026-01-01',
      '/access?from=2026-01-01',
      '/org/findings?kind=circle',
      '/movements',
    ]) {
      const { status, body } = await get(path, mine);
      expect([path, status, body.scope]).toEqual([path, 403, 'directory:history']);
    }
    const none = await issuer.token(TENANT, 'rollcall:directory', { scope: '' });
    expect((await get('/employees', none)).body).toMatchObject({ status: 403, scope: 'directory:read' });
  });

  const exactly = (count: number) => ({ count, isExact: true });
  it.each([
    ['/employees/count', { total: exactly(2) }, { total: exactly(3) }],
    ['/employees/count?by=department', { total: exactly(2), others: 0 }, { total: exactly(3), others: 0 }],
    ['/segments/below-grace/count', { total: exactly(1) }, { total: exactly(2) }],
    ['/segments/below-grace/people', { items: [{ id: 'ada' }] }, { items: [{ id: 'ada' }, { id: 'alan' }] }],
    [
      '/totals',
      { people: exactly(2), active: exactly(2), inactive: null, joinedThisWeek: null, leftThisWeek: null },
      { people: exactly(3), active: exactly(2), inactive: exactly(1) },
    ],
    ['/departments', { items: [{ name: 'Engines' }] }, { items: [{ name: 'Engines' }, { name: 'Machines' }] }],
    ['/groups/g/members', { items: [{ id: 'ada' }] }, { items: [{ id: 'ada' }, { id: 'alan' }] }],
  ])('finds whoever has left nowhere in %s', async (path, present, all) => {
    expect((await get(path, await reads())).body).toMatchObject(present);
    expect((await get(path)).body).toMatchObject(all);
  });

  it('is told no number of those below somebody, among whom are leavers', async () => {
    const { body, ids } = await get('/employees/grace/below', await reads());
    expect([ids, body.total, body.atLeast]).toEqual([['ada'], undefined, undefined]);
  });

  it('counts nobody who has left when it asks for them', async () => {
    const { body } = await get('/employees/count?active=false', await reads());
    expect(body).toMatchObject({ status: 403, scope: 'directory:history' });
  });
});

describe('the zone of the company', () => {
  it('is heard of from scim-api, and only newer settings change it', async () => {
    const zoneNow = async () => (await get('/employees/ada?asOf=2026-10-25')).body.zone;
    expect(await zoneNow()).toBe('UTC');
    await publish(kafka.settings, [
      tenantChanged('Europe/Berlin', { version: 1 }),
      tenantChanged(undefined, { version: 2 }),
      tenantChanged('Asia/Tokyo', { tenantId: OTHER_TENANT }),
    ]);
    await eventually('it is Berlin', async () => (await zoneNow()) === 'Europe/Berlin');
    expect((await get('/employees/ada/why?attribute=department&asOf=2026-10-25')).body).toMatchObject({
      asOf: '2026-10-25T22:59:59.999Z',
      zone: 'Europe/Berlin',
    });
  });
});

describe('the levels of the company', () => {
  it('are answered over HTTP, now and of a time', async () => {
    expect((await get('/employees/ada/team')).ids).toEqual(['alan']);
    expect((await get('/employees/alan/chain')).ids).toEqual(['ada', 'grace']);
    expect((await get('/employees/grace/below')).body).toMatchObject({ total: 2, next: null });
    const then = await get('/employees/grace/below?depth=1&asOf=2026-01-05T10:00:00%2B01:00');
    expect(then.body).toMatchObject({
      asOf: '2026-01-05T09:00:00.000Z',
      items: [],
      earliest: '2026-01-05T09:00:01.000Z',
    });
    expect((await get('/employees/eve/team')).status).toBe(404);
    await eventually('an old time is settled', async () =>
      (await get('/employees?asOf=2026-01-06')).body.settled === true ? true : undefined,
    );
  });
});

describe('the chart over HTTP', () => {
  const ofRole = (role: string, secondsAgo = 0) =>
    issuer.token(TENANT, 'rollcall:directory', {
      roles: [role],
      auth_time: Math.floor(Date.now() / 1_000) - secondsAgo,
      amr: ['hwk'],
      azp: 'key',
    });

  it('is made by itself, and shown to each as far as they may see', async () => {
    await eventually('the chart is made', async () => (await get('/org')).ids.join() === 'grace', { timeout: 20_000 });
    const { body } = await get('/org?root=ada');
    expect(body).toMatchObject({
      items: [{ id: 'alan', active: false, managerId: 'ada', level: 1, directs: 0, everybody: 0, more: false }],
      root: { id: 'ada', managerId: 'grace', everybody: 1 },
      counts: { people: 3, roots: 1, levels: 3 },
    });
    expect((await get('/org/below?root=grace')).ids).toEqual(['ada', 'alan']);
    expect((await get('/org/findings?kind=orphan')).body).toMatchObject({ items: [], next: null });
    const present = await issuer.token(TENANT, 'rollcall:directory', { scope: 'directory:read' });
    expect((await get('/org?root=ada', present)).ids).toEqual([]);
    expect((await get('/org?root=alan', present)).status).toBe(404);
    expect((await get('/org?root=grace', await ofRole('employee'))).body).toMatchObject({
      items: [{ id: 'ada', employeeNumber: null }],
    });
    expect((await get('/org?root=eve')).status).toBe(404);
    expect((await get('/org?depth=6')).status).toBe(400);
    expect((await get('/org/findings')).status).toBe(400);
  });

  it('is beside who had access, whose table is for an auditor who has just signed in', async () => {
    const path = '/access.csv?from=2026-01-01';
    const csv = async (as: string) => fetch(service.url + path, { headers: { authorization: `Bearer ${as}` } });
    expect((await get('/access?from=2026-01-01')).ids).toEqual(['ada', 'alan', 'grace']);
    expect((await csv(token)).status).toBe(403);
    for (const role of ['identity-administrator', 'people', 'employee'])
      expect([role, (await csv(await ofRole(role))).status]).toEqual([role, 403]);
    expect(await (await csv(await ofRole('auditor', 900))).json()).toMatchObject({ code: 'step-up-required' });
    const answer = await csv(await ofRole('auditor'));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect((await answer.text()).split('\r\n')).toHaveLength(5);
  });
});
