/**
 * A tenant's initial cycle: everybody is created at once, and a mail about each would be a flood. It begins with the
 * tenant's first create and ends with the first gap of a quiet period, after which it never begins again.
 */
export interface Cycle {
  /** By the events' own times, so that a replay finds the same cycle. */
  readonly firstCreateAt: Date;
  readonly lastCreateAt: Date;
  /** When this process last heard of a create of the cycle: the digest waits for quiet, not for a date. */
  readonly heardAt: Date;
  /** The digest has been released; a create that is heard of later, but happened within, opens it again. */
  readonly isClosed: boolean;
}

/** True if what happened at `time` belongs to the cycle; the first create of all begins one. */
export function isWithinCycle(cycle: Cycle | null, time: Date, quietPeriodMs: number): boolean {
  return cycle === null || time.getTime() <= cycle.lastCreateAt.getTime() + quietPeriodMs;
}

/** The cycle after a create within it. Partitions are read side by side: times may come in any order. */
export function prolongCycle(cycle: Cycle | null, time: Date, now: Date): Cycle {
  if (cycle === null) return { firstCreateAt: time, lastCreateAt: time, heardAt: now, isClosed: false };
  return {
    firstCreateAt: time < cycle.firstCreateAt ? time : cycle.firstCreateAt,
    lastCreateAt: time > cycle.lastCreateAt ? time : cycle.lastCreateAt,
    heardAt: now > cycle.heardAt ? now : cycle.heardAt,
    isClosed: false,
  };
}

export interface Listening {
  readonly now: Date;
  /** Since when this process hears events: silence while it was down is no quiet. */
  readonly listeningSince: Date;
  readonly quietPeriodMs: number;
}

/** True once a whole quiet period was listened to and nobody was created. */
export function isCycleOver(cycle: Cycle, { now, listeningSince, quietPeriodMs }: Listening): boolean {
  const quietSince = Math.max(cycle.heardAt.getTime(), listeningSince.getTime());
  return now.getTime() - quietSince >= quietPeriodMs;
}
