import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { INSTALLATION } from '#contracts';
import { needsFreshSignIn, PERMISSIONS, permissionsOf, type Permission, type Role } from '#service';
import { ACCOUNT, ask, TestConsole } from '../token/console.fixture.js';
import { startAdminApi, type AdminApi, type Answer } from './admin-api.fixture.js';

interface Route {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly permission: Permission;
}
type Ids = Readonly<Record<'tenantId' | 'connectionId' | 'credentialId' | 'clientId' | 'grantId' | 'name', string>>;

const TENANTS_ROLES = ['identity-administrator', 'auditor', 'people'] as const satisfies readonly Role[];
const NOBODYS = '0198c0de-0000-7000-8000-0000000000ff';
const UNKNOWN: Ids = {
  tenantId: NOBODYS,
  connectionId: NOBODYS,
  credentialId: NOBODYS,
  clientId: NOBODYS,
  grantId: NOBODYS,
  name: 'unknown.example',
};
/** By which each would be done; of a route that is not here the reason alone. */
const BODIES: Readonly<Record<string, object>> = {
  createTenant: { name: 'Tailspin' },
  changeTenant: { name: 'Tailspin' },
  createConnection: { name: 'Okta' },
  changeConnection: { name: 'Okta' },
  createGrant: { hours: 1, reason: 'It was asked for.' },
  createReader: { name: 'SIEM', audiences: ['audit'] },
  defineAttribute: { type: 'number' },
  endTenant: { name: 'Contoso', reason: 'It was asked for.' },
  addDomain: { name: 'new.example' },
  decideShadow: { id: NOBODYS, take: 'live' },
  decideDomain: { state: 'verified', reason: 'It was asked for.' },
};
/** What each has to be asked with. */
const QUERIES: Readonly<Record<string, string>> = { listAccess: '?on=2026-01-01', listShadowItems: '?kind=create' };
/** Asks for itself. */
const OPEN = ['/oauth/token', '/.well-known/jwks.json'];

/** A clock that the test moves. */
let ahead = 0;
let api: AdminApi;
let console: TestConsole;
let routes: readonly Route[];
let [own, other]: Ids[] = [];
beforeAll(async () => {
  api = await startAdminApi(undefined, () => Date.now() + ahead);
  console = await TestConsole.registered(api);
  routes = await allRoutes();
  [own, other] = [await stage(), await stage()];
});
afterAll(() => api.stop());

async function allRoutes(): Promise<readonly Route[]> {
  const { body } = await api.ask('GET', '/openapi.json');
  const { paths } = body as unknown as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { operationId, 'x-permission': permission }]) =>
      OPEN.includes(path) ? [] : [{ operationId, method: method.toUpperCase(), path, permission }],
    ),
  );
}

interface Described {
  readonly operationId: string;
  readonly 'x-permission': Permission;
}

async function stage(): Promise<Ids> {
  const made = async (path: string, body: object, member = 'id') =>
    String((await api.ask('POST', path, body)).body[member]);
  const tenantId = await made('/admin/tenants', { name: 'Contoso' });
  const tenant = `/admin/tenants/${tenantId}`;
  const connectionId = await made(`${tenant}/connections`, { name: 'Entra ID' });
  const credentialId = await made(`${tenant}/connections/${connectionId}/credentials`, {});
  const clientId = await made(`${tenant}/readers`, { name: 'BI', audiences: ['audit'] }, 'clientId');
  const grantId = await made(`${tenant}/grants`, { hours: 1, reason: 'It was asked for.' });
  await api.ask('POST', `${tenant}/domains`, { name: 'old.example' });
  return { tenantId, connectionId, credentialId, clientId, grantId, name: 'old.example' };
}

function call({ operationId, method, path }: Route, ids: Ids, token: string): Promise<Answer> {
  const address = path.replaceAll(/\{(\w+)\}/gu, (_all, name: string) => ids[name as keyof Ids] ?? NOBODYS);
  const why = method === 'DELETE' || operationId === 'exportTenant' ? '?reason=It%20was%20asked%20for.' : '';
  const body = ['GET', 'DELETE'].includes(method) ? undefined : (BODIES[operationId] ?? { reason: 'A test.' });
  return api.ask(method, address + why + (QUERIES[operationId] ?? ''), body, { authorization: `Bearer ${token}` });
}

