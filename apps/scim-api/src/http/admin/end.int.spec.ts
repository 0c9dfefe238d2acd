import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { decodeEvent, type RollcallEvent } from '#contracts';
import type { RunningService } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { eventually } from '../../../../../test/support/eventually.js';
import { rowsNaming } from '../../../../../test/support/rows-naming.js';
import { ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS } from '../../activity/storage/database.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { addShadow, setting } from '../scim/shadow.fixture.js';

const SOON = { TENANT_END_AFTER_MS: '0', ERASE_EVERY_MS: '100' };
const WITHIN = { timeout: 30_000, every: 50 };
const LONG = 90_000;

let activity: TestDatabase<'activity'>;
let activityOwner: Client;
let api: TestScimApi;
let replica: RunningService;
beforeAll(async () => {
  activity = await createTestDatabase(ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS);
  activityOwner = new Client({ connectionString: activity.ownerUrl });
  await activityOwner.connect();
  const settings = { ...SOON, ACTIVITY_DATABASE_URL: activity.url('activity') };
  api = await TestScimApi.start(undefined, undefined, settings);
  replica = await api.replica(undefined, settings);
});
afterAll(async () => {
  await replica.stop();
  await api.stop();
  await activityOwner.end();
  await activity.drop();
});

let ended: TestConnection;
let other: TestConnection;
beforeEach(async () => {
  [ended, other] = [await api.addTenant(), await api.addTenant()];
});

const END = { name: 'Tenant', reason: 'The contract ended.' };

async function suspend({ tenantId }: TestConnection): Promise<void> {
  await api.act('POST', `/tenants/${tenantId}/suspend`, { reason: 'Not paid.' });
}

async function eventsOf({ tenantId }: TestConnection): Promise<RollcallEvent[]> {
  const statement = 'select headers, value from outbox where tenant_id = $1 order by id';
  const { rows } = await api.owner.query<{ headers: string; value: string }>(statement, [tenantId]);
  return rows.flatMap(({ headers, value }) => {
    const decoded = decodeEvent({ headers: JSON.parse(headers) as Record<string, string>, value });
    return decoded.ok ? [decoded.event] : [];
  });
}

/** Stands for the relay. */
async function publishAll(): Promise<void> {
  await api.owner.query('delete from outbox_unpublished');
}

async function endIsTold(of: TestConnection): Promise<RollcallEvent> {
  return eventually(
    'the end is told',
    async () => (await eventsOf(of)).find(({ type }) => type === 'rollcall.TenantEnded') ?? false,
    WITHIN,
  );
}

async function stateOf({ tenantId }: TestConnection): Promise<Record<string, unknown>> {
  return (await api.admin('GET', `/tenants/${tenantId}/end`)).body;
}

const schemas = (kind: string): string[] => [`urn:ietf:params:scim:schemas:core:2.0:${kind}`];
const newPerson = () => ({
  schemas: schemas('User'),
  userName: `${randomUUID()}@contoso.example`,
  emails: [{ value: 'a@b.example' }],
});

/** One person, a group with it, and an access token: something in most tables. */
async function use(as: TestConnection): Promise<void> {
  const person = newPerson();
  const user = await api.ask('POST', '/Users', { as, body: person });
  await api.ask('POST', '/Groups', {
    as,
    body: { schemas: schemas('Group'), displayName: 'All', members: [{ value: user.body.id }] },
  });
  await api.ask('POST', '/Users', { as, body: person });
  await api.ask('POST', '/Users', { as, body: { ...person, userName: `${randomUUID()}@contoso.example` } });
  await api.act('PUT', `/tenants/${as.tenantId}/attributes/shoe`, { type: 'number' });
  await api.act('POST', `/tenants/${as.tenantId}/domains`, { name: 'contoso.example' });
  await api.act('POST', `/tenants/${as.tenantId}/readers`, { name: 'BI', audiences: ['audit'] });
  for (const days of [3, 400]) {
    const expiresAt = new Date(Date.now() + days * 86_400_000).toISOString();
    await api.act('POST', `/tenants/${as.tenantId}/connections/${as.connectionId}/credentials`, { expiresAt });
  }
}

