import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';
import { company, GROUP, patching, setting, USER, type Company } from './shadow.fixture.js';

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

/** Of one who looks every two seconds, on a machine that does much else. */
const SOON = { timeout: 30_000 };

const ask = (as: TestConnection, method: string, at: string, body?: unknown): Promise<Answer> =>
  api.ask(method, at, { as, ...(body === undefined ? {} : { body }) });
const goLive = () => api.act('POST', `${path}/shadow/go-live`, { reason: 'Rehearsed long enough.' });
const isLive = () => eventually('it is live', async () => (await api.act('GET', path)).shadow === null, SOON);

async function made(as: TestConnection, at: string, body: object): Promise<string> {
  const { status, body: answer } = await ask(as, 'POST', at, body);
  expect(status).toBe(201);
  return String(answer.id);
}

async function membersOf(groupId: string): Promise<readonly unknown[]> {
  const { members }: { readonly members?: unknown } = (await ask(of.live, 'GET', `/Groups/${groupId}`)).body;
  return Array.isArray(members) ? members.map((member: { readonly value?: unknown }) => member.value) : [];
}

describe('what is settled as a shadow goes live', () => {
  it('has in its groups who was refused at first, and came by a decision', async () => {
    const eve = { schemas: [USER], userName: 'eve@contoso.example', active: true };
    const id = await made(of.shadow, '/Users', eve);
    const inner = await made(of.shadow, '/Groups', {
      schemas: [GROUP],
      displayName: 'Inner',
      members: [{ value: id }],
    });
    const join = patching({ op: 'add', path: 'members', value: [{ value: id }] });
    expect((await ask(of.shadow, 'PATCH', `/Groups/${of.groups.all}`, join)).status).toBe(204);
    const other = await made(of.live, '/Users', eve);

    await goLive();
    const waits = await eventually(
      'she waits for a decision',
      async () => {
        const items: unknown = (await api.act('GET', `${path}/shadow/undecided`)).items;
        return Array.isArray(items) && items.length > 0 && items;
      },
      SOON,
    );
    expect(waits).toMatchObject([{ id, because: 'duplicate-user' }]);
    // As the relay does with what is older than a day.
    await api.owner.query('delete from outbox where resource_id = $1', [inner]);
    expect((await ask(of.live, 'PATCH', `/Users/${other}`, setting('userName', 'eva@contoso.example'))).status).toBe(
      200,
    );
    await api.act('POST', `${path}/shadow/decide`, { id, take: 'shadow' });
    await isLive();

    expect(await membersOf(inner)).toEqual([id]);
    expect(await membersOf(of.groups.all)).toContain(id);
  });

  it('stays counted by the brake when all of it is live', async () => {
    await api.act('PATCH', path, { brake: { percent: 1, people: 1, atLeast: 1, mode: 'refuse' } });
    expect((await ask(of.shadow, 'DELETE', `/Users/${of.people.ada}`)).status).toBe(204);

    await goLive();
    await isLive();
    expect(await api.act('GET', `${path}/brake`)).toMatchObject({ people: 1 });
    const next = await ask(of.shadow, 'DELETE', `/Users/${of.people.ben}`);
    expect([next.status, next.body.detail]).toEqual([409, expect.stringContaining('The brake has engaged')]);
  });
});