/** What of an answer is nobody's secret: all but its own id. */
function shown({ status, body }: Answer): unknown {
  const { requestId: _own, ...rest } = body;
  return { status, ...rest };
}

const tokenOf = (role: Role, more: object = {}): Promise<string> =>
  console.tokenOf(api, {
    sub: `${role}-1`,
    tid: role === 'operator' ? INSTALLATION : own?.tenantId,
    roles: [role],
    ...more,
  });

/** Each route with its answer, where there is one that is not as it should be. */
async function wrong(of: (route: Route) => Promise<string | null>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const route of routes) {
    const fault = await of(route);
    if (fault !== null) found[route.operationId] = fault;
  }
  return found;
}

describe('each route of the admin API', () => {
  it('names a permission that there is', () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter(({ permission }) => !PERMISSIONS.includes(permission))).toEqual([]);
  });

  it.each(TENANTS_ROLES)(
    'answers %s of another tenant’s ids what it answers of nobody’s',
    async (role) => {
      const token = await tokenOf(role);
      if (own === undefined || other === undefined) throw new Error('the stage is not set');
      const [mine, foreign] = [own, other];
      const before = await acts(foreign.tenantId);
      const faults = await wrong(async (route) => {
        const pairs: [Ids, Ids][] = [
          [foreign, UNKNOWN],
          [
            { ...foreign, tenantId: mine.tenantId },
            { ...UNKNOWN, tenantId: mine.tenantId },
          ],
        ];
        // What the tenant has under a name of its own is its own.
        for (const [theirs, nobodys] of route.path.includes('{name}') ? pairs.slice(0, 1) : pairs) {
          if (!route.path.includes('{')) continue;
          const isWholeTenant = !/\{(?!tenantId)/u.test(route.path);
          if (isWholeTenant && theirs.tenantId === mine.tenantId) continue;
          const [one, two] = [await call(route, theirs, token), await call(route, nobodys, token)];
          if (![403, 404].includes(one.status)) return `answers ${one.status}`;
          if (JSON.stringify(shown(one)) !== JSON.stringify(shown(two)))
            return JSON.stringify([shown(one), shown(two)]);
        }
        return null;
      });
      expect(faults).toEqual({});
      expect(await acts(foreign.tenantId)).toBe(before);
    },
    60_000,
  );

  it.each<Role>([...TENANTS_ROLES, 'operator'])(
    'answers %s exactly where the table says so',
    async (role) => {
      const [token, may] = [await tokenOf(role), permissionsOf([role])];
      const on = await stage();
      const mine = role === 'operator' ? token : await tokenOf(role, { tid: on.tenantId });
      const faults = await wrong(async (route) => {
        const { status, body } = await call(route, on, mine);
        const isRefused = status === 403 && (body as { code?: string }).code === 'not-permitted';
        if (isRefused === may.has(route.permission)) return `${route.permission}: ${status}`;
        return status === 401 || status >= 500 ? `${status}` : null;
      });
      expect(faults).toEqual({});
    },
    60_000,
  );

  it.each<Role>(['identity-administrator', 'operator'])(
    'asks %s for a sign-in of the last five minutes',
    async (role) => {
      const on = await stage();
      const ids = { ...on, name: 'unknown.example' };
      const token = await tokenOf(role, role === 'operator' ? {} : { tid: on.tenantId });
      const may = permissionsOf([role]);
      ahead = 306_000;
      try {
        const faults = await wrong(async (route) => {
          // The token itself is good for five minutes: its own end is judged by the clock of the day.
          const { status, body } = await call(route, ids, token);
          const isAsked = (body as { code?: string }).code === 'step-up-required';
          const isDue = may.has(route.permission) && needsFreshSignIn(route.permission);
          return isAsked === isDue && (!isAsked || status === 403) ? null : `${route.permission}: ${status}`;
        });
        expect(faults).toEqual({});
      } finally {
        ahead = 0;
      }
    },
    60_000,
  );
});

