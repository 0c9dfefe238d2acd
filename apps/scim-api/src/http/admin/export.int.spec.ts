import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CUSTOM_USER_URN } from '#scim';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { company, patching, setting, USER } from '../scim/shadow.fixture.js';

let api: TestScimApi;
let as: TestConnection;
beforeAll(async () => {
  api = await TestScimApi.start();
  as = await api.addTenant();
}, 60_000);
afterAll(() => api.stop());

type Line = { readonly kind: string } & Readonly<Record<string, unknown>>;

function admin(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api.service.internalUrl}/admin/tenants/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${'o'.repeat(32)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function exported(tenantId: string): Promise<{ readonly text: string; readonly lines: readonly Line[] }> {
  const answer = await admin('GET', `${tenantId}/export?reason=They%20leave.`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
  const text = await answer.text();
  const lines = text.trimEnd().split('\n');
  return { text, lines: lines.map((line) => JSON.parse(line) as Line) };
}

function ofKind(lines: readonly Line[], kind: string): readonly Line[] {
  return lines.filter((line) => line.kind === kind);
}

async function create(path: string, body: object): Promise<string> {
  const answer = await api.ask('POST', path, { as, body });
  expect(answer.status).toBe(201);
  return String(answer.body.id);
}

async function exportActs(tenantId: string): Promise<unknown[]> {
  const statement = `select value from outbox where tenant_id = $1 and headers::jsonb ->> 'ce_type' = 'rollcall.AdminActed'`;
  const { rows } = await api.owner.query<{ value: string }>(statement, [tenantId]);
  return rows.map(({ value }) => JSON.parse(value)).filter(({ act }) => act === 'tenants.export');
}

/** More than a page of each, rows that fill a page by their size alone, and records far from one another. */
async function fillPages(): Promise<{ readonly tenantId: string; readonly users: number; readonly members: number }> {
  const { tenantId } = await api.addTenant();
  const user = (count: number, bytes: number): Promise<unknown> =>
    api.owner.query(
      `insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, attributes)
       select gen_random_uuid(), $1, 1, true, now(), now(), gen_random_uuid()::text,
              json_build_object('userName', repeat('x', $3))::text
         from generate_series(1, $2)`,
      [tenantId, count, bytes],
    );
  await user(1_100, 10);
  await user(4, 300_000);
  await api.owner.query(
    `insert into group_members (group_id, member_id, tenant_id, member_type)
     select gen_random_uuid(), ('00000000-0000-7000-8000-00000000000' || n % 3)::uuid, $1, 'User'
       from generate_series(1, 4100) as n`,
    [tenantId],
  );
  return { tenantId, users: 1_104, members: 4_100 };
}

describe('the export of a tenant', () => {
  it('has its settings, people, groups and versions, and shows neither a secret nor a sensitive value', async () => {
    const { tenantId, connectionId } = as;
    await admin('PUT', `${tenantId}/attributes/Iban`, { type: 'option' });
    await api.owner.query(
      `insert into tenant_domains (tenant_id, name, state, token, failures, created_at)
       values ($1, 'contoso.example', 'pending', 'token-of-the-domain', 0, now())`,
      [tenantId],
    );
    const path = `${tenantId}/connections/${connectionId}/credentials`;
    const { token } = (await (await admin('POST', path, {})).json()) as { token: string };
    const reader = await admin('POST', `${tenantId}/readers`, { name: 'SIEM', audiences: ['audit'] });
    const { clientSecret } = (await reader.json()) as { clientSecret: string };
    const userName = 'ada@contoso.example';
    const ada = await create('/Users', { userName, [CUSTOM_USER_URN]: { Iban: 'CH93', Unit: 'North' } });
    await admin('PUT', `${tenantId}/attributes/Iban`, { type: 'option', sensitive: true });
    const gone = await create('/Users', { userName: 'gone@contoso.example' });
    await api.owner.query(`select setval('outbox_id', nextval('outbox_id') + 12000)`);
    await api.ask('DELETE', `/Users/${gone}`, { as });
    const staff = await create('/Groups', { displayName: 'Staff', members: [{ value: ada }] });

    const { text, lines } = await exported(tenantId);
    expect(lines[0]).toMatchObject({ kind: 'archive', tenantId, suspendedAt: null });
    expect(ofKind(lines, 'tenant')).toMatchObject([{ id: tenantId, name: 'Tenant' }]);
    expect(ofKind(lines, 'attribute')).toMatchObject([{ name: 'Iban', type: 'option' }]);
    expect(ofKind(lines, 'domain')).toMatchObject([{ name: 'contoso.example', state: 'pending' }]);
    expect(ofKind(lines, 'reader')).toMatchObject([{ name: 'SIEM' }]);
    expect(ofKind(lines, 'connection')).toMatchObject([{ id: connectionId, name: 'Entra' }]);
    expect(ofKind(lines, 'credential')).toHaveLength(2);
    const people = ofKind(lines, 'user');
    expect(people).toMatchObject([{ id: ada, attributes: { userName, [CUSTOM_USER_URN]: { Iban: '***' } } }]);
    expect(ofKind(lines, 'group')).toMatchObject([{ id: staff, attributes: { displayName: 'Staff' } }]);
    expect(ofKind(lines, 'member')).toEqual([{ kind: 'member', groupId: staff, memberId: ada, memberType: 'User' }]);
    expect(ofKind(lines, 'version').map(({ resourceId, version }) => [resourceId, version])).toEqual([
      [ada, 1],
      [gone, 1],
      [gone, 2],
      [staff, 1],
    ]);
    for (const secret of [token, clientSecret, 'token-of-the-domain', 'CH93']) expect(text).not.toContain(secret);
  });

  it('ends with the digest of all before, and is one act with its reason', async () => {
    const other = await api.addTenant();
    const { text } = await exported(other.tenantId);
    const at = text.lastIndexOf('\n', text.length - 2) + 1;
    const value = createHash('sha256').update(text.slice(0, at)).digest('hex');
    expect(JSON.parse(text.slice(at))).toMatchObject({ kind: 'digest', algorithm: 'sha256', value });
    expect(await exportActs(other.tenantId)).toMatchObject([{ act: 'tenants.export', reason: 'They leave.' }]);
  });

  it('has each row once, over pages that are full by their number and by their size', async () => {
    const { tenantId, users, members } = await fillPages();
    const { lines } = await exported(tenantId);
    const ids = ofKind(lines, 'user').map(({ id }) => id);
    const pairs = ofKind(lines, 'member').map(({ groupId, memberId }) => `${String(groupId)} ${String(memberId)}`);
    expect([ids.length, new Set(ids).size]).toEqual([users, users]);
    expect([pairs.length, new Set(pairs).size]).toEqual([members, members]);
    expect(lines.at(-1)).toMatchObject({ kind: 'digest', lines: lines.length - 1 });
  });

  it('has what a shadow holds, what became of it and which side was taken', async () => {
    const { live, shadow, people, groups } = await company(api);
    const { tenantId } = live;
    const { connectionId } = shadow;
    await admin('PUT', `${tenantId}/attributes/Iban`, { type: 'option', sensitive: true });
    const ask = (method: string, path: string, body?: object, from = shadow) =>
      api.ask(method, path, { as: from, ...(body === undefined ? {} : { body }) });
    const eve = { schemas: [USER], userName: 'eve@contoso.example', [CUSTOM_USER_URN]: { Iban: 'CH93' } };
    const made = await ask('POST', '/Users', eve);
    await ask('PATCH', `/Users/${people.ada}`, setting('title', 'Countess'));
    await ask('PATCH', `/Users/${people.ben}`, setting('nonsense', 1));
    const dora = { op: 'add', path: 'members', value: [{ value: people.dora }] };
    await ask('PATCH', `/Groups/${groups.few}`, patching(dora));
    await ask('PATCH', `/Users/${people.ada}`, setting('title', 'Lady'), live);
    const path = `${tenantId}/connections/${connectionId}/shadow`;
    const waiting = async (count: number): Promise<boolean> =>
      ((await (await admin('GET', `${path}/undecided`)).json()) as { items: object[] }).items.length === count;
    const reports = async (): Promise<boolean> =>
      ((await (await admin('GET', path)).json()) as { refused: object[] }).refused.length === 1;
    await eventually('the refusal is noted', reports);

    const before = await exported(tenantId);
    expect(ofKind(before.lines, 'shadow')).toMatchObject([
      {
        connectionId,
        state: 'open',
        users: { create: 1, change: 1 },
        refused: [{ code: 'invalid-path' }],
        mails: null,
      },
    ]);
    expect(ofKind(before.lines, 'shadow-item')).toMatchObject([
      { connectionId, would: 'create', id: made.body.id, name: 'eve@contoso.example', outcome: null, take: null },
      { would: 'change', id: people.ada, shadow: { changes: [{ path: 'title', after: 'Countess' }] } },
      { would: 'change', id: groups.few, type: 'Group', members: { added: 1, removed: 0 } },
    ]);
    expect(ofKind(before.lines, 'shadow-member').map(({ memberId }) => memberId)).toEqual(
      [people.cem, people.dora].toSorted(),
    );
    expect(before.text).not.toContain('CH93');

    await admin('POST', `${path}/go-live`, { reason: 'Rehearsed long enough.' });
    await eventually('one waits for a decision', () => waiting(1), { timeout: 30_000 });
    const { lines } = await exported(tenantId);
    expect(ofKind(lines, 'shadow')).toMatchObject([{ state: 'going-live', goingLive: { undecided: 1 } }]);
    const ada = ofKind(lines, 'shadow-item').find(({ id }) => id === people.ada);
    expect(ada).toMatchObject({ outcome: 'moved', because: 'moved', take: null });
  });

  it('is of no tenant that there is not, takes no unknown parameter, and is lines', async () => {
    const unknown = await admin('GET', '0198c0de-7a11-7000-8000-00000000000a/export');
    const misspelt = await admin('GET', `${as.tenantId}/export?why=x`);
    const asJson = await admin('GET', `${as.tenantId}/export`, undefined, { accept: 'application/json' });
    expect([unknown.status, misspelt.status, asJson.status]).toEqual([404, 400, 406]);
  });
});
