import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PROCESS_NAMES } from '../../deploy/local/service-processes.js';
import { breaches, sumUp, type Figures } from '../neighbours/judge.js';
import { Stage, type Slot } from '../neighbours/stage.js';
import { besiege } from '../neighbours/strangers.js';
import { Watch } from '../neighbours/watch.js';
import { worstGenomes } from '../neighbours/worst.js';

// What `npm run neighbours` measures in two minutes a process, on a machine that is quiet, is replayed here for ten
// seconds: the worst that its search has found, and what of it does not depend on time.
const SECONDS_A_PROCESS = 10;

/** Of SHARED_BYTES, its default: what all requests of a process may hold. */
const SHARED_BYTES = 104_857_600;
/** Characters: a PATCH stops after 20,000, a filter after 4,000 and the value at which it is, of 16,000 at most. */
const LONGEST_STEP = 60_000;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 120_000);
afterAll(() => stage?.close(), 60_000);

/**
 * A fifth of what they send. Node has 64 kB of each connection before anybody is asked, and 4 MB are read to be thrown away:
 * 4 to 12 MB were seen, on a busy machine, too. Where all is read and thrown away it is 40 to 90 MB.
 */
const STRANGERS_BYTES = 30e6;

it.each([
  ['scim-api', '/scim/v2/Users'],
  ['scim-api', '/oauth/token'],
  ['directory', '/employees'],
  ['audit', '/entries'],
  ['notifier', '/deliveries'],
  ['console', '/api/sign-in'],
  ['console', '/sso/saml/acs'],
] as const)(
  '%s keeps no body of 150 strangers who send a megabyte each to %s',
  async (name, path) => {
    const watch = new Watch(stage.world, name);
    const url = stage.world.constellation.url(name);
    // What 150 connections cost, whatever they send.
    await besiege(url, path, 1_000);
    const before = watch.most;
    const statuses = await besiege(url, path, 1_000_000);
    watch.stop();
    expect(watch.most - before).toBeLessThan(STRANGERS_BYTES);
    expect(watch.isSame).toBe(true);
    expect(statuses.filter((status) => status >= 200 && status < 300)).toEqual([]);
  },
  120_000,
);

async function replay(name: (typeof PROCESS_NAMES)[number]): Promise<Figures> {
  const genomes = worstGenomes()[name] ?? [];
  expect(genomes).not.toHaveLength(0);
  const slots: Slot[] = [];
  for (const genome of genomes) {
    slots.push(await stage.slot(name, genome, { seconds: SECONDS_A_PROCESS / genomes.length, seed: 1 }));
  }
  return sumUp(name, [], slots);
}

it.each(PROCESS_NAMES)(
  '%s is held up by nobody: no restart, bounded memory and work, no neighbour refused',
  async (name) => {
    const figures = await replay(name);
    expect(breaches(figures, { withTimes: false })).toEqual([]);
    expect(figures.requests).toBeGreaterThan(0);
    expect(figures.heldBytes).toBeLessThanOrEqual(SHARED_BYTES);
    expect(figures.longestStep).toBeLessThan(LONGEST_STEP);
  },
  120_000,
);