describe('whoever signed in', () => {
  it('is told in the event of what they did, with role, method and range', async () => {
    const token = await tokenOf('identity-administrator', { sub: ACCOUNT });
    const path = `/admin/tenants/${own?.tenantId}/connections`;
    const { status } = await api.ask('POST', path, { name: 'Okta' }, { authorization: `Bearer ${token}` });
    expect(status).toBe(201);
    const { rows } = await api.owner.query<{ value: string }>('select value from outbox order by id desc limit 20');
    const told = rows.map(({ value }) => JSON.parse(value) as { act?: string; actor?: unknown });
    expect(told.find(({ act }) => act === 'connections.create')?.actor).toEqual({
      type: 'account',
      name: ACCOUNT,
      role: 'identity-administrator',
      amr: ['hwk'],
      address: '203.0.113.0/24',
    });
  });

  it('has nothing here as an employee', async () => {
    const form = await console.form({ tid: own?.tenantId, roles: ['employee'] }, 'rollcall:admin');
    expect(await ask(api, form)).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  });

  it('is refused once the tenant is suspended', async () => {
    const on = await stage();
    const token = await tokenOf('auditor', { tid: on.tenantId });
    const show = () => api.ask('GET', `/admin/tenants/${on.tenantId}`, undefined, { authorization: `Bearer ${token}` });
    expect((await show()).status).toBe(200);
    await api.ask('POST', `/admin/tenants/${on.tenantId}/suspend`, { reason: 'It was asked for.' });
    expect((await show()).status).toBe(401);
  });
});

describe('the rate of a connection', () => {
  it.each([null, { perSecond: 1_000, burst: 1_000 }, { perSecond: 1, burst: 1 }])(
    'is the operator’s to set, and no tenant takes more of the others by it: %j',
    async (rateLimit) => {
      const path = `/admin/tenants/${own?.tenantId}/connections`;
      const asking = async (role: Role) => ({ authorization: `Bearer ${await tokenOf(role)}` });
      const refused = { status: 403, body: { code: 'not-permitted' } };
      const tenants = await asking('identity-administrator');
      expect(await api.ask('PATCH', `${path}/${own?.connectionId}`, { rateLimit }, tenants)).toMatchObject(refused);
      expect(await api.ask('POST', path, { name: 'Another', rateLimit }, tenants)).toMatchObject(refused);
      const operator = await asking('operator');
      const changed = await api.ask('PATCH', `${path}/${own?.connectionId}`, { rateLimit }, operator);
      expect(changed).toMatchObject({ status: 200, body: { rateLimit } });
    },
  );
});

describe('methods and federation of a connection', () => {
  const federation = { cloud: 'global', tenantId: NOBODYS, subject: NOBODYS, audience: NOBODYS };

  it.each([
    ['methods', { methods: { federated: false } }],
    ['federation', { federation }],
    ['no federation any more', { federation: null }],
  ])('are set soon after a sign-in: %s', async (_what, body) => {
    const on = await stage();
    const connections = `/admin/tenants/${on.tenantId}/connections`;
    const authorization = `Bearer ${await tokenOf('identity-administrator', { tid: on.tenantId })}`;
    const ask = async (method: string, path: string, sent: object): Promise<unknown> => {
      const { status, body: said } = await api.ask(method, path, sent, { authorization });
      return status === 403 ? (said as { code?: string }).code : status;
    };
    ahead = 306_000;
    try {
      expect(await ask('PATCH', `${connections}/${on.connectionId}`, body)).toBe('step-up-required');
      expect(await ask('POST', connections, { name: 'Okta', ...body })).toBe('step-up-required');
      expect(await ask('PATCH', `${connections}/${on.connectionId}`, { name: 'Entra' })).toBe(200);
    } finally {
      ahead = 0;
    }
    expect(await ask('PATCH', `${connections}/${on.connectionId}`, body)).toBe(200);
  });
});

