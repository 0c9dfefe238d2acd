import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '#postgres';
import { LifeStore } from '../../storage/admin-life-store.js';
import { remindOne } from '../../storage/life-statements.js';
import { PauseReminders } from '../../tenants/pause-reminders.js';
import { startAdminApi, type AdminApi } from './admin-api.fixture.js';

const HOUR_MS = 3_600_000;

let api: AdminApi;
let tenant: string;
let connection: string;
let id: string;
beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  tenant = await newTenant();
  id = String((await api.ask('POST', `${tenant}/connections`, { name: 'Entra' })).body.id);
  connection = `${tenant}/connections/${id}`;
});

async function newTenant(): Promise<string> {
  return `/admin/tenants/${(await api.ask('POST', '/admin/tenants', { name: 'Contoso' })).body.id}`;
}

async function actsOn(object: string): Promise<{ act: string; reason: string | null; changes: object[] }[]> {
  const statement = 'select value from outbox where resource_id = $1 order by id';
  const { rows } = await api.owner.query<{ value: string }>(statement, [object]);
  return rows.map(({ value }) => JSON.parse(value) as never);
}

describe('a pause', () => {
  it('and its end are an act each, and what is so already is none', async () => {
    const paused = await api.ask('POST', `${connection}/pause`, { reason: 'A merger.' });
    const again = await api.ask('POST', `${connection}/pause`, {});
    expect(again.body).toEqual(paused.body);
    const resumed = await api.ask('POST', `${connection}/resume`, {});
    expect([resumed.status, resumed.body.pause]).toEqual([200, null]);
    expect((await api.ask('POST', `${connection}/resume`, {})).status).toBe(200);
    const { pause } = paused.body;
    expect(pause).toEqual({ since: expect.any(String), by: 'the operator', reason: 'A merger.' });
    expect((await actsOn(id)).slice(1)).toMatchObject([
      { act: 'connections.pause', reason: 'A merger.', changes: [{ path: 'pause', before: null, after: pause }] },
      { act: 'connections.resume', reason: null, changes: [{ path: 'pause', before: pause, after: null }] },
    ]);
  });

  it('outlives a change of the settings, and takes no reason that is none', async () => {
    await api.ask('POST', `${connection}/pause`, {});
    const renamed = await api.ask('PATCH', connection, { name: 'Entra ID' });
    expect(renamed.body).toMatchObject({ name: 'Entra ID', pause: { by: 'the operator' } });
    for (const body of [{ reason: '' }, { reason: 'a\nb' }, { why: 'x' }])
      expect((await api.ask('POST', `${connection}/pause`, body)).status).toBe(400);
  });

  it('of a day is told once by several processes, and again a day later', async () => {
    await api.ask('POST', `${connection}/pause`, { reason: 'A merger.' });
    const after = (hours: number): PauseReminders[] =>
      [1, 2, 3].map(() => {
        const now = (): Date => new Date(Date.now() + hours * HOUR_MS);
        const lives = new LifeStore({ writes: api.pool, ring: () => undefined, now });
        return new PauseReminders({ lives, onFailure: () => undefined });
      });
    const told = async (hours: number): Promise<number> => {
      await Promise.all(after(hours).map((reminders) => reminders.run()));
      return (await actsOn(id)).filter(({ act }) => act === 'connections.remind').length;
    };
    expect([await told(23), await told(25), await told(26), await told(48), await told(50)]).toEqual([0, 1, 1, 1, 2]);
    const [reminder] = (await actsOn(id)).filter(({ act }) => act === 'connections.remind');
    expect(reminder).toMatchObject({
      actor: { type: 'clock', name: null },
      reason: expect.stringMatching(/^Paused by the operator since \d{4}-\d\d-\d\d \d\d:\d\d UTC: A merger\.$/),
    });
    await api.ask('POST', `${connection}/resume`, {});
    expect(await told(100)).toBe(2);
  });
});

describe('a reminder that another process is writing', () => {
  it('is passed over without waiting for it', async () => {
    await api.ask('POST', `${connection}/pause`, {});
    const later = new Date(Date.now() + 25 * HOUR_MS);
    const lives = new LifeStore({ writes: api.pool, ring: () => undefined, now: () => later });
    const acting = { requestId: 'r', traceparent: null, reason: null };
    // Of other tests, too: whatever is due now is held by this transaction.
    await inTransaction(api.pool, async (tx) => {
      while (((await tx.query(remindOne(later, 24 * HOUR_MS))).rowCount ?? 0) > 0);
      expect(await lives.remindOne(acting)).toBe(false);
    });
    expect(await lives.remindOne(acting)).toBe(false);
  });
});

