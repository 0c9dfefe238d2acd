import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { turns } from '#turns';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';

let api: TestScimApi;
let busy: TestConnection;
let [small, large]: string[] = [];

beforeAll(async () => {
  api = await TestScimApi.start();
  busy = await api.addTenant();
  [small, large] = [await newGroup('small', 3), await newGroup('large', 5_500)];
}, 60_000);

afterAll(() => api.stop());

async function newGroup(displayName: string, members: number): Promise<string> {
  const { body } = await api.ask('POST', '/Groups', { as: busy, body: { displayName } });
  await api.owner.query(
    `insert into group_members select $1, gen_random_uuid(), $2, 'User' from generate_series(1, $3::int)`,
    [body.id, busy.tenantId, members],
  );
  return String(body.id);
}

/** As if computations of the tenant had held the thread for so long. */
function spend(tenantId: string, ms: number): void {
  const turn = turns.begin(tenantId);
  const clock = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(ms);
  turn.hold(() => undefined);
  clock.mockRestore();
}

describe('a group of many members', () => {
  it('is refused to a tenant that has used its share of the thread while another is there; a small one is not', async () => {
    const members = async (id: string | undefined): Promise<number | undefined> =>
      ((await api.ask('GET', `/Groups/${id}`, { as: busy })).body.members as unknown[] | undefined)?.length;
    expect([await members(small), await members(large)]).toEqual([3, 5_500]);
    spend(busy.tenantId, 1_000_000);
    await eventually(
      '429 while another tenant asks',
      async () => {
        await api.ask('GET', '/Users?count=0');
        const { status, headers } = await api.ask('GET', `/Groups/${large}`, { as: busy });
        return status === 429 && headers.has('retry-after');
      },
      { timeout: 30_000 },
    );
    const without = await api.ask('GET', `/Groups/${large}?excludedAttributes=members`, { as: busy });
    const written = await api.ask('PUT', `/Groups/${large}`, { as: busy, body: { displayName: 'larger' } });
    expect([await members(small), without.status, written.status]).toEqual([3, 200, 200]);
  }, 60_000);
});