describe('the brake of a connection', () => {
  const upheld = { reason: 'Nobody has left.' };

  it.each([null, { mode: 'tell' }, { percent: 100, people: 100_000 }])(
    'is set by whoever may lift it, soon after a sign-in: %j',
    async (brake) => {
      const on = await stage();
      const path = `/admin/tenants/${on.tenantId}/connections/${on.connectionId}`;
      expect((await api.ask('POST', `${path}/brake/uphold`, upheld)).status).toBe(200);
      const [operator, administrator] = [
        await tokenOf('operator'),
        await tokenOf('identity-administrator', { tid: on.tenantId }),
      ];
      const changed = async (token: string): Promise<unknown> => {
        const { status, body } = await api.ask('PATCH', path, { brake }, { authorization: `Bearer ${token}` });
        return status === 403 ? (body as { code?: string }).code : status;
      };
      expect(await changed(operator)).toBe('not-permitted');
      ahead = 306_000;
      try {
        expect(await changed(administrator)).toBe('step-up-required');
      } finally {
        ahead = 0;
      }
      expect((await api.ask('GET', `${path}/brake`)).body).toMatchObject({ state: 'upheld' });
      expect(await changed(administrator)).toBe(200);
    },
  );
});

describe('a domain that an operator withdrew', () => {
  it('stays so whatever its tenant does, until an operator gives it back or removes it', async () => {
    const ids = await stage();
    const domain = `/admin/tenants/${ids.tenantId}/domains/${ids.name}`;
    const decide = (state: string) => api.ask('PUT', domain, { state, reason: 'It was sold.' });
    await decide('withdrawn');
    const authorization = `Bearer ${await tokenOf('identity-administrator', { tid: ids.tenantId })}`;
    const asTenant = (method: string, path: string, body?: object) => api.ask(method, path, body, { authorization });
    expect(await asTenant('DELETE', domain)).toMatchObject({ status: 409, body: { code: 'domain-withdrawn' } });
    expect((await asTenant('POST', `/admin/tenants/${ids.tenantId}/domains`, { name: ids.name })).status).toBe(409);
    expect((await asTenant('POST', `${domain}/verify`, {})).body).toMatchObject({ state: 'withdrawn' });
    expect((await asTenant('GET', domain)).body).toMatchObject({ state: 'withdrawn', reason: 'It was sold.' });
    await decide('verified');
    expect((await asTenant('DELETE', domain)).status).toBe(204);
    await decide('withdrawn');
    const byOperator = `Bearer ${await tokenOf('operator')}`;
    expect((await api.ask('DELETE', domain, undefined, { authorization: byOperator })).status).toBe(204);
  });
});

describe('a reader with a role', () => {
  it('may what its role may, but what asks for a sign-in', async () => {
    const tenant = `/admin/tenants/${own?.tenantId}`;
    const input = { name: 'Terraform', roles: ['identity-administrator'] };
    const { clientId, clientSecret } = (await api.ask('POST', `${tenant}/readers`, input)).body;
    const form = {
      grant_type: 'client_credentials',
      audience: 'admin',
      client_id: `${clientId}`,
      client_secret: `${clientSecret}`,
    };
    const authorization = `Bearer ${(await ask(api, form)).body.access_token}`;
    const [list, make, end] = [
      await api.ask('GET', `${tenant}/connections`, undefined, { authorization }),
      await api.ask('POST', `${tenant}/connections`, { name: 'Okta' }, { authorization }),
      await api.ask('POST', `${tenant}/readers`, { name: 'Another', audiences: ['audit'] }, { authorization }),
    ];
    const { connectionId } = own ?? UNKNOWN;
    const open = await api.ask(
      'PATCH',
      `${tenant}/connections/${connectionId}`,
      { methods: { token: true } },
      { authorization },
    );
    expect([list.status, make.status, end.status, open.status]).toEqual([200, 201, 403, 403]);
  });
});

async function acts(tenantId: string): Promise<number> {
  const { rows } = await api.owner.query<{ n: number }>('select count(*)::int as n from outbox where tenant_id = $1', [
    tenantId,
  ]);
  return rows[0]?.n ?? 0;
}
