import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestActivity } from '../../activity/activity.fixture.js';
import type { Answer, TestConnection, TestScimApi } from '../../scim-api.fixture.js';

let activity: TestActivity;
let api: TestScimApi;
let as: TestConnection;

beforeAll(async () => {
  activity = await TestActivity.start();
  ({ api } = activity);
});
afterAll(() => activity.stop());
beforeEach(async () => {
  as = await api.addTenant();
});

const USER = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'kim@contoso.example' };

const admin = (method: string, path: string, body?: object): Promise<Answer> =>
  api.admin(method, `/tenants/${as.tenantId}/connections/${as.connectionId}${path}`, body);

/** A look-up is believed for five seconds; the rest is the machine's. */
const PATIENCE = { timeout: 40_000 };

const pause = (body: object = {}) => admin('POST', '/pause', body);
const resume = () => admin('POST', '/resume', {});

function expectPaused(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('3600');
  expect(answer.headers.get('content-type')).toContain('application/scim+json');
  expect(answer.body.detail).toMatch(
    /^This connection is paused by the operator since \d{4}-\d\d-\d\dT[\d:.]+Z: .* \(request [0-9a-f-]{36}\)$/,
  );
}

async function eventsOfTenant(): Promise<string[]> {
  const { rows } = await api.owner.query<{ headers: string }>('select headers from outbox where tenant_id = $1', [
    as.tenantId,
  ]);
  return rows.map(({ headers }) => (JSON.parse(headers) as { ce_type: string }).ce_type);
}

/** Answered before the body that it promises comes. */
function answeredWithoutBody(token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/scim+json',
      'content-length': 500,
    };
    const request = httpRequest(`${api.service.url}/scim/v2/Users`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    request.on('error', reject);
    request.flushHeaders();
  });
}

describe('a connection that is paused', () => {
  it('answers every request 503 with who paused it and since when, the probe and discovery too', async () => {
    expect((await api.ask('GET', '/Users', { as })).status).toBe(200);
    expect(await pause({ reason: 'A merger.' })).toMatchObject({
      status: 200,
      body: { pause: { by: 'the operator', reason: 'A merger.' } },
    });
    const probe = `/Users?filter=${encodeURIComponent('userName eq "nobody"')}`;
    for (const path of [probe, '/Users', '/Groups/none', '/ServiceProviderConfig', '/Nothing'])
      expectPaused(await api.ask('GET', path, { as }));
    expectPaused(await api.ask('POST', '/Users', { as, body: USER }));
    expectPaused(await api.ask('POST', '/Bulk', { as, text: '{' }));
    expectPaused(await api.ask('DELETE', '/Users/none', { as }));
    expect((await fetch(`${api.service.url}/scim/v2/ServiceProviderConfig`)).status).toBe(200);
  });

  it('does no work: no body is read, nothing is written or refused, and no rate is charged', async () => {
    as = await api.addTenant({ rateLimit: { perSecond: 1, burst: 2 } });
    await pause();
    for (let at = 0; at < 5; at += 1) expectPaused(await api.ask('POST', '/Users', { as, body: USER }));
    expect(await answeredWithoutBody(as.token)).toBe(503);
    expect(await eventsOfTenant()).toEqual(['rollcall.AdminActed']);
    await resume();
    expect((await api.ask('POST', '/Users', { as, body: USER })).status).toBe(201);
  });

  it('is no reason to doubt its Tenant URL: what comes meanwhile where it should is a contact', async () => {
    await pause();
    const contact = async () =>
      ((await admin('GET', '/health')).body as unknown as { contact: { at: string | null } }).contact;
    expectPaused(await api.ask('GET', '/ServiceProviderConfig', { as }));
    expect(await contact()).toMatchObject({ at: null });
    expectPaused(await api.ask('GET', '/Users', { as }));
    await eventually('it is a contact', async () => (await contact()).at !== null);
  });

  it('tells nobody without its credential', async () => {
    await pause();
    const wrong = await api.ask('GET', '/Users', { as: { ...as, token: 'rcs_wrong' } });
    expect(wrong.status).toBe(401);
    expect(JSON.stringify(wrong.body)).not.toContain('paused');
    expect((await api.ask('GET', '/Users')).status).toBe(200);
  });

  it('is paused and served again in another replica, too', async () => {
    const replica = await api.replica();
    try {
      const status = async (): Promise<number> => (await api.ask('GET', '/Users', { as, at: replica })).status;
      expect(await status()).toBe(200);
      await pause();
      await eventually('it is paused there', async () => (await status()) === 503, PATIENCE);
      await resume();
      await eventually('it is served there', async () => (await status()) === 200, PATIENCE);
    } finally {
      await replica.stop();
    }
  }, 90_000);

  it('has its requests in the activity, as failed and with their code', async () => {
    await pause();
    const answer = await api.ask('POST', '/Users', { as, body: USER });
    const [, requestId = ''] = /\(request ([0-9a-f-]{36})\)/.exec(String(answer.body.detail)) ?? [];
    const rows = await eventually('it is stored', async () => {
      const found = await activity.of(requestId);
      return found.length === 1 && found;
    });
    expect(rows).toMatchObject([{ status: 503, outcome: 'failed', code: 'paused', method: 'POST' }]);
  });
});