const OF_SHADOW = ['', '_users', '_emails', '_groups', '_members', '_touched', '_matched', '_refusals'].map(
  (name) => `public.shadow${name === '' ? 's' : name}`,
);

/** A shadow with something in each of its tables. */
async function rehearse(live: TestConnection): Promise<TestConnection> {
  const as = await addShadow(api, live);
  const ask = (method: string, path: string, body?: object) =>
    api.ask(method, path, { as, ...(body === undefined ? {} : { body }) });
  const other = { type: 'home', value: 'a@home.example' };
  const made = await ask('POST', '/Users', { ...newPerson(), emails: [{ type: 'work', value: 'a@b.example' }, other] });
  const members = [{ value: made.body.id }];
  await ask('POST', '/Groups', { schemas: schemas('Group'), displayName: 'Rehearsed', members });
  await ask('PATCH', `/Users/${String(made.body.id)}`, setting('nonsense', 1));
  await ask('GET', `/Groups?filter=${encodeURIComponent('displayName eq "All"')}`);
  await eventually('all is noted', async () => isIn(await rowsNaming(api.owner, live.tenantId), OF_SHADOW), WITHIN);
  return as;
}

function isIn(rows: Readonly<Record<string, number>>, tables: readonly string[]): boolean {
  return tables.every((table) => (rows[table] ?? 0) > 0);
}

