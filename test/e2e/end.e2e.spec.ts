import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { APP_DATABASES } from '../../deploy/local/set-up/app-databases.js';
import { PROJECTIONS, type DatabaseKey } from '../../deploy/local/service-processes.js';
import { FACTS } from '#contracts';
import { withDatabase } from '#postgres';
import { ENDING } from '../golden/traffic.js';
import { eventually } from '../support/eventually.js';
import { newUser } from '../support/load.js';
import { rebuildBreaches } from '../support/proof.js';
import { readPublished, type Published } from '../support/published.js';
import { rowsNaming } from '../support/rows-naming.js';
import { World, type TestTenant } from '../support/world.js';

// Real processes on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(240_000);
const SOON = { timeout: 90_000, every: 200 };

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** The projections look once, when they start: what is told later is removed after the next start. */
const ONCE = { ERASE_EVERY_MS: '3600000' };
const REASON = { reason: 'The contract ended.' };

type Line = { readonly kind: string } & Readonly<Record<string, unknown>>;

interface End {
  readonly state: string;
  readonly databases: readonly {
    readonly database: string;
    readonly state: string;
    readonly rows: Record<string, number>;
  }[];
  readonly remaining: Record<string, number> | null;
}

describe('a company that leaves, beside one that stays', () => {
  const teardown = new AsyncDisposableStack();
  let world: World;
  let leaving: TestTenant;
  let staying: TestTenant;

  beforeAll(async () => {
    const settings = { all: ENDING, directory: ONCE, audit: ONCE, notifier: ONCE };
    world = teardown.adopt(await World.start({ settings }), (started) => started.stop());
    leaving = await world.openTenant('leaving');
    staying = await world.openTenant('staying');
    await Promise.all([use(world, leaving), use(world, staying)]);
    await Promise.all([rehearse(world, leaving), rehearse(world, staying)]);
    for (const tenant of [leaving, staying])
      await eventually(
        'a mail is decided',
        async () => (await listOf(world, tenant, 'notifier', '/deliveries')).length > 0,
        SOON,
      );
    await world.quiet();
  }, 240_000);
  afterAll(() => teardown.disposeAsync(), 60_000);

  const admin = (method: string, path: string, body?: object): Promise<Response> =>
    administer(world, leaving, { method, path, body });
  const end = async (): Promise<End> => (await (await admin('GET', 'end')).json()) as End;

  it('takes all that there is of it along, under one digest', async () => {
    expect((await admin('POST', 'suspend', REASON)).status).toBe(200);
    const text = await (await admin('GET', 'export')).text();
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const value = createHash('sha256')
      .update(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1))
      .digest('hex');
    expect(lines.at(-1)).toEqual({ kind: 'digest', algorithm: 'sha256', lines: lines.length - 1, value });
    const kinds = new Set(lines.map(({ kind }) => kind));
    for (const kind of ['user', 'group', 'member', 'version', 'entry', 'delivery', ...SHADOW])
      expect(kinds).toContain(kind);
    expect(lines.find(({ kind }) => kind === 'shadow')?.mails).toEqual([{ kind: expect.any(String), count: 1 }]);
    expect(text).not.toContain(staying.id);
  });

  it('is no more, in every database, also where a process was killed before it removed anything', async () => {
    await world.quiet();
    // Also what is written a while after the answer, such as the activity.
    for (const [app, left] of Object.entries(LEFT) as [DatabaseKey, object][]) {
      const hasMore = async (): Promise<boolean> =>
        Object.keys(await within(world, app, (owner) => rowsNaming(owner, leaving.id))).some(
          (table) => !(table in left),
        );
      await eventually(`${app} has something of it`, hasMore, SOON);
    }
    const before = await stayingShown(world, staying);
    expect((await admin('POST', 'end', { name: 'leaving', ...REASON })).status).toBe(202);
    await world.constellation.process('scim-api').kill();
    await world.constellation.process('scim-api').start();
    for (const app of PROJECTIONS) {
      const statement = 'select from ended_tenants where tenant_id = $1 and looked_at is null';
      await eventually(
        `${app} has heard of it`,
        async () => (await world.query(app, statement, [leaving.id])).length === 1,
        SOON,
      );
    }
    expect((await end()).state).toBe('ended');
    for (const app of PROJECTIONS) await world.constellation.process(app).kill();
    for (const app of PROJECTIONS) await world.constellation.process(app).start();
    const ended = await eventually(
      'all is removed',
      async () => {
        const found = await end();
        return found.state === 'removed' && found;
      },
      SOON,
    );
    expect(ended.databases.map(({ database }) => database)).toEqual([
      'rollcall_scim',
      'rollcall_activity',
      'rollcall_directory',
      'rollcall_audit',
      'rollcall_notifier',
    ]);
    const hadNothing = ended.databases.filter(({ rows }) => Object.keys(rows).length === 0);
    expect(hadNothing).toEqual([]);
    const published = (await readPublished(world.kafka)).filter(({ tenantId }) => tenantId === leaving.id);
    expect(published.filter(({ type }) => type === 'rollcall.TenantEnded')).toHaveLength(1);
    expect(ended.remaining).toEqual(onTopics(world, published));
    for (const [app, left] of Object.entries(LEFT) as [DatabaseKey, object][]) {
      const found = await within(world, app, (owner) => rowsNaming(owner, leaving.id));
      expect([app, found]).toEqual([app, left]);
      expect([app, await within(world, app, (owner) => rowsNaming(owner, nameOf(leaving)))]).toEqual([app, {}]);
    }
    expect(await stayingShown(world, staying)).toEqual(before);
  });

  it('is refused as somebody unknown, and is not there when all is folded again', async () => {
    expect((await world.scim(leaving).get('Users')).status).toBe(401);
    for (const app of PROJECTIONS) {
      const isRefused = async (): Promise<boolean> => (await world.read(leaving, app, LIST[app])).status === 401;
      await eventually(`${app} refuses it`, isRefused, SOON);
    }
    expect((await admin('GET', 'connections')).status).toBe(404);
    await world.quiet();
    for (const app of PROJECTIONS) expect(await rebuildBreaches(world, app)).toEqual([]);
  });
});

