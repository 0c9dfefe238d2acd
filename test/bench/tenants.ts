import { closedLoop, type Run, type Shot, type Target } from './generator.js';
import { demand, figure, heading, line } from './report.js';
import { creates } from './shots.js';
import { median } from './statistics.js';
import type { World } from './world.js';

const MANY = [1, 100, 1_000] as const;
const CONNECTIONS = 32;
/** Tenants that are opened at the same time. */
const AT_ONCE = 8;

export interface Lengths {
  readonly seconds: number;
  readonly rounds: number;
}

/** Creates at 32 connections of one tenant, of a hundred and of a thousand in turn, with everything running. */
export async function manyTenants(
  world: World,
  { seconds, rounds }: Lengths,
  drained: () => Promise<void>,
): Promise<void> {
  heading('Tenants active at once: creates, 32 connections, everything running');
  const targets = await openAll(world, Math.max(...MANY));
  const runs = new Map<number, Run[]>(MANY.map((many) => [many, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [many, of] of runs) {
      of.push(await closedLoop(world.target, inTurn(targets.slice(0, many)), { connections: CONNECTIONS, seconds }));
      await drained();
    }
  }
  const rate = (many: number): number => median((runs.get(many) ?? []).map(({ perSecond }) => perSecond));
  for (const [many, of] of runs) {
    const run = of.find(({ perSecond }) => perSecond === rate(many)) ?? of[0];
    if (run !== undefined) line(`${many} ${many === 1 ? 'tenant' : 'tenants'}`, run);
  }
  const share = rate(1_000) / rate(1);
  figure('1,000 tenants', `${share.toFixed(2)} of the rate of one`);
  demand('creates of 1,000 tenants, share of the rate of one', share, 'at least', 0.5);
}

async function openAll(world: World, count: number): Promise<readonly Target[]> {
  const targets: Target[] = [];
  const open = async (): Promise<void> => {
    for (let n = targets.length; n < count; n = targets.length) {
      const place = targets.push(world.target) - 1;
      targets[place] = (await world.another(`tenant-${place}`)).target;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, open));
  return targets;
}

/** Each request is the next tenant's. */
function inTurn(targets: readonly Target[]): () => Shot {
  const next = creates();
  let at = 0;
  return () => {
    at = (at + 1) % targets.length;
    return { ...next(), token: targets[at]?.token ?? '' };
  };
}
