import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { DEFAULT_BRAKE } from '../../tenants/brake.js';
import { bulk, statuses } from './bulk.fixture.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

let api: TestScimApi;
let as: TestConnection;

beforeAll(async () => {
  api = await TestScimApi.start();
});

afterAll(() => api.stop());

/** A group of so many, past HTTP: the members need not exist. */
async function group(members: number): Promise<string> {
  const { rows } = await api.owner.query<{ id: string }>(
    `with made as (
       insert into groups
       values (gen_random_uuid(), $1, 1, now(), now(), gen_random_uuid(), null, '{"displayName":"G"}')
       returning id),
     joined as (
       insert into group_members select id, gen_random_uuid(), $1, 'User' from made, generate_series(1, $2::int))
     select id from made`,
    [as.tenantId, members],
  );
  return rows[0]?.id ?? '';
}

const remove = async (id: string): Promise<number> => (await api.ask('DELETE', `/Groups/${id}`, { as })).status;

async function counted(): Promise<Record<string, number>> {
  const { rows } = await api.owner.query<Record<string, number>>(
    `select coalesce(sum(people), 0)::int as people, coalesce(sum(members), 0)::int as members
       from brake_minutes where connection_id = $1`,
    [as.connectionId],
  );
  return rows[0] ?? {};
}

describe('memberships that end with their group', () => {
  it('count as those that are removed: a deletion that would pass ten thousand is refused, and leaves all as it was', async () => {
    as = await api.addTenant({ brake: DEFAULT_BRAKE });
    const [first, second, third] = [await group(6_000), await group(4_001), await group(4_000)];
    expect([await remove(first), await remove(second)]).toEqual([204, 409]);
    const held = await api.ask('DELETE', `/Groups/${second}`, { as });
    expect(held.body.detail).toMatch(
      /^members: the brake has engaged: 10001 memberships would be ended within an hour/,
    );
    const { rows } = await api.owner.query('select from group_members where group_id = $1', [second]);
    expect([rows.length, await counted()]).toEqual([4_001, { people: 0, members: 6_000 }]);
    expect([await remove(third), await counted()]).toEqual([204, { people: 0, members: 10_000 }]);
    const acts = await api.owner.query(`select from outbox where tenant_id = $1 and value like '%brake.engage%'`, [
      as.tenantId,
    ]);
    expect(acts.rows).toHaveLength(1);
  });

  it('count in a Bulk, too', async () => {
    as = await api.addTenant({ brake: DEFAULT_BRAKE });
    const ids = [await group(7_000), await group(3_000), await group(1), await group(0)];
    const operations = ids.map((id) => ({ method: 'DELETE', path: `/Groups/${id}` }));
    expect(statuses(await bulk(api, operations, { as }))).toEqual(['204', '204', '409', '204']);
  });

  it('are let through by a brake that tells, and where there is none', async () => {
    as = await api.addTenant({ brake: { ...DEFAULT_BRAKE, mode: 'tell' } });
    expect(await remove(await group(10_001))).toBe(204);
    as = await api.addTenant({ brake: null });
    expect(await remove(await group(10_001))).toBe(204);
  });
});

describe('memberships that end because their member is deleted', () => {
  it('do not count: who goes is counted as a person, however many groups go with it', async () => {
    as = await api.addTenant({ brake: DEFAULT_BRAKE });
    const userName = 'leaver@contoso.test';
    const { body } = await api.ask('POST', '/Users', { as, body: { schemas: [USER], userName, active: true } });
    const groups = [await group(1), await group(1), await group(1)];
    await api.owner.query(`insert into group_members select unnest($1::uuid[]), $2::uuid, $3, 'User'`, [
      groups,
      body.id,
      as.tenantId,
    ]);
    expect((await api.ask('DELETE', `/Users/${String(body.id)}`, { as })).status).toBe(204);
    const { rows } = await api.owner.query('select from group_members where member_id = $1', [body.id]);
    expect([rows.length, await counted()]).toEqual([0, { people: 1, members: 0 }]);
  });
});
