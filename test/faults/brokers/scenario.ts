import type { Load } from '../../support/load.js';
import type { BrokerWorld } from './broker-world.js';
import { DelayWatch } from './delay-watch.js';
import { evidence, type Evidence } from './evidence.js';

export interface Scenario {
  readonly name: string;
  /** Does its harm while people are written, and puts the brokers back. */
  readonly disturb: (stage: BrokerWorld, loads: readonly Load[]) => Promise<Disturbance | void>;
}

export interface Disturbance {
  /** The partitions (`topic/number`) that the harm could not spare. */
  readonly hit?: ReadonlySet<string>;
  /** What was seen beside; none that must not be. */
  readonly breaches?: readonly string[];
}

export interface Outcome extends Evidence {
  readonly name: string;
  /** Milliseconds that a record of a partition that was not hit has waited at most; of all, where none was. */
  readonly delay: number;
}

/** Writes people of two tenants over SCIM, does the harm, and holds what came out against what was answered. */
export async function play(stage: BrokerWorld, { name, disturb }: Scenario): Promise<Outcome> {
  const { world, tenants } = stage;
  const loads = tenants.map((tenant) => world.load(tenant, { workers: 4, pauseMs: 20 }));
  for (const load of loads) await load.reaches(40);
  const watch = new DelayWatch(world);
  try {
    const seen = await disturb(stage, loads);
    for (const load of loads) await load.reaches(load.ledger.writes + 40);
    const found = await evidence(world, await Promise.all(loads.map((load) => load.stop())));
    const delay = watch.longest((place) => seen?.hit?.has(place) !== true);
    return { name, delay, ...found, breaches: [...found.breaches, ...(seen?.breaches ?? [])] };
  } finally {
    await Promise.all([watch.stop(), ...loads.map((load) => load.stop())]);
  }
}
