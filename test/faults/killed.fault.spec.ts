import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { newUser } from '../support/load.js';
import { World, type TestTenant } from '../support/world.js';

const CONSUMERS = ['directory', 'audit', 'notifier'] as const;

/** What measures time, and so runs beside nothing; what else befalls projections is in consumers.fault.spec.ts. */
describe('a projection that is killed', () => {
  const teardown = new AsyncDisposableStack();
  let seconds: ReadonlyMap<string, number>;

  // All at once: most of it is Kafka's wait for the session of who was killed.
  beforeAll(async () => {
    const world = teardown.adopt(await World.start(), (started) => started.stop());
    const tenant = await world.openTenant('acme');
    const load = world.load(tenant, { workers: 4 });
    await load.reaches(120);
    await load.stop();
    await world.quiet();
    seconds = await killedToReading(world, tenant);
  }, 240_000);
  afterAll(() => teardown.disposeAsync(), 60_000);

  it.each(CONSUMERS)('reads again within 12 s: %s', (name) => {
    expect(seconds.get(name)).toBeLessThanOrEqual(12);
  });
});

/** Kills all; by name, the seconds from then until what was written after it has been read. */
async function killedToReading(world: World, tenant: TestTenant): Promise<ReadonlyMap<string, number>> {
  const scim = world.scim(tenant);
  const killedAt = performance.now();
  await Promise.all(CONSUMERS.map((name) => world.constellation.process(name).kill()));
  const before = new Map(
    await Promise.all(CONSUMERS.map(async (name) => [name, await storedOffsets(world, name)] as const)),
  );
  await scim.post('Users', newUser('after-the-kill@acme.example'));
  scim.close();
  const back = CONSUMERS.map(async (name) => {
    await world.constellation.process(name).start();
    const hasRead = async () => (await storedOffsets(world, name)) > (before.get(name) ?? 0);
    await eventually(`${name} has read`, hasRead, { timeout: 30_000 });
    const seconds = (performance.now() - killedAt) / 1_000;
    console.log(`${name}: kill -9 to reading ${seconds.toFixed(1)} s`);
    return [name, seconds] as const;
  });
  return new Map(await Promise.all(back));
}

/** Of all partitions together: it grows with every event that is read. */
async function storedOffsets(world: World, name: (typeof CONSUMERS)[number]): Promise<number> {
  const [row] = await world.query<{ sum: string }>(
    name,
    'select sum(next_offset) as sum from projection.consumer_offsets',
  );
  return Number(row?.sum ?? 0);
}
