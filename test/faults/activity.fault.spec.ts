import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { APP_DATABASES } from '../../deploy/local/set-up/app-databases.js';
import { withDatabase } from '#postgres';
import { eventually } from '../support/eventually.js';
import { newUser } from '../support/load.js';
import type { Answer, ScimClient } from '../support/scim-client.js';
import { World, type TestTenant } from '../support/world.js';

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly dropped: number | null }[];
}

/** What scim-api answered in its last second is in no row of the activity: only its events tell. */
describe('scim-api, killed before it has stored its activity', () => {
  let world: World;
  let tenant: TestTenant;
  let scim: ScimClient;
  let owner: Client;

  beforeAll(async () => {
    // With a short cycle it looks for gaps each second.
    world = await World.start({ processes: ['scim-api'], settings: { 'scim-api': { CYCLE_QUIET_MS: '5000' } } });
    tenant = await world.openTenant('gap');
    scim = world.scim(tenant);
    const { url } = world.constellation.servers.postgres;
    owner = new Client({ connectionString: withDatabase(url, APP_DATABASES.activity.name) });
    await owner.connect();
  }, 180_000);
  afterAll(async () => {
    scim.close();
    await owner.end();
    await world.stop();
  }, 60_000);

  /** Has the work done while no row can be stored, and kills the process with all of it in its queue. */
  async function killedWithin(work: () => Promise<Answer[]>): Promise<string[]> {
    await owner.query('begin');
    await owner.query('lock table requests in share mode');
    const answers = await work();
    await world.constellation.process('scim-api').kill();
    // What it had sent would be stored without it.
    await owner.query(
      `select pg_terminate_backend(pid, 10000) from pg_stat_activity
        where datname = current_database() and application_name like 'scim-api-activity%'`,
    );
    await owner.query('rollback');
    return answers.map(({ headers }) => String(headers['x-request-id']));
  }

  async function list(query: string): Promise<Page> {
    const { status, body } = await world.read(tenant, 'activity', `/activity?${query}`);
    expect(status).toBe(200);
    return body as Page;
  }

  it('names the gap, and has its accepted writes and refusals all the same', async () => {
    const created = await scim.post('Users', newUser('ada@gap.example'));
    const user = `Users/${String(created.body?.id)}`;
    // From here on there is something of which a part is missing.
    await eventually('its first rows are stored', async () => (await list('limit=1')).items.length === 1, {
      timeout: 30_000,
      every: 100,
    });
    const ids = await killedWithin(async () => [
      await scim.patch(user, [{ op: 'Replace', path: 'title', value: 'Countess' }]),
      await scim.post('Users', newUser('ada@gap.example')),
      await scim.get(user),
      await bulk(scim, user),
      await scim.delete(user),
    ]);
    const { rows } = await owner.query(`select from requests where request_id = any($1::uuid[])`, [ids]);
    expect(rows).toEqual([]);
    // As if it had been silent for long: nothing else is asked of the time.
    await owner.query(`update recorders set flushed_to = flushed_to - interval '1 minute' where ended_at is null`);
    await world.constellation.process('scim-api').start();
    const [patched, refused, read, enveloped, deleted] = ids;
    await eventually('it is filled in', async () => (await list(`requestId=${deleted}`)).items.length === 1, {
      timeout: 60_000,
      every: 200,
    });
    const shown = async (id = ''): Promise<unknown> => (await list(`requestId=${id}`)).items;
    const path = `/scim/v2/${user}`;
    expect(await shown(patched)).toMatchObject([{ method: null, path, status: 200, outcome: 'updated' }]);
    expect(await shown(refused)).toMatchObject([{ method: 'POST', path: '/scim/v2/Users', status: 409 }]);
    expect(await shown(read)).toEqual([]);
    expect(await shown(deleted)).toMatchObject([{ method: 'DELETE', path, status: 204, outcome: 'deleted' }]);
    expect(await shown(`${enveloped}:0`)).toMatchObject([{ method: 'POST', path: '/scim/v2/Groups', status: 201 }]);
    expect(await shown(`${enveloped}:1`)).toMatchObject([{ method: 'POST', path: '/scim/v2/Users', status: 409 }]);
    const { gaps } = await list('limit=1');
    expect(gaps).toMatchObject([{ dropped: null }]);
  }, 120_000);
});

/** A group that comes, and somebody who is there already. */
function bulk(scim: ScimClient, user: string): Promise<Answer> {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  const members = [{ value: user.split('/').at(-1) }];
  return scim.post('Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: [
      { method: 'POST', path: '/Groups', bulkId: 'a', data: { schemas, displayName: 'Analysts', members } },
      { method: 'POST', path: '/Users', bulkId: 'b', data: newUser('ada@gap.example') },
    ],
  });
}
