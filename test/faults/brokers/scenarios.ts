import { setTimeout as pause } from 'node:timers/promises';
import type { Scenario } from './scenario.js';

/** No restart and no broker away: only leaders that move, as often as they can. */
export const LEADERS_MOVED: Scenario = {
  name: 'leaders moved every 1.2 s for 90 s',
  async disturb(stage) {
    const mover = stage.mover();
    mover.start(1_200);
    await pause(90_000);
    await mover.stop();
    const breaches = mover.rounds < 50 ? [`the leaders moved ${mover.rounds} times only`] : [];
    await stage.mover().everywhere();
    return { breaches };
  },
};