describe('a tenant that is suspended', () => {
  const stand = (to: string, body: object): Promise<Response> =>
    fetch(`${api.service.internalUrl}/admin/tenants/${as.tenantId}/${to}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${'o'.repeat(32)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('lets nobody in by any credential, paused or not, until it is resumed', async () => {
    await stand('suspend', { reason: 'Not paid.' });
    expect((await api.ask('GET', '/Users', { as })).status).toBe(401);
    await pause();
    expect((await api.ask('GET', '/Users', { as })).status).toBe(401);
    expect((await api.ask('GET', '/Users')).status).toBe(200);
    await resume();
    await stand('resume', {});
    expect((await api.ask('GET', '/Users', { as })).status).toBe(200);
  });
});

describe('the health of a connection', () => {
  it('has its contact, the people of its tenant and what was refused', async () => {
    const made = await api.ask('POST', '/Users', { as, body: USER });
    await api.ask('POST', '/Users', { as, body: { ...USER, userName: 'left@contoso.example', active: false } });
    await api.ask('POST', '/Users', { as, body: USER });
    await api.ask('GET', '/Users/none', { as });
    expect(made.status).toBe(201);
    await api.ask('POST', '/Users', { body: { ...USER, userName: 'elsewhere@contoso.example' } });
    const health = await eventually('all is stored', async () => {
      const { body } = (await admin('GET', '/health')) as unknown as {
        body: { refusals: { count: number }; contact: { at: unknown } };
      };
      return body.refusals.count === 2 && body.contact.at !== null && body;
    });
    expect(health).toMatchObject({
      contact: { state: 'on-time' },
      people: { active: 1, all: 2 },
      refusals: { count: 2, isMore: false },
      lag: { events: 3 },
    });
  });
});

describe('a connection that is removed', () => {
  it('lets nobody in, and leaves its people for another one of the tenant', async () => {
    const made = await api.ask('POST', '/Users', { as, body: USER });
    await pause();
    expect((await admin('DELETE', '?reason=replaced')).status).toBe(204);
    expect((await api.ask('GET', '/Users', { as })).status).toBe(401);
    const base = `${api.service.internalUrl}/admin/tenants/${as.tenantId}/connections`;
    const headers = { authorization: `Bearer ${'o'.repeat(32)}`, 'content-type': 'application/json' };
    const post = async (path: string, body: object): Promise<Record<string, string>> =>
      (await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) })).json() as never;
    const other = await post('', { name: 'Entra anew' });
    const { token = '' } = await post(`/${other.id}/credentials`, {});
    const filter = encodeURIComponent(`userName eq "${USER.userName}"`);
    const matched = await api.ask('GET', `/Users?filter=${filter}`, { as: { ...as, token } });
    expect(matched.body).toMatchObject({ totalResults: 1, Resources: [{ id: made.body.id }] });
  });
});
