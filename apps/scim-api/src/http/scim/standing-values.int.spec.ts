import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestScimApi } from '../../scim-api.fixture.js';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

let api: TestScimApi;
beforeAll(async () => {
  api = await TestScimApi.start();
});
afterAll(() => api.stop());

/** A resource as a version before took it, whose name shows nothing. */
async function standing(
  table: 'users' | 'groups',
  body: { userName: string } | { displayName: string },
): Promise<string> {
  const path = table === 'users' ? '/Users' : '/Groups';
  const { id } = (await api.ask('POST', path, { body })).body as { id?: string };
  const [name] = Object.values(body);
  await api.owner.query(`update ${table} set attributes = replace(attributes::text, $2, '   ') where id = $1`, [
    id,
    name,
  ]);
  return `${path}/${String(id)}`;
}

it('whoever has a name that shows nothing is read, disabled and deleted, by PATCH, PUT and Bulk', async () => {
  const user = await standing('users', { userName: 'nameless' });
  expect((await api.ask('GET', user)).body.userName).toBe('   ');
  const same = { userName: '   ', title: 'Clerk' };
  expect(await api.ask('PUT', user, { body: same })).toMatchObject({ status: 200, body: { title: 'Clerk' } });
  const off = { schemas: [PATCH], Operations: [{ op: 'replace', path: 'active', value: false }] };
  expect(await api.ask('PATCH', user, { body: off })).toMatchObject({ status: 200, body: { active: false } });
  const operations = [
    { method: 'PUT', path: user, data: { ...same, active: true } },
    { method: 'PUT', path: user, data: { userName: '\u3164' } },
    { method: 'PATCH', path: user, data: off },
    { method: 'DELETE', path: user },
  ];
  const { body } = await api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations: operations } });
  const { Operations: results } = body as unknown as { Operations: { status: string }[] };
  expect(results.map(({ status }) => status)).toEqual(['200', '400', '200', '204']);
});

it('a group of such a name is replaced, renamed and deleted', async () => {
  const group = await standing('groups', { displayName: 'Nameless' });
  expect((await api.ask('PUT', group, { body: { displayName: '   ', externalId: 'x' } })).status).toBe(200);
  expect(await api.ask('PUT', group, { body: { displayName: '\u2800' } })).toMatchObject({
    status: 400,
    body: { scimType: 'invalidValue' },
  });
  const renamed = { schemas: [PATCH], Operations: [{ op: 'replace', path: 'displayName', value: 'Named' }] };
  expect((await api.ask('PATCH', group, { body: renamed })).status).toBe(204);
  expect((await api.ask('DELETE', group)).status).toBe(204);
});