describe('the end of a tenant', () => {
  it.each<[string, boolean, object, string]>([
    ['that is not suspended', false, END, '409 not-suspended'],
    ['by another name', true, { ...END, name: 'Fabrikam' }, '409 other-name'],
    ['without a reason', true, { name: 'Tenant' }, '400 invalid-body'],
  ])('%s is refused', async (_what, isSuspended, body, refusal) => {
    if (isSuspended) await suspend(ended);
    const answer = await api.admin('POST', `/tenants/${ended.tenantId}/end`, body);
    expect(`${answer.status} ${String(answer.body.code)}`).toBe(refusal);
    expect((await api.admin('GET', `/tenants/${ended.tenantId}/end`)).status).toBe(404);
  });

  it(
    'comes once over replicas, and leaves no row of it in either database, and every row of another',
    async () => {
      await Promise.all([use(ended), use(other)]);
      const [shadow] = await Promise.all([rehearse(ended), rehearse(other)]);
      await eventually(
        'the activity has both',
        async () => (await inActivity(ended)) > 3 && (await inActivity(other)) > 3,
        WITHIN,
      );
      const isWarned = async (of: TestConnection): Promise<boolean> =>
        (await eventsOf(of)).some(({ type }) => type === 'rollcall.CredentialExpiring');
      await eventually('both are warned', async () => (await isWarned(ended)) && (await isWarned(other)), WITHIN);
      await publishAll();
      const before = await rowsNaming(api.owner, other.tenantId);
      await suspend(ended);
      await api.act('POST', `/tenants/${ended.tenantId}/end`, END);
      const told = await endIsTold(ended);
      expect(told).toMatchObject({
        subject: ended.tenantId,
        data: { reason: END.reason, actor: { type: 'operator' } },
      });
      expect((await eventsOf(ended)).filter(({ type }) => type === 'rollcall.TenantEnded')).toHaveLength(1);
      expect(await stateOf(ended)).toMatchObject({ state: 'ended', remaining: null });
      expect((await eventsOf(ended)).length).toBeGreaterThan(5);
      await publishAll();
      await eventually('all is removed', async () => (await stateOf(ended)).state === 'removed', WITHIN);
      expect(await rowsNaming(api.owner, ended.tenantId)).toEqual({
        'public.ended_tenants': 1,
        'public.tenant_ends': 1,
      });
      expect(await rowsNaming(api.owner, ended.connectionId)).toEqual({});
      expect(await rowsNaming(api.owner, ended.credentialId)).toEqual({});
      expect(await rowsNaming(api.owner, shadow.connectionId)).toEqual({});
      expect(await rowsNaming(activityOwner, ended.tenantId)).toEqual({ 'public.ended_tenants': 1 });
      expect(await rowsNaming(api.owner, other.tenantId)).toEqual(before);
      const { databases } = (await stateOf(ended)) as {
        databases: { database: string; rows: Record<string, number> }[];
      };
      expect(databases.map(({ database }) => database)).toEqual(['rollcall_scim', 'rollcall_activity']);
      expect(databases[0]?.rows).toMatchObject({ 'public.groups': 1, 'public.tenants': 1, 'public.connections': 2 });
      expect(isIn(databases[0]?.rows ?? {}, OF_SHADOW)).toBe(true);
      expect(databases[1]?.rows['public.requests']).toBeGreaterThan(3);
    },
    LONG,
  );

  it('makes it an unknown one, for SCIM, for readers and for whoever administers', async () => {
    const tenant = `/tenants/${ended.tenantId}`;
    await api.act('PATCH', tenant, { slug: 'ended' });
    await api.act('PUT', `${tenant}/domains/ended.example`, { state: 'verified', reason: 'a trial' });
    expect((await api.admin('GET', '/tenants/by-slug/ended')).body.id).toBe(ended.tenantId);
    expect((await api.admin('GET', '/tenants/by-domain/ended.example')).body.id).toBe(ended.tenantId);
    await suspend(ended);
    await api.act('POST', `/tenants/${ended.tenantId}/end`, END);
    await endIsTold(ended);
    const unknown = await api.admin('GET', `/tenants/${randomUUID()}`);
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { name: 'New' }],
      ['GET', '/connections'],
      ['GET', `/connections/${ended.connectionId}`],
      ['POST', `/connections/${ended.connectionId}/credentials`, {}],
      ['POST', '/resume', {}],
      ['POST', '/end', END],
      ['DELETE', '/end'],
      ['GET', '/export'],
    ] as const) {
      const answer = await api.admin(method, `/tenants/${ended.tenantId}${path}`, body);
      expect([method, path, answer.status, answer.body.detail]).toEqual([method, path, 404, unknown.body.detail]);
    }
    for (const path of ['by-slug/ended', 'by-domain/ended.example']) {
      expect([path, (await api.admin('GET', `/tenants/${path}`)).status]).toEqual([path, 404]);
    }
    const listed = (await api.admin('GET', '/tenants?limit=200')).body as unknown as { items: { id: string }[] };
    expect(listed.items.map(({ id }) => id)).not.toContain(ended.tenantId);
    const refused = await eventually('it is refused', async () => {
      const answer = await api.ask('GET', '/Users', { as: ended });
      return answer.status === 401 && answer;
    });
    const stranger = await api.ask('GET', '/Users', { as: { ...ended, token: `rcs_${'x'.repeat(43)}` } });
    const withoutId = ({ body }: typeof refused): string => String(body.detail).replace(/\(request .*/, '');
    expect(withoutId(refused)).toEqual(withoutId(stranger));
  });

  it(
    'is looked for again: what a request in flight adds goes, too',
    async () => {
      await suspend(ended);
      await api.act('POST', `/tenants/${ended.tenantId}/end`, END);
      await endIsTold(ended);
      const late = new Client({ connectionString: api.database.ownerUrl });
      await late.connect();
      try {
        await late.query('begin');
        await late.query('select pg_current_xact_id()');
        await publishAll();
        const isGone = async (): Promise<boolean> =>
          (await api.owner.query('select from tenants where id = $1', [ended.tenantId])).rowCount === 0;
        await eventually('its rows went', isGone, WITHIN);
        await late.query(`insert into outbox (id, tenant_id, resource_id, topic, headers, value)
                        values (nextval('outbox_id'), '${ended.tenantId}', 'late', 't', '{}', '{}')`);
        expect(await stateOf(ended)).toMatchObject({ state: 'ended' });
        await late.query('commit');
      } finally {
        await late.end();
      }
      await eventually('all is removed', async () => (await stateOf(ended)).state === 'removed', WITHIN);
      expect(await rowsNaming(api.owner, ended.tenantId)).toEqual({
        'public.ended_tenants': 1,
        'public.tenant_ends': 1,
      });
    },
    LONG,
  );
});

async function inActivity({ tenantId }: TestConnection): Promise<number> {
  const statement = 'select count(*)::int as n from requests where tenant_id = $1';
  return (await activityOwner.query<{ n: number }>(statement, [tenantId])).rows[0]?.n ?? 0;
}
