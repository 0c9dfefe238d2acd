import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { MAX_LEFT_AT_ONCE } from '../../storage/writer/write-deletion.js';
import { bulk, idOf, postGroup, postUser } from './bulk.fixture.js';

const MANY = 2 * MAX_LEFT_AT_ONCE + 50;

let api: TestScimApi;
let as: TestConnection;

beforeAll(async () => {
  api = await TestScimApi.start();
});

afterAll(() => api.stop());

interface Leaver {
  readonly id: string;
  readonly path: string;
  /** In the order of their ids, in which they are left. */
  readonly groups: readonly string[];
}

/** Somebody of a new tenant who is a member of many groups. */
async function leaver(type: 'User' | 'Group', count = MANY): Promise<Leaver> {
  as = await api.addTenant();
  const id = idOf((await bulk(api, [type === 'User' ? postUser('u') : postGroup('g')], { as }))[0]);
  const { rows } = await api.owner.query<{ id: string }>(
    `with many as (
       insert into groups
       select gen_random_uuid(), $1, 1, now(), now(), 'n' || n, null, '{"displayName":"N"}'
         from generate_series(1, $3::int) as n
       returning id),
     members as (
       insert into group_members select id, $2, $1, $4 from many)
     select id from many order by id`,
    [as.tenantId, id, count, type],
  );
  return { id, path: `/${type}s/${id}`, groups: rows.map((row) => row.id) };
}

interface Written {
  readonly id: string;
  readonly version: number;
  /** The transaction that wrote it. */
  readonly tx: string;
}

/** The events of the tenant in their order, but for what was written to make it. */
async function eventsBehind(first: string): Promise<Written[]> {
  const { rows } = await api.owner.query<Written>(
    `select resource_id::text as id, resource_version as version, xmin::text as tx
       from outbox
      where tenant_id = $1 and resource_version is not null and not (resource_id = $2 and resource_version = 1)
      order by outbox.id`,
    [as.tenantId, first],
  );
  return rows;
}

async function memberships(id: string): Promise<number> {
  const { rows } = await api.owner.query<{ count: number }>(
    'select count(*)::int as count from group_members where member_id = $1',
    [id],
  );
  return rows[0]?.count ?? -1;
}

/** Each group says once who left, the member itself comes last, and no transaction carried more than it may. */
async function expectAllSaid({ id, groups }: Leaver): Promise<void> {
  const events = await eventsBehind(id);
  expect(events.map((event) => [event.id, event.version])).toEqual([...groups, id].map((one) => [one, 2]));
  const sizes = [...Map.groupBy(events, ({ tx }) => tx).values()].map(({ length }) => length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_LEFT_AT_ONCE + 1);
  expect(await memberships(id)).toBe(0);
}

describe.each(['User', 'Group'] as const)('the deletion of a %s who is in very many groups', (type) => {
  it('takes several transactions, each of which says who left which group', async () => {
    const gone = await leaver(type);
    expect((await api.ask('DELETE', gone.path, { as })).status).toBe(204);
    await expectAllSaid(gone);
    expect((await api.ask('GET', gone.path, { as })).status).toBe(404);
  });

  it('does so in a Bulk, too', async () => {
    const gone = await leaver(type);
    const [result] = await bulk(api, [{ method: 'DELETE', path: gone.path }], { as });
    expect(result?.status).toBe('204');
    await expectAllSaid(gone);
  });

  it('leaves nothing when it is refused', async () => {
    const stays = await leaver(type);
    const headers = { 'if-match': 'W/"9"' };
    expect((await api.ask('DELETE', stays.path, { as, headers })).status).toBe(412);
    expect(await eventsBehind(stays.id)).toEqual([]);
  });

  it('that is killed between two of them is answered 503, and ends when it is repeated', async () => {
    const gone = await leaver(type);
    const held = new Client({ connectionString: api.database.ownerUrl });
    await held.connect();
    await held.query('begin');
    await held.query('select from groups where id = $1 for update', [gone.groups[MAX_LEFT_AT_ONCE]]);
    const answer = api.ask('DELETE', gone.path, { as, headers: { 'if-match': 'W/"1"' } });
    await eventually('the second transaction waits', async () => {
      const { rowCount } = await api.owner.query(
        `select from pg_stat_activity
          where datname = current_database() and application_name = 'scim-api-writes' and wait_event_type = 'Lock'`,
      );
      return rowCount === 1 && (await memberships(gone.id)) === MANY - MAX_LEFT_AT_ONCE;
    });
    await api.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'scim-api-writes' and wait_event_type = 'Lock'`,
    );
    const { status, body } = await answer;
    expect([status, body.detail]).toEqual([503, expect.stringContaining('has begun')]);
    await held.query('rollback');
    await held.end();

    const left = await eventsBehind(gone.id);
    expect(left.map(({ id }) => id)).toEqual(gone.groups.slice(0, MAX_LEFT_AT_ONCE));
    expect((await api.ask('GET', gone.path, { as })).headers.get('etag')).toBe('W/"1"');
    const first = await api.ask('GET', `/Groups/${gone.groups[0]}`, { as });
    expect([first.headers.get('etag'), first.body.members ?? []]).toEqual(['W/"2"', []]);

    expect((await api.ask('DELETE', gone.path, { as, headers: { 'if-match': 'W/"1"' } })).status).toBe(204);
    await expectAllSaid(gone);
  });
});