const LIST = { directory: '/employees?limit=200', audit: '/entries?limit=200', notifier: '/deliveries?limit=200' };

/** Its id alone; that it was ended is an entry of the installation. */
const LEFT: Partial<Record<DatabaseKey, object>> = {
  'scim-api': { 'public.ended_tenants': 1, 'public.tenant_ends': 1 },
  activity: { 'public.ended_tenants': 1 },
  directory: { 'public.ended_tenants': 1, 'public.revocations': 1 },
  audit: { 'projection.entries': 1, 'public.ended_tenants': 1, 'public.revocations': 1 },
  notifier: { 'public.ended_tenants': 1, 'public.revocations': 1 },
};

function nameOf({ scim }: TestTenant): string {
  return `Zaphod ${createHash('sha256').update(scim.token).digest('hex').slice(0, 12)}`;
}

/** People, a group, what is refused, what changes and who leaves. */
async function use(world: World, tenant: TestTenant): Promise<void> {
  const client = world.scim(tenant);
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    const user = newUser(`person-${n}@load.example`, { displayName: nameOf(tenant) });
    const { body } = await client.post('Users', user);
    ids.push(String(body?.id));
  }
  await client.post('Users', { schemas: [USER], userName: 'person-0@load.example' });
  await client.post('Groups', { schemas: [GROUP], displayName: nameOf(tenant), members: [{ value: ids[0] }] });
  await client.patch(`Users/${ids[1]}`, [{ op: 'Replace', path: 'title', value: nameOf(tenant) }]);
  await client.patch(`Users/${ids[2]}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
  await client.delete(`Users/${ids[3]}`);
  client.close();
}

const SHADOW = ['shadow', 'shadow-item', 'shadow-member'] as const;

/** A shadow connection, somebody new by it, and a group; the notifier has counted what would have been mailed. */
async function rehearse(world: World, tenant: TestTenant): Promise<void> {
  const post = async (path: string, body: object): Promise<Record<string, unknown>> =>
    (await (await administer(world, tenant, { method: 'POST', path, body })).json()) as Record<string, unknown>;
  const { id } = await post('connections', { name: 'Rehearsal', shadow: true });
  const { token } = await post(`connections/${String(id)}/credentials`, {});
  const client = world.scim({ ...tenant, scim: { ...tenant.scim, token: String(token) } });
  const made = await client.post('Users', newUser('rehearsed@load.example', { displayName: nameOf(tenant) }));
  await client.post('Groups', {
    schemas: [GROUP],
    displayName: `${nameOf(tenant)} rehearsed`,
    members: [{ value: String(made.body?.id) }],
  });
  client.close();
  const statement = 'select from mailing.shadow_mails where tenant_id = $1';
  const isCounted = async (): Promise<boolean> => (await world.query('notifier', statement, [tenant.id])).length === 1;
  await eventually('a mail of the shadow is counted', isCounted, SOON);
}

interface Administering {
  readonly method: string;
  readonly path: string;
  readonly body: object | undefined;
}

function administer(world: World, { id }: TestTenant, { method, path, body }: Administering): Promise<Response> {
  return fetch(`${world.constellation.internalUrl('scim-api')}/admin/tenants/${id}/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${world.constellation.operatorToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function listOf(world: World, tenant: TestTenant, audience: 'directory' | 'audit' | 'notifier', path: string) {
  const { status, body } = await world.read(tenant, audience, path);
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  return (body as { items: readonly object[] }).items;
}

/** What the one that stays is shown of itself. */
async function stayingShown(world: World, tenant: TestTenant): Promise<unknown> {
  const shown = (app: 'directory' | 'audit') =>
    eventually(`${app} answers`, () => listOf(world, tenant, app, LIST[app]), SOON);
  const employees = await shown('directory');
  const entries = (await shown('audit')) as readonly { readonly type: string; readonly id: string }[];
  // What is read is told, too, some time later.
  return { employees, entries: entries.filter(({ type }) => type !== 'rollcall.AdminActed').map(({ id }) => id) };
}

/** How many stand on each topic. */
function onTopics({ kafka: { topicPrefix } }: World, published: readonly Published[]): Record<string, number> {
  return Object.fromEntries(
    FACTS.map(({ name }) => [name, published.filter(({ topic }) => topic === topicPrefix + name).length]),
  );
}

async function within<Result>(
  world: World,
  app: DatabaseKey,
  work: (owner: Client) => Promise<Result>,
): Promise<Result> {
  const url = withDatabase(world.constellation.servers.postgres.url, APP_DATABASES[app].name);
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
