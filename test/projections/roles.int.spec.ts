import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { INSTALLATION } from '#contracts';
import {
  audiencesOf,
  needsFreshSignIn,
  PERMISSIONS,
  permissionsOf,
  ROLES,
  type Permission,
  type Role,
  type RunningService,
} from '#service';
import { DATABASE as AUDIT } from '../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { DATABASE as DIRECTORY } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { DATABASE as NOTIFIER, MIGRATIONS as NOTIFIER_MIGRATIONS } from '../../apps/notifier/src/storage/database.js';
import { PROJECTIONS } from '../../deploy/local/service-processes.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { testKafka, type TestKafka } from '../support/kafka.js';
import { ask, Issuer, publishAct, publishTenant, startOf, TENANT, type LIST } from './revocation.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(180_000);
const SOON = { timeout: 40_000 };

const MADE = {
  directory: () => createTestDatabase<string>(DIRECTORY, DIRECTORY_MIGRATIONS),
  audit: () => createTestDatabase<string>(AUDIT, AUDIT_MIGRATIONS),
  notifier: () => createTestDatabase<string>(NOTIFIER, NOTIFIER_MIGRATIONS),
};

interface Route {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly permission: Permission;
}
interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly operationId: string;
  readonly 'x-permission': Permission;
}

interface Told {
  readonly act: string;
  readonly actor: { readonly role?: string };
  readonly object: { readonly id: string };
  readonly changes: readonly { readonly after: unknown }[];
}

/** For want of a permission, in the words of a scope or of another one. */
const REFUSED = /"None of your roles permits this|which neither your token nor one of your roles has/u;

const OTHER = '018f0000-0000-7000-8000-00000000000b';
const NOBODYS = '018f0000-0000-7000-8000-0000000000ff';

/** A program that reads has no such thing to do. */
const OF_WHO_SIGNED_IN: readonly Permission[] = [
  'deliveries:reports',
  'people:erase',
  'people:export',
  'people:sensitive',
  'segments:change',
];

function addressOf(path: string, tenantId = TENANT): string {
  const ids: Readonly<Record<string, string>> = { tenantId, name: 'old.example' };
  return path.replaceAll(/\{(\w+)\}/gu, (_all, name: string) => ids[name] ?? NOBODYS);
}

