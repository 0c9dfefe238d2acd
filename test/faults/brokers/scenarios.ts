import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import type { Load } from '../../support/load.js';
import { backlog } from '../../support/quiet.js';
import type { BrokerWorld } from './broker-world.js';
import type { Scenario } from './scenario.js';

/** What an operator of Kafka does for each new version: one broker after the other, none before all copies are in sync. */
export const ROLLING_RESTART: Scenario = {
  name: 'all three restarted, one after the other',
  async disturb(stage, loads) {
    for (const id of stage.cluster.ids) {
      await stage.cluster.node(id).stop();
      await written(loads, 40);
      await stage.cluster.node(id).restart();
      await stage.mover().allInSync();
    }
  },
};

/** It keeps its connections and answers nothing: what a long garbage collection or a dying disk looks like. */
export const PAUSED: Scenario = {
  name: 'a broker paused for 45 s',
  disturb: (stage) => pausing(stage, (id, controller) => id !== controller),
};

/**
 * Its copies stay in the in-sync sets, and every partition that has one waits for it, until a new controller has been
 * elected and has itself waited the brokers' session timeout (9 s as shipped): Kafka's own delay comes first.
 */
export const CONTROLLER_PAUSED: Scenario = {
  name: 'the controller paused for 45 s',
  disturb: (stage) => pausing(stage, (id, controller) => id === controller),
};

async function pausing(
  stage: BrokerWorld,
  which: (id: number, controller: number) => boolean,
): Promise<{ hit: ReadonlySet<string> }> {
  const controller = await stage.cluster.controller();
  const paused = stage.cluster.ids.find((id) => which(id, controller)) ?? controller;
  const hit = await ledBy(stage, paused);
  stage.cluster.node(paused).pause();
  try {
    await pause(45_000);
  } finally {
    stage.cluster.node(paused).resume();
  }
  await stage.mover().allInSync();
  return { hit };
}

export const KILLED: Scenario = {
  name: 'kill -9 of the controller, which leads partitions',
  async disturb(stage, loads) {
    const killed = await stage.cluster.controller();
    const hit = await ledBy(stage, killed);
    await stage.cluster.node(killed).kill();
    await written(loads, 80);
    await stage.cluster.node(killed).restart();
    await stage.mover().allInSync();
    return { hit };
  },
};

/** One copy is one too few: Kafka takes nothing, SCIM everything. */
export const TWO_AWAY: Scenario = {
  name: 'two of three away',
  async disturb(stage, loads) {
    const away = stage.cluster.ids.slice(1);
    await Promise.all(away.map((id) => stage.cluster.node(id).kill()));
    const unknown = (): number => loads.reduce((sum, { ledger }) => sum + ledger.unknown, 0);
    const before = unknown();
    await written(loads, 200);
    const grown = await eventually('the outbox grows', () => backlog(stage.world), { timeout: 30_000 });
    const unanswered = unknown() - before;
    await Promise.all(away.map((id) => stage.cluster.node(id).restart()));
    await stage.mover().allInSync(120_000);
    return {
      breaches: [
        ...(grown < 100 ? [`only ${grown} records waited while two brokers were away`] : []),
        ...(unanswered > 0 ? [`${unanswered} writes were not answered while two brokers were away`] : []),
      ],
    };
  },
};

/** No restart and no broker away: only leaders that move, as often as they can. */
export function leadersMoved(seconds: number): Scenario {
  return {
    name: `leaders moved every 1.2 s for ${seconds} s`,
    async disturb(stage) {
      const mover = stage.mover();
      mover.start(1_200);
      await pause(seconds * 1_000);
      await mover.stop();
      // On a busy machine a move takes longer than its turn.
      const breaches = mover.rounds < seconds / 4 ? [`the leaders moved ${mover.rounds} times only`] : [];
      return { breaches };
    },
  };
}

async function written(loads: readonly Load[], more: number): Promise<void> {
  for (const load of loads) await load.reaches(load.ledger.writes + more, 120_000);
}

async function ledBy(stage: BrokerWorld, id: number): Promise<Set<string>> {
  return new Set((await stage.mover().state()).filter(({ leader }) => leader === id).map(placeOf));
}

function placeOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}
