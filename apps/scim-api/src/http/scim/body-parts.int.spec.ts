import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TestScimApi } from '../../scim-api.fixture.js';

let api: TestScimApi;
let id: string;

beforeAll(async () => {
  api = await TestScimApi.start();
  const { body } = await api.ask('POST', '/Users', { body: { userName: 'parts@example.com' } });
  id = String(body.id);
});

afterAll(() => api.stop());

const op = (text: string): string =>
  `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[${text}]}`;

describe('a body', () => {
  it('of more parts than any message has is refused before it is parsed, by users, groups and Bulk', async () => {
    const group = await api.ask('POST', '/Groups', { body: { displayName: 'parts' } });
    const names = Array.from({ length: 50_000 }, (_, at) => `"k${at}":1`).join(',');
    const objects = (count: number): string => Array.from({ length: count }, () => '{}').join(',');
    const parse = jest.spyOn(JSON, 'parse');
    const long = (): number => parse.mock.calls.filter(([text]) => text.length > 100_000).length;
    for (const [method, path, text, rule] of [
      ['POST', '/Users', `{"userName":"parts",${names}}`, 'names; send only attributes of the schemas'],
      ['PUT', `/Users/${id}`, `{"userName":"parts",${names}}`, 'names; send only attributes of the schemas'],
      ['PUT', `/Groups/${String(group.body.id)}`, `{"displayName":"parts",${names}}`, 'names; send only'],
      ['PATCH', `/Users/${id}`, op(`{"op":"replace","value":{${names}}}`), 'names; send only'],
      ['POST', '/Bulk', op(objects(60_000)), 'values; send fewer at once'],
      ['POST', '/Users', `{"userName":"parts","unknown":[${objects(60_000)}]}`, 'values; send fewer at once'],
      ['POST', '/Groups', `{"displayName":"parts2","unknown":[${objects(200_000)}]}`, 'values; send fewer at once'],
      ['POST', '/.search', `{"attributes":[${objects(60_000)}]}`, 'values; send fewer at once'],
    ] as const) {
      const { status, body } = await api.ask(method, path, { text });
      expect([method, path, status, body.detail]).toEqual([method, path, 413, expect.stringContaining(rule)]);
    }
    expect(long()).toBe(0);
    parse.mockRestore();
  });
});
