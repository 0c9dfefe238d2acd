import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { emptyTables, OTHER_TENANT, TENANT, TestConsole, type Browser } from './console.fixture.js';

let console: TestConsole;
let administrator: Browser;
beforeAll(async () => {
  console = await TestConsole.start();
});
afterAll(() => console?.stop());
beforeEach(async () => {
  await emptyTables(console.owner, 'accounts, sessions, setup_links, passkeys, outbox, outbox_unpublished cascade');
  administrator = await console.signIn('administrator');
});

async function local(name: string, roles: readonly string[], tenantId = TENANT): Promise<string> {
  const { rows } = await console.owner.query<{ id: string }>(
    `insert into accounts (id, tenant_id, kind, subject, name, roles)
     values (gen_random_uuid(), $1, 'local', $2, $2, $3) returning id`,
    [tenantId, name, roles],
  );
  return rows[0]?.id ?? '';
}

const change = async (by: Browser, id: string, roles: readonly string[]): Promise<[number, string | undefined]> => {
  const answer = await console.as(by, `/api/team/${id}`, { method: 'PATCH', body: { roles } });
  return [answer.status, answer.ok ? undefined : ((await answer.json()) as { code: string }).code];
};

describe('the team of a tenant', () => {
  it('is its own accounts, with their roles and when they last signed in', async () => {
    await local('Eve', ['auditor'], OTHER_TENANT);
    await console.signIn('auditor');
    const { items } = (await (await console.as(administrator, '/api/team')).json()) as { items: { roles: string[] }[] };
    expect(items.map(({ roles }) => roles)).toEqual([['auditor'], ['identity-administrator']]);
    expect(items[0]).toMatchObject({ kind: 'demonstration', lastSignInAt: expect.any(String), sessions: 1 });
  });

  it.each([
    ['auditor', 200],
    ['people', 403],
  ] as const)('is shown to who may see settings: %s', async (as, status) => {
    expect((await console.as(await console.signIn(as), '/api/team')).status).toBe(status);
  });
});

describe('the roles of an account', () => {
  it('are changed by an identity administrator, by one entry', async () => {
    await local('Ada', ['identity-administrator']);
    const id = await local('Bea', ['auditor']);
    await emptyTables(console.owner, 'outbox, outbox_unpublished');
    expect(await change(administrator, id, ['people', 'auditor'])).toEqual([204, undefined]);
    expect(await console.acts()).toMatchObject([
      {
        act: 'accounts.change',
        tenantId: TENANT,
        object: { type: 'account', id },
        changes: [{ path: 'roles', before: 'auditor', after: 'auditor people' }],
      },
    ]);
  });

  it('end its sessions when they change', async () => {
    await local('Ada', ['identity-administrator']);
    const id = await local('Bea', ['auditor']);
    await console.owner.query(
      `insert into sessions (id, token_hash, tenant_id, account_id, methods, ends_at)
       values (gen_random_uuid(), '\\x01', $1, $2, '{hwk}', now() + interval '1 hour')`,
      [TENANT, id],
    );
    await change(administrator, id, ['people']);
    expect((await console.owner.query('select 1 from sessions where account_id = $1', [id])).rows).toEqual([]);
  });

  it('stay the last administrator’s', async () => {
    const id = await local('Ada', ['identity-administrator']);
    expect(await change(administrator, id, ['auditor'])).toEqual([409, 'last-administrator']);
    await local('Bea', ['identity-administrator']);
    expect(await change(administrator, id, ['auditor'])).toEqual([204, undefined]);
  });

  it('are nobody’s own to change', async () => {
    const { rows } = await console.owner.query<{ id: string }>('select id from accounts');
    expect(await change(administrator, rows[0]?.id ?? '', ['auditor'])).toEqual([409, 'own-account']);
  });

  it.each([
    ['an auditor', 'auditor', 403],
    ['a people manager', 'people', 403],
    ['the operator', 'operator', 403],
  ] as const)('are not changed by %s', async (_who, as, status) => {
    const id = await local('Bea', ['auditor']);
    expect((await change(await console.signIn(as), id, ['people']))[0]).toBe(status);
  });

  it('of another tenant are nobody’s', async () => {
    const id = await local('Eve', ['auditor'], OTHER_TENANT);
    expect((await change(administrator, id, ['people']))[0]).toBe(404);
    expect((await console.as(administrator, `/api/team/${id}/sessions`, { method: 'DELETE' })).status).toBe(404);
  });

  it('are changed soon after signing in alone', async () => {
    const id = await local('Bea', ['auditor']);
    await console.owner.query(`update sessions set auth_time = now() - interval '6 minutes'`);
    expect(await change(administrator, id, ['people'])).toEqual([403, 'step-up-required']);
  });
});

