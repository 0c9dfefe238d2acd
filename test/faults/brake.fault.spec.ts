import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../support/eventually.js';
import { newUser } from '../support/load.js';
import { ScimClient, type Answer } from '../support/scim-client.js';
import { World } from '../support/world.js';

const MOST = 10;
const AT_ONCE = 4;

/** The brake counts in the transaction of the write: whatever befalls the process, there is no count without its write. */
describe('scim-api, killed between the count of a brake and its COMMIT', () => {
  let world: World;
  let owner: Client;
  let scim: ScimClient;
  let connectionId: string;
  let ids: string[];

  beforeAll(async () => {
    world = await World.start({ processes: ['scim-api'] });
    const tenantId = await world.admin.createTenant('brake', 'it@brake.example');
    const brake = { percent: 100, people: MOST, atLeast: 1, mode: 'refuse' };
    connectionId = await world.admin.connect(tenantId, { name: 'Entra ID', rateLimit: null, brake });
    scim = new ScimClient({ url: world.scimUrl, token: await world.admin.createCredential(tenantId, connectionId) });
    ids = locationsOf(await bulk(Array.from({ length: 20 }, (_none, at) => creation(at))));
    owner = new Client({ connectionString: world.ownerUrl('scim-api') });
    await owner.connect();
  }, 180_000);
  afterAll(async () => {
    scim.close();
    await owner.end();
    await world.stop();
  }, 60_000);

  const bulk = (Operations: readonly object[]): Promise<Answer> =>
    scim.post('Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations });
  const disable = (people: readonly string[]): Promise<Answer> => bulk(people.map(disabling));

  /** Sends so many, holds their transaction behind the count, and kills the process there. @returns its backend's pid */
  async function killed(people: readonly string[]): Promise<number> {
    await owner.query('begin');
    // What is counted goes before the events, which nobody can append now.
    await owner.query('lock table outbox in share mode');
    const answer = disable(people);
    const pid = await waitingForTheLock();
    await world.constellation.process('scim-api').kill();
    expect((await answer).status).toBe(0);
    return pid;
  }

  /** The backend that has counted: whatever else appends an event waits there, too. */
  const waitingForTheLock = (): Promise<number> => {
    const waiting = `
      select pid from pg_locks where not granted and relation = 'outbox'::regclass
      intersect
      select pid from pg_locks where granted and relation = 'brake_minutes'::regclass and mode = 'RowExclusiveLock'`;
    const look = async () => (await world.query<{ pid: number }>('scim-api', waiting))[0]?.pid;
    return eventually('the events wait for the lock', look, { timeout: 30_000 });
  };

  /** Lets the transaction go its way, and starts the process again when its backend has ended. */
  async function goesOn(pid: number): Promise<void> {
    await owner.query('rollback');
    await eventually(
      'the backend of the killed process has ended',
      async () => {
        const { rowCount } = await owner.query('select from pg_stat_activity where pid = $1', [pid]);
        return rowCount === 0;
      },
      { timeout: 30_000 },
    );
    await world.constellation.process('scim-api').start();
  }

  async function kept(): Promise<Record<'left' | 'told' | 'counted', number>> {
    const { rows } = await owner.query<Record<'left' | 'told' | 'counted', number>>(
      `select (select count(*) from users where not active)::int as "left",
              (select count(*) from outbox where value like '%"active":false%')::int as "told",
              (select coalesce(sum(people), 0) from brake_minutes where connection_id = $1)::int as "counted"`,
      [connectionId],
    );
    return rows[0] ?? { left: -1, told: -1, counted: -1 };
  }

  it('has counted nobody where the transaction ended with it', async () => {
    const pid = await killed(ids.slice(0, AT_ONCE));
    await owner.query('select pg_terminate_backend($1)', [pid]);
    await goesOn(pid);
    expect(await kept()).toEqual({ left: 0, told: 0, counted: 0 });
  }, 90_000);

  it('has counted whom it disabled where COMMIT had been sent', async () => {
    await goesOn(await killed(ids.slice(0, AT_ONCE)));
    const { left, told, counted } = await kept();
    expect([told, counted]).toEqual([left, left]);
    // The server reads what was sent to it before the end of the connection, unless the system threw that away.
    expect([0, AT_ONCE]).toContain(left);
  }, 90_000);

  it('and lets as many leave as may, not one more', async () => {
    await disable(ids);
    expect(await kept()).toEqual({ left: MOST, told: MOST, counted: MOST });
  }, 60_000);
});

const creation = (at: number): object => ({
  method: 'POST',
  path: '/Users',
  bulkId: `b${at}`,
  data: newUser(`leaver${at}@brake.example`),
});
const disabling = (id: string): object => ({
  method: 'PATCH',
  path: `/Users/${id}`,
  data: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  },
});

function locationsOf({ body }: Answer): string[] {
  const results = (body?.Operations ?? []) as readonly { readonly location?: string }[];
  return results.map(({ location }) => location?.split('/').at(-1) ?? '');
}
