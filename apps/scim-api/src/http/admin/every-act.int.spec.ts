import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NameServer } from '../../../../../test/support/name-server.js';
import { startAdminApi, type AdminApi, type Answer } from './admin-api.fixture.js';

/** What the routes act on, made anew for each. */
interface Stage {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  readonly clientId: string;
  readonly grantId: string;
  /** By which the path of an attribute or a domain calls it. */
  readonly name: string;
}

interface Route {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

const REASON = { reason: 'It was asked for.' };
/** What waits for a decision in the shadow of each. */
const MOVED = '0190a1b2-0000-7000-8000-0000000000ff';
const OF_SHADOWS = ['goLive', 'decideShadow', 'dropShadow'];

/** What each is asked with; a route that is not here fails: say of a new one how it is called. */
const BODIES: Readonly<Record<string, object | undefined>> = {
  createTenant: { name: 'Fabrikam' },
  changeTenant: { name: 'Fabrikam' },
  createConnection: { name: 'Okta' },
  changeConnection: { name: 'Okta' },
  issueCredential: {},
  revokeCredential: undefined,
  createReader: { name: 'SIEM', audiences: ['audit'] },
  revokeReader: undefined,
  createGrant: { hours: 1, ...REASON },
  revokeGrant: undefined,
  defineAttribute: { type: 'number' },
  retireAttribute: undefined,
  addDomain: { name: 'new.example' },
  verifyDomain: undefined,
  decideDomain: { state: 'verified', ...REASON },
  removeDomain: undefined,
  releaseBrake: REASON,
  upholdBrake: REASON,
  goLive: REASON,
  decideShadow: { id: MOVED, take: 'live' },
  dropShadow: undefined,
  pauseConnection: REASON,
  resumeConnection: REASON,
  removeConnection: undefined,
  exportTenant: undefined,
  suspendTenant: REASON,
  resumeTenant: REASON,
  endTenant: { name: 'Contoso', ...REASON },
  cancelEndOfTenant: undefined,
};
/** What comes before it. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  resumeConnection: ['pauseConnection'],
  removeConnection: ['pauseConnection'],
  resumeTenant: ['suspendTenant'],
  endTenant: ['suspendTenant'],
  cancelEndOfTenant: ['suspendTenant', 'endTenant'],
};
const WRITING = ['post', 'put', 'patch', 'delete'];
/** Takes everything away as a copy, and changes nothing: an act as well. */
const READING = 'exportTenant';
/** Asks for a token, and administers nothing. */
const NO_ACT = '/oauth/token';

let names: NameServer;
let api: AdminApi;
beforeAll(async () => {
  names = await NameServer.start();
  api = await startAdminApi(names.address);
});
afterAll(async () => {
  await api.stop();
  await names.stop();
});

async function idOf(path: string, body: object, member = 'id'): Promise<string> {
  const answer: Answer = await api.ask('POST', path, body);
  return String(answer.body[member]);
}

async function stage(operationId: string): Promise<Stage> {
  const tenantId = await idOf('/admin/tenants', { name: 'Contoso' });
  const tenant = `/admin/tenants/${tenantId}`;
  const shadow = OF_SHADOWS.includes(operationId);
  const connectionId = await idOf(`${tenant}/connections`, { name: 'Entra ID', shadow });
  if (shadow) await api.owner.query(MOVES, [tenantId, MOVED]);
  const credentialId = await idOf(`${tenant}/connections/${connectionId}/credentials`, {});
  const clientId = await idOf(`${tenant}/readers`, { name: 'BI', audiences: ['audit'] }, 'clientId');
  const grantId = await idOf(`${tenant}/grants`, { hours: 1, ...REASON });
  await api.ask('PUT', `${tenant}/attributes/shoe`, { type: 'option' });
  await api.ask('POST', `${tenant}/domains`, { name: 'old.example' });
  const name = operationId.endsWith('Domain') ? 'old.example' : 'shoe';
  return { tenantId, connectionId, credentialId, clientId, grantId, name };
}

const MOVES = `
  insert into shadow_touched (tenant_id, id, resource_type, version, outcome, code)
  values ($1, $2, 'User', 1, 'moved', 'moved')`;

async function writingRoutes(): Promise<readonly Route[]> {
  const { body } = await api.ask('GET', '/openapi.json');
  const { paths } = body as unknown as {
    paths: Record<string, Record<string, { readonly operationId?: string }>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    path === NO_ACT
      ? []
      : Object.entries(operations).flatMap(([method, { operationId = '' }]) =>
          WRITING.includes(method) || operationId === READING
            ? [{ operationId, method: method.toUpperCase(), path }]
            : [],
        ),
  );
}

function addressOf(path: string, stage: Stage): string {
  return path.replaceAll(/\{(\w+)\}/gu, (_all, parameter: string) => {
    const value = (stage as unknown as Record<string, string>)[parameter];
    if (value === undefined) throw new Error(`${path} has a parameter that this test does not know: ${parameter}`);
    return value;
  });
}

async function call({ operationId, method, path }: Route, on: Stage): Promise<number> {
  const why = method === 'DELETE' || operationId === READING ? '?reason=It%20was%20asked%20for.' : '';
  return (await api.ask(method, addressOf(path, on) + why, BODIES[operationId])).status;
}

async function actsToldSince(before: number): Promise<readonly string[]> {
  const { rows } = await api.owner.query<{ value: string }>(
    `select value from outbox where id > $1 and headers::jsonb ->> 'ce_type' = 'rollcall.AdminActed' order by id`,
    [before],
  );
  return rows.map(({ value }) => (JSON.parse(value) as { act: string }).act);
}

async function lastId(): Promise<number> {
  const { rows } = await api.owner.query<{ id: number }>('select coalesce(max(id), 0)::float8 as id from outbox');
  return rows[0]?.id ?? 0;
}

describe('each route of the admin API that writes', () => {
  it('leaves exactly one entry for the audit log', async () => {
    const routes = await writingRoutes();
    const told: Record<string, unknown> = {};
    for (const route of routes) {
      const { operationId } = route;
      const on = await stage(operationId);
      for (const earlier of BEFORE[operationId] ?? []) {
        const first = routes.find((other) => other.operationId === earlier);
        if (first !== undefined) await call(first, on);
      }
      const before = await lastId();
      const status = await call(route, on);
      told[operationId] = { isDone: status < 300, acts: (await actsToldSince(before)).length };
    }
    const once = { isDone: true, acts: 1 };
    expect(told).toEqual(Object.fromEntries(Object.keys(BODIES).map((operationId) => [operationId, once])));
  }, 60_000);
});