describe('what is sensitive of people', () => {
  const let_ = async (by: Browser, id: string, method: 'PUT' | 'DELETE' = 'PUT'): Promise<[number, unknown]> => {
    const answer = await console.as(by, `/api/team/${id}/sensitive`, { method });
    return [answer.status, answer.ok ? undefined : ((await answer.json()) as { code: string }).code];
  };
  /** Who is signed in as this, their account, and what the token endpoint is told of them when they ask the directory. */
  const signedIn = async (as: 'people' | 'auditor'): Promise<{ id: string; by: Browser }> => {
    const by = await console.signIn(as);
    const { rows } = await console.owner.query<{ id: string }>(`select id from accounts where roles = $1`, [[as]]);
    return { id: rows[0]?.id ?? '', by };
  };
  const said = async (by: Browser): Promise<readonly unknown[]> => {
    console.services.heard.length = 0;
    await console.as(by, '/api/directory/employees');
    return console.services.forms().map((form) => decodeJwt(form.get('subject_token') ?? '').sensitive ?? null);
  };
  const permissions = async (by: Browser): Promise<readonly string[]> =>
    ((await (await console.as(by, '/api/session')).json()) as { permissions: string[] }).permissions;

  it('is shown to who looks after people where an identity administrator lets them, by one entry each', async () => {
    const { id, by } = await signedIn('people');
    expect([await said(by), (await permissions(by)).includes('people:sensitive')]).toEqual([[null], false]);
    await emptyTables(console.owner, 'outbox, outbox_unpublished');
    expect(await let_(administrator, id)).toEqual([204, undefined]);
    expect(await let_(administrator, id)).toEqual([204, undefined]);
    expect(await console.acts()).toMatchObject([
      {
        act: 'accounts.change',
        tenantId: TENANT,
        object: { type: 'account', id },
        changes: [{ path: 'seesSensitive', before: 'false', after: 'true' }],
      },
    ]);
    const { items } = (await (await console.as(administrator, '/api/team')).json()) as { items: object[] };
    expect(items).toContainEqual(expect.objectContaining({ id, seesSensitive: true }));
    expect([await said(by), (await permissions(by)).includes('people:sensitive')]).toEqual([[true], true]);
  });

  it('is not shown any more from the next request on', async () => {
    const { id, by } = await signedIn('people');
    await let_(administrator, id);
    expect(await said(by)).toEqual([true]);
    expect(await let_(administrator, id, 'DELETE')).toEqual([204, undefined]);
    expect((await permissions(by)).includes('people:sensitive')).toBe(false);
    // Not by the token of before, which would be good for minutes.
    expect(await said(by)).toEqual([null]);
  });

  it('is for who has the role, and for as long', async () => {
    await local('Ada', ['identity-administrator']);
    const bea = await local('Bea', ['auditor']);
    expect(await let_(administrator, bea)).toEqual([409, 'not-people']);
    await change(administrator, bea, ['people']);
    expect(await let_(administrator, bea)).toEqual([204, undefined]);
    await change(administrator, bea, ['auditor']);
    await change(administrator, bea, ['people']);
    const { rows } = await console.owner.query('select sees_sensitive from accounts where id = $1', [bea]);
    expect(rows).toEqual([{ sees_sensitive: false }]);
  });

  it('is let by nobody else, nor of another tenant, nor long after a sign-in', async () => {
    const { id, by } = await signedIn('people');
    for (const as of ['auditor', 'operator'] as const) expect((await let_(await console.signIn(as), id))[0]).toBe(403);
    expect((await let_(by, id))[0]).toBe(403);
    expect((await let_(administrator, await local('Eve', ['people'], OTHER_TENANT)))[0]).toBe(404);
    await console.owner.query(`update sessions set auth_time = now() - interval '6 minutes'`);
    expect(await let_(administrator, id)).toEqual([403, 'step-up-required']);
  });

  it('is nobody’s own to let', async () => {
    const { rows } = await console.owner.query<{ id: string }>(
      `update accounts set roles = '{identity-administrator,people}' returning id`,
    );
    expect(await let_(administrator, rows[0]?.id ?? '')).toEqual([409, 'own-account']);
  });
});

it('the sessions of an account are ended by one entry', async () => {
  const auditor = await console.signIn('auditor');
  const { rows } = await console.owner.query<{ id: string }>(`select id from accounts where roles = '{auditor}'`);
  await emptyTables(console.owner, 'outbox, outbox_unpublished');
  const path = `/api/team/${rows[0]?.id}/sessions`;
  expect((await console.as(administrator, path, { method: 'DELETE' })).status).toBe(204);
  expect((await console.as(auditor, '/api/session')).status).toBe(401);
  expect((await console.acts()).map(({ act }) => act)).toEqual(['sessions.end']);
});
