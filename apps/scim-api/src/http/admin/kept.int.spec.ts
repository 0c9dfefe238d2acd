import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAdminApi, type AdminApi } from './admin-api.fixture.js';

let api: AdminApi;
let tenant: string;
beforeAll(async () => {
  api = await startAdminApi();
  tenant = `/admin/tenants/${(await api.ask('POST', '/admin/tenants', { name: 'Contoso' })).body.id}`;
});
afterAll(() => api.stop());

const UNKEPT = ['\ud800', 'a\udfffb', '\udc00\ud800', 'a\u0000b'];

describe('a text that would not be kept as it is', () => {
  it.each(UNKEPT)('is refused wherever it stands: %j', async (text) => {
    const connection = await api.ask('POST', `${tenant}/connections`, { name: 'Entra' });
    const at = `${tenant}/connections/${connection.body.id}`;
    const requests = [
      ['POST', '/admin/tenants', { name: text }],
      ['POST', '/admin/tenants', { name: 'a', notificationAddress: `${text}@b.example` }],
      ['PATCH', tenant, { name: text }],
      ['PATCH', tenant, { [text]: 1 }],
      ['POST', `${tenant}/connections`, { name: text }],
      ['PATCH', at, { name: text }],
      ['POST', `${at}/credentials`, { expiresAt: text }],
      ['PUT', `${tenant}/attributes/Unit`, { type: 'option', description: text }],
      ['POST', `${tenant}/readers`, { name: text, audiences: ['audit'] }],
    ] as const;
    for (const [method, path, body] of requests) {
      expect(await api.ask(method, path, body)).toMatchObject({ status: 400, body: { code: 'invalid-body' } });
    }
  });

  it.each(['%00', 'a%00b', '%ED%A0%80', '%ff'])('is no name of an attribute: %s', async (name) => {
    const put = await api.ask('PUT', `${tenant}/attributes/${name}`, { type: 'option' });
    const gone = await api.ask('DELETE', `${tenant}/attributes/${name}`);
    expect(put.status).toBe(400);
    expect([400, 404]).toContain(gone.status);
  });

  it('is what was sent, when it is kept', async () => {
    const name = '😀 Zoë\u200d \u00a0 “x” ﷺ';
    const made = await api.ask('POST', '/admin/tenants', { name });
    expect([made.status, made.body.name]).toEqual([201, name]);
    expect((await api.ask('GET', `/admin/tenants/${made.body.id}`)).body.name).toBe(name);
  });
});

describe('the document', () => {
  it('says that tokens are asked for by a form', async () => {
    const { body } = await api.ask('GET', '/openapi.json');
    const { paths } = body as unknown as { paths: Record<string, { post: { requestBody: { content: object } } }> };
    const content = paths['/oauth/token']?.post.requestBody.content;
    expect(content).toMatchObject({
      'application/x-www-form-urlencoded': { schema: { type: 'object', required: ['grant_type'] } },
    });
    expect(Object.keys(content ?? {})).toHaveLength(1);
  });

  it('is refused to who does not read JSON, with what there is', async () => {
    for (const path of ['/openapi.json', '/admin/tenants', '/.well-known/jwks.json']) {
      const answer = await api.ask('GET', path, undefined, { accept: 'text/csv' });
      expect(answer).toMatchObject({ status: 406, body: { code: 'not-acceptable', available: ['application/json'] } });
    }
  });
});
