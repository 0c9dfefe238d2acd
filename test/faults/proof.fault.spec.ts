import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ledger } from '../support/load.js';
import { World } from '../support/world.js';

/** The negative controls: each damage is done by the owner's hand, and the proof has to tell it. */
describe('the proof', () => {
  let world: World;
  let ledger: Ledger;
  let victim: string;

  beforeAll(async () => {
    world = await World.start();
    const load = world.load(await world.openTenant('acme'), { workers: 2 });
    await load.reaches(40);
    ledger = await load.stop();
    const [id] = [...ledger.acknowledged.keys()];
    victim = id ?? '';
  }, 180_000);
  afterAll(() => world.stop(), 60_000);

  it('has nothing to say of a load without faults', async () => {
    expect(ledger.unknown).toBe(0);
    expect(await world.proof(ledger)).toEqual([]);
  }, 240_000);

  it('tells an event that was lost, an entry that is missing, and an employee that was changed by hand', async () => {
    // The next version, without the event that belongs to it.
    await world.query('scim-api', 'update users set version = version + 1 where id = $1', [victim]);
    await world.query('audit', 'delete from projection.entries where resource_id = $1 and resource_version = 1', [
      victim,
    ]);
    await world.query('directory', `update projection.employees set title = 'Queen' where id = $1`, [victim]);
    const found = await world.proof({ ...ledger, deleted: new Set([victim]) });
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(`${victim}: stored at version`),
        expect.stringMatching(`${victim}: 0 audit entries for version 1`),
        expect.stringMatching(`${victim}: its deletion was answered`),
        expect.stringMatching('directory: its rebuild is not equal'),
        expect.stringMatching('audit: its rebuild is not equal'),
      ]),
    );
    expect(found).toHaveLength(5);
  }, 240_000);
});