describe.each(PROJECTIONS)('each route of the %s', (projection) => {
  let database: TestDatabase<string>;
  let kafka: TestKafka;
  let issuer: Issuer;
  let service: RunningService;
  let routes: readonly Route[];

  beforeAll(async () => {
    [database, kafka, issuer] = await Promise.all([MADE[projection](), testKafka(), Issuer.start()]);
    const [url, readerUrl] = [database.url(projection), database.url('reader')];
    service = await startOf(projection, { url, readerUrl, jwksUrl: issuer.jwksUrl, kafka: kafka.settings });
    const token = await tokenOf('operator');
    const [readers, operators] = await Promise.all([
      fetch(`${service.url}/openapi.json`),
      fetch(`${service.internalUrl}/admin/openapi.json`, { headers: { authorization: `Bearer ${token}` } }),
    ]);
    routes = [...routesIn((await readers.json()) as Described), ...routesIn((await operators.json()) as Described)];
  });
  afterAll(async () => {
    await service.stop();
    issuer.stop();
    await Promise.all([database.drop(), kafka.drop()]);
  });

  function routesIn({ paths }: Described): readonly Route[] {
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId, 'x-permission': permission }]) => {
        return { operationId, method: method.toUpperCase(), path, permission };
      }),
    );
  }

  function tokenOf(role: Role, { ago = 0, console = 'console-key' } = {}): Promise<string> {
    const tid = role === 'operator' ? INSTALLATION : TENANT;
    const signIn = {
      auth_time: Math.floor(Date.now() / 1_000) - ago,
      amr: ['hwk'],
      addr: '203.0.113.0/24',
      azp: console,
    };
    return issuer.token(projection, { claims: { tid, roles: [role], ...signIn } });
  }

  async function call(
    { method, path }: Route,
    token: string,
    tenantId = TENANT,
  ): Promise<{ status: number; text: string }> {
    const at = path.startsWith('/admin') ? service.internalUrl : service.url;
    const address = addressOf(path, tenantId);
    const isWrite = ['POST', 'PUT', 'PATCH'].includes(method);
    const answer = await fetch(at + address, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(isWrite && { 'content-type': 'application/json' }) },
      ...(isWrite && { body: JSON.stringify({ why: 'A test.' }) }),
    });
    return { status: answer.status, text: (await answer.text()).replace(/"requestId":"[^"]*"/u, '') };
  }

  /** Each route with its answer, where there is one that is not as it should be. */
  async function wrong(of: (route: Route) => Promise<string | null>): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const route of routes) {
      const fault = await of(route);
      if (fault !== null) found[route.operationId] = fault;
    }
    return found;
  }

  it('names a permission that there is', () => {
    expect(routes.length).toBeGreaterThan(5);
    expect(routes.filter(({ permission }) => !PERMISSIONS.includes(permission))).toEqual([]);
  });

  it.each(ROLES)('answers %s exactly where the table says so', async (role) => {
    const [token, may] = [await tokenOf(role), permissionsOf([role])];
    const faults = await wrong(async (route) => {
      const { status, text } = await call(route, token);
      const isRefused = status === 403 && REFUSED.test(text);
      if (isRefused === may.has(route.permission)) return `${route.permission}: ${status} ${text}`;
      return status === 401 || status >= 500 ? `${status} ${text}` : null;
    });
    expect(faults).toEqual({});
  });

  it.each(ROLES)('asks %s for a sign-in of the last five minutes, where the table says so', async (role) => {
    const [token, may] = [await tokenOf(role, { ago: 306 }), permissionsOf([role])];
    const faults = await wrong(async (route) => {
      const { status, text } = await call(route, token);
      const isAsked = status === 403 && text.includes('"step-up-required"');
      return isAsked === (may.has(route.permission) && needsFreshSignIn(route.permission)) ? null : `${status} ${text}`;
    });
    expect(faults).toEqual({});
  });

  it('answers an administrator of another tenant’s ids what it answers of nobody’s', async () => {
    const token = await tokenOf('identity-administrator');
    const faults = await wrong(async (route) => {
      if (!route.path.includes('{tenantId}')) return null;
      const [one, two] = [await call(route, token, OTHER), await call(route, token, NOBODYS)];
      return [403, 404].includes(one.status) && one.text === two.text ? null : JSON.stringify([one, two]);
    });
    expect(faults).toEqual({});
  });

  it('answers a reader without a role as before, who never signed in', async () => {
    const token = await issuer.token(projection);
    const ofReaders = routes.filter(({ path }) => !path.startsWith('/admin'));
    for (const route of ofReaders.filter(({ permission }) => !OF_WHO_SIGNED_IN.includes(permission)))
      expect([route.path, (await call(route, token)).status]).not.toEqual([route.path, 403]);
    for (const route of routes.filter((one) => !ofReaders.includes(one)))
      expect([route.path, (await call(route, token)).status]).toEqual([route.path, 403]);
  });

  it('shows an operator by a grant what may be looked at, tells the tenant of each read, and nothing once it is taken back', async () => {
    const signIn = {
      auth_time: Math.floor(Date.now() / 1_000),
      amr: ['hwk'],
      addr: '203.0.113.0/24',
      azp: 'console-key',
    };
    const token = (grant: string): Promise<string> =>
      issuer.token(projection, { claims: { ...signIn, roles: ['operator'], grant } });
    const [mine, other] = [await token('grant-1'), await token('grant-2')];
    const may: readonly Permission[] = [
      'people:read',
      'colleagues:read',
      'directory:read',
      'directory:history',
      'activity:read',
      'audit:read',
      'lag:read',
    ];
    const read = routes.filter(({ method, permission }) => method === 'GET' && may.includes(permission));
    const faults = await wrong(async (route) => {
      const { status, text } = await call(route, mine);
      const isRefused = status === 403 && REFUSED.test(text);
      return isRefused === read.includes(route) || status >= 500 ? `${route.permission}: ${status} ${text}` : null;
    });
    expect(faults).toEqual({});
    expect(await reads()).toEqual(read.map(({ path }) => [TENANT, 'grant-1', 'operator', `GET ${addressOf(path)}`]));
    const [first] = read;
    if (first === undefined) throw new Error('nothing is read');
    await publishAct(kafka.settings, 'grants.revoke', { type: 'grant', id: 'grant-1' });
    await eventually('it is refused', async () => (await call(first, mine)).status === 401, SOON);
    expect((await call(first, other)).status).not.toBe(401);
  });

  async function reads(): Promise<readonly unknown[]> {
    const client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    try {
      const stored = 'select tenant_id, value from acts.outbox order by id';
      const { rows } = await client.query<{ tenant_id: string; value: string }>(stored);
      return rows.flatMap(({ tenant_id: tenantId, value }) => {
        const { act, actor, object, changes } = JSON.parse(value) as Told;
        return act === 'grants.read' ? [[tenantId, object.id, actor.role, changes[0]?.after]] : [];
      });
    } finally {
      await client.end();
    }
  }

  it('gives what is kept of a tenant to who exports it, for as long as that takes, and to no other operator', async () => {
    const kept = KEPT[projection];
    if (kept === undefined) return;
    const claims = {
      tid: INSTALLATION,
      roles: ['operator'],
      auth_time: Math.floor(Date.now() / 1_000) - 400,
      amr: ['hwk'],
      azp: 'console-key',
    };
    const get = async (token: string): Promise<number> =>
      (await fetch(service.internalUrl + kept, { headers: { authorization: `Bearer ${token}` } })).status;
    const [mine, other] = await Promise.all(
      [TENANT, OTHER].map((exported) => issuer.token(projection, { claims: { ...claims, export: exported } })),
    );
    if (projection === 'notifier') {
      await publishTenant(kafka.settings);
      await eventually('it knows the tenant', async () => (await get(mine ?? '')) !== 404, SOON);
    }
    expect([await get(mine ?? ''), await get(other ?? ''), await get(await tokenOf('operator'))]).toEqual([
      200, 403, 403,
    ]);
  });

  it('lets nobody in any more by a console’s key that is withdrawn', async () => {
    const role = ROLES.find(
      (one) => audiencesOf([one]).includes(projection) && permissionsOf([one]).has(AT[projection]),
    );
    if (role === undefined) throw new Error('nobody may read it');
    const [gone, other, reader] = [
      await tokenOf(role, { console: 'stolen' }),
      await tokenOf(role, { console: 'next' }),
      await issuer.token(projection),
    ];
    expect(await ask(service, projection, gone)).toBe(200);
    await publishAct(kafka.settings, 'consoles.withdraw', { type: 'console-key', id: 'stolen' });
    await eventually('it is refused', async () => (await ask(service, projection, gone)) === 401, SOON);
    expect([await ask(service, projection, other), await ask(service, projection, reader)]).toEqual([200, 200]);
  });
});

/** Of which an export has a part. */
const KEPT: Readonly<Partial<Record<keyof typeof LIST, string>>> = {
  audit: `/admin/entries?tenantId=${TENANT}`,
  notifier: `/admin/tenants/${TENANT}/deliveries`,
};

/** What {@link LIST} asks for. */
const AT = {
  directory: 'people:read',
  audit: 'audit:read',
  notifier: 'deliveries:read',
} as const satisfies Readonly<Record<keyof typeof LIST, Permission>>;