describe('the removal of a connection', () => {
  it('asks for a reason and a pause, and is one act with what ended', async () => {
    const token = await api.ask('POST', `${connection}/credentials`, {});
    const secret = await api.ask('POST', `${connection}/credentials`, { method: 'clientSecret' });
    expect(await api.ask('DELETE', connection)).toMatchObject({ status: 400 });
    expect(await api.ask('DELETE', `${connection}?reason=`)).toMatchObject({ status: 400 });
    expect(await api.ask('DELETE', `${connection}?reason=replaced`)).toMatchObject({
      status: 409,
      body: { code: 'not-paused' },
    });
    expect((await actsOn(id)).map(({ act }) => act)).toEqual(['connections.create']);
    await api.ask('POST', `${connection}/pause`, {});
    expect(await api.ask('DELETE', `${connection}?reason=replaced`)).toMatchObject({ status: 204 });
    const [, , removed, ...more] = await actsOn(id);
    expect(more).toEqual([]);
    expect(removed).toMatchObject({
      act: 'connections.remove',
      reason: 'replaced',
      changes: expect.arrayContaining([
        { path: 'name', before: 'Entra', after: null },
        { path: 'credentials', before: expect.arrayContaining([token.body.id, secret.body.id]), after: null },
      ]) as unknown,
    });
    const { rows } = await api.owner.query('select revoked_at from credentials where connection_id = $1', [id]);
    expect(rows).toEqual([{ revoked_at: expect.any(Date) }, { revoked_at: expect.any(Date) }]);
  });

  it('ends its access tokens', async () => {
    const secret = await api.ask('POST', `${connection}/credentials`, { method: 'clientSecret' });
    const basic = Buffer.from(`${id}:${secret.body.clientSecret}`).toString('base64');
    const asked = (): ReturnType<AdminApi['ask']> =>
      api.ask('POST', '/oauth/token', new URLSearchParams({ grant_type: 'client_credentials' }), {
        authorization: `Basic ${basic}`,
      });
    const got = await asked();
    expect(got.status).toBe(200);
    await api.ask('POST', `${connection}/pause`, {});
    await api.ask('DELETE', `${connection}?reason=replaced`);
    const { rows } = await api.owner.query('select 1 from access_tokens where connection_id = $1', [id]);
    expect(rows).toEqual([]);
    expect((await asked()).status).toBe(401);
  });

  it('leaves nothing to be shown or changed, and its name with the tenant', async () => {
    await api.ask('POST', `${connection}/pause`, {});
    await api.ask('DELETE', `${connection}?reason=replaced`);
    for (const [method, path, body] of ROUTES)
      expect([path, (await api.ask(method, connection + path, body)).status]).toEqual([path, 404]);
    expect((await api.ask('GET', `${tenant}/connections`)).body).toMatchObject({ items: [] });
    await api.ask('PATCH', tenant, { name: 'Contoso Ltd' });
    const [last] = (await actsOn(tenant.slice(-36))).filter((event) => 'connections' in event).slice(-1);
    expect(last).toMatchObject({ connections: [{ id, name: 'Entra' }] });
  });
});

describe('the health of a connection', () => {
  it('says what is known in one answer', async () => {
    const soon = new Date(Date.now() + 6 * 24 * HOUR_MS).toISOString();
    const first = await api.ask('POST', `${connection}/credentials`, { expiresAt: 'none' });
    const second = await api.ask('POST', `${connection}/credentials`, { expiresAt: soon, name: 'of June' });
    const { status, body } = await api.ask('GET', `${connection}/health`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      connectionId: id,
      name: 'Entra',
      pause: null,
      contact: { state: 'never', at: null, everyMinutes: 40, missed: 0, usedAt: null },
      people: { active: 0, all: 0 },
      refusals: null,
      expiries: [
        { credentialId: second.body.id, name: 'of June', method: 'token' },
        { credentialId: first.body.id, expiresAt: null },
      ],
      lag: { events: expect.any(Number), oldestAt: expect.any(String) },
      brake: { state: 'open' },
      drift: null,
    });
  });

  it('counts waiting events of its tenant alone, and hears of a client without a credential', async () => {
    const tenantId = tenant.slice(-36);
    await api.owner.query('select note_credential_use($1, $2)', [id, '192.0.2.0/24']);
    const signedIn = (await api.ask('GET', `${connection}/health`)).body;
    expect(signedIn).toMatchObject({ contact: { state: 'never', at: null, usedAt: expect.any(String) } });
    await api.owner.query('select note_served($1)', [id]);
    await api.owner.query('delete from outbox_unpublished where tenant_id = $1', [tenantId]);
    await newTenant();
    expect((await api.ask('GET', `${connection}/health`)).body).toMatchObject({
      contact: { state: 'on-time', missed: 0, at: expect.any(String) },
      lag: { events: 0, oldestAt: null },
    });
  });
});

const ROUTES: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['GET', ''],
  ['PATCH', '', { name: 'Other' }],
  ['DELETE', '?reason=x'],
  ['POST', '/pause', {}],
  ['POST', '/resume', {}],
  ['GET', '/health'],
  ['GET', '/credentials'],
  ['GET', '/decisions'],
  ['POST', '/credentials', {}],
  ['GET', '/brake'],
  ['POST', '/brake/release', { reason: 'x' }],
];

describe('a connection of another tenant', () => {
  it('is as one that nobody has, on every route', async () => {
    const other = await newTenant();
    const asOther = `${other}/connections/${id}`;
    const unknown = `${tenant}/connections/0198c0de-7a11-7000-8000-00000000000a`;
    for (const [method, path, body] of ROUTES) {
      const [theirs, nobodys] = [
        await api.ask(method, asOther + path, body),
        await api.ask(method, unknown + path, body),
      ];
      expect([path, theirs.status, theirs.body.detail]).toEqual([path, 404, nobodys.body.detail]);
    }
    expect((await actsOn(id)).map(({ act }) => act)).toEqual(['connections.create']);
  });
});
