import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { TestScimApi } from './scim-api.fixture.js';

let api: TestScimApi;
beforeAll(async () => {
  api = await TestScimApi.start();
});
afterAll(() => api.stop());

const userName = (n: number): string => `drain-${n}@a.example`;

async function users(): Promise<number> {
  const { rows } = await api.owner.query<{ count: number }>('select count(*)::int as count from users');
  return rows[0]?.count ?? 0;
}

describe('stopping', () => {
  it('answers a Bulk, writes that wait for their turn and a search that are under way, and is clean', async () => {
    const at = await api.replica();
    const Operations = Array.from({ length: 400 }, (_, n) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `u${n}`,
      data: { userName: userName(n) },
    }));
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    const bulk = api.ask('POST', '/Bulk', { body: { schemas, Operations }, at });
    await eventually('the Bulk is under way', async () => (await users()) > 0);
    const writes = Array.from({ length: 100 }, (_, n) =>
      api.ask('POST', '/Users', { body: { userName: userName(1_000 + n) }, at }),
    );
    // Nothing answers it but looking at everybody.
    const search = api.ask('POST', '/Users/.search', {
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
        filter: 'not (userName ew "nobody") and title pr or userName co "drain"',
      },
      at,
    });
    const refusal = api.ask('DELETE', '/Users/nobody', { at });
    await Promise.any(writes);
    const stopped = at.stop();
    const answers = await Promise.all([bulk, search, refusal, ...writes]);
    expect(await stopped).toBe(true);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, ...writes.map(() => 201)]);
    expect(
      new Set((answers[0]?.body as { Operations?: { status: string }[] }).Operations?.map((one) => one.status)),
    ).toEqual(new Set(['201']));
    expect(await users()).toBe(500);
  });
});
