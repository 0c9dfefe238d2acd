import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import type { Ledger } from '../support/load.js';
import { World } from '../support/world.js';
import { evidence } from './brokers/evidence.js';
import { acknowledgedAndLost } from './standby/kept.js';
import { StandbyPair } from './standby/pair.js';

/** In short; with all projections, an absent standby and several times: `npm run faults -- --stage standby`. */
describe('a primary that is killed beside its synchronous standby', () => {
  const teardown = new AsyncDisposableStack();
  let world: World;
  let pair: StandbyPair;

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'rollcall-standby-'));
    teardown.defer(() => rm(dir, { recursive: true, force: true }));
    pair = teardown.adopt(await StandbyPair.start(dir), (started) => started.stop());
    const processes = ['scim-api', 'relay'] as const;
    world = teardown.adopt(await World.start({ processes, env: { DATABASE_URL: pair.url } }), (started) =>
      started.stop(),
    );
  }, 180_000);
  afterAll(() => teardown.disposeAsync(), 60_000);

  it('takes nothing with it that was acknowledged to two tenants, and the relay goes on with the standby', async () => {
    const tenants = [await world.openTenant('acme'), await world.openTenant('globex')];
    const loads = tenants.map((tenant) => world.load(tenant, { workers: 4 }));
    const more = (writes: number): Promise<unknown> =>
      Promise.all(
        loads.map(({ ledger: { acknowledged } }) => {
          const wanted = acknowledged.size + writes;
          return eventually('writes are answered', () => acknowledged.size >= wanted, { timeout: 60_000 });
        }),
      );
    await more(40);
    await pair.failOver();
    await more(20);
    const ledgers: Ledger[] = await Promise.all(loads.map((load) => load.stop()));
    expect(await acknowledgedAndLost(world, ledgers)).toEqual([]);
    expect(await evidence(world, ledgers)).toMatchObject({ lost: 0, breaches: [] });
  }, 120_000);
});
