import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { newUser } from '../support/load.js';
import { ScimClient } from '../support/scim-client.js';
import { World, type TestTenant } from '../support/world.js';

/** Longer than whatever of ours waits for a broker: a request of its client has 30 s. */
const OUTAGE_MS = 35_000;

const CUT_COMMITS = `
  select count(*)::int as count
    from pg_stat_activity
   where usename = 'rollcall_scim'
     and state = 'active'
     and query ilike 'commit%'
     and pg_terminate_backend(pid)`;

describe('under load', () => {
  let world: World;
  let tenant: TestTenant;

  beforeAll(async () => {
    world = await World.start();
    tenant = await world.openTenant('acme');
  }, 180_000);
  afterAll(() => world.stop(), 60_000);

  it('a scim-api that is killed keeps what it has answered', async () => {
    const load = world.load(tenant);
    const scimApi = world.constellation.process('scim-api');
    for (let times = 0; times < 2; times += 1) {
      await load.reaches(load.ledger.writes + 60);
      await scimApi.kill();
      await scimApi.start();
    }
    await load.reaches(load.ledger.writes + 60);
    const ledger = await load.stop();
    expect(ledger.unknown).toBeGreaterThan(0);
    expect(await world.proof(ledger)).toEqual([]);
  }, 180_000);

  it('a PostgreSQL that is killed is answered 503, and loses nothing', async () => {
    const { postgres } = world.constellation.servers;
    const load = world.load(tenant);
    await load.reaches(60);
    await postgres.own?.kill();
    await load.reaches(load.ledger.writes + 20);
    await eventually('PostgreSQL starts again', () => postgres.own?.restart().then(() => true), { timeout: 60_000 });
    await untilAcknowledged(load.ledger.acknowledged, 20);
    const ledger = await load.stop();
    expect(ledger.unknown).toBeGreaterThan(0);
    expect(await world.proof(ledger)).toEqual([]);
  }, 180_000);

  it('two scim-api whose batches claim each other’s names refuse some of them, and fail none', async () => {
    const second = await world.constellation.addProcess('scim-api', 'scim-api-2');
    const load = world.load(tenant, { workers: 2 });
    const [one, other] = [world.scim(tenant), new ScimClient({ ...tenant.scim, url: `${second.url}/scim/v2` })];
    const people = await Promise.all(
      Array.from({ length: 64 }, (_, n) => one.post('Users', newUser(`claimant-${n}@load.example`))),
    );
    const ids = people.map(({ body }) => String(body?.id));
    const statuses = new Map<number, number>();
    for (let round = 0; round < 12; round += 1) {
      const named = (client: ScimClient, id: string, n: number) =>
        client.patch(`Users/${id}`, [{ op: 'replace', path: 'userName', value: `claimed-${round}-${n}@load.example` }]);
      const there = ids.slice(0, 32).map((id, n) => named(one, id, n));
      const back = ids.slice(32).map((id, n) => named(other, id, 31 - n));
      for (const answer of await Promise.all([...there, ...back])) {
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        // Of more than 100 refusals a minute the rest is counted, and not listed one by one.
        if (answer.status !== 409) load.notes(answer);
      }
    }
    one.close();
    other.close();
    const ledger = await load.stop();
    await second.stop();
    expect([...statuses.keys()].sort()).toEqual([200, 409]);
    expect(await world.proof(ledger)).toEqual([]);
    // Without the claims a batch that fails is decided anew one by one: right in the end, and dear.
    const log = await readFile(join(world.dir, 'logs', 'postgres.log'), 'utf8');
    expect(log.match(/ERROR: {2}(?:duplicate key|deadlock)/g) ?? []).toEqual([]);
  }, 120_000);

  it('a connection that is cut at its COMMIT is answered 503, and what it left is what the next answers say', async () => {
    const load = world.load(tenant);
    await load.reaches(60);
    let cut = 0;
    const cutCommits = async (): Promise<boolean> => {
      const [row] = await world.query<{ count: number }>('scim-api', CUT_COMMITS);
      cut += row?.count ?? 0;
      return cut >= 20;
    };
    await eventually('20 commits are cut', cutCommits, { timeout: 60_000, every: 1 });
    await untilAcknowledged(load.ledger.acknowledged, 20);
    const ledger = await load.stop();
    expect(ledger.unknown).toBeGreaterThan(0);
    expect(await world.proof(ledger)).toEqual([]);
  }, 180_000);

  it('a broker that is away for half a minute is not noticed over SCIM, and gets everything in order afterwards', async () => {
    const kafka = world.constellation.servers.kafka.own;
    const load = world.load(tenant, { workers: 4, pauseMs: 50 });
    await load.reaches(30);
    await kafka?.stop();
    const back = performance.now() + OUTAGE_MS;
    await eventually('the outage is over', () => performance.now() >= back, { timeout: OUTAGE_MS + 1_000, every: 500 });
    const during = { writes: load.ledger.writes, unknown: load.ledger.unknown };
    const readers = await Promise.all((['directory', 'audit', 'notifier'] as const).map(readiness));
    await kafka?.restart();
    const ledger = await load.stop();
    expect(during.writes).toBeGreaterThan(60);
    expect(during.unknown).toBe(0);
    // Whoever reads the projections is answered: no router may take them away.
    expect(readers).toEqual([200, 200, 200]);
    expect(await world.proof(ledger)).toEqual([]);
  }, 240_000);

  async function readiness(name: 'directory' | 'audit' | 'notifier'): Promise<number> {
    return (await fetch(`${world.constellation.url(name)}/readyz`)).status;
  }
});

async function untilAcknowledged(acknowledged: ReadonlyMap<string, number>, more: number): Promise<void> {
  const before = acknowledged.size;
  await eventually('writes are answered again', () => acknowledged.size >= before + more, { timeout: 60_000 });
}
