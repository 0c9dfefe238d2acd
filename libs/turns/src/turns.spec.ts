import { describe, expect, it } from '@jest/globals';
import { inTurns, type Steps } from './in-turns.js';
import { TURN_MS, Turns, type Turn } from './turns.js';

/** A loop whose time is the work that was done: each unit takes a tenth of a millisecond. */
class Loop {
  #now = 0;
  #held = 0;
  #after: (() => void)[] = [];
  rounds = 0;
  /** The longest time between two rounds, in ms of work. */
  longest = 0;
  readonly turns = new Turns({ now: () => this.#now, afterLoop: (run) => void this.#after.push(run) });

  work(units: number): void {
    this.#now += units / 10;
    this.#held += units / 10;
    this.longest = Math.max(this.longest, this.#held);
  }

  /** Until nothing is scheduled. */
  async run(): Promise<void> {
    for (let settled = 0; settled < 20;) {
      // The reactions of the promises that were resolved come before the next round.
      await Promise.resolve();
      settled += 1;
      if (settled < 10 || this.#after.length === 0) continue;
      const due = this.#after;
      this.#after = [];
      this.#held = 0;
      this.rounds += 1;
      settled = 0;
      for (const run of due) run();
    }
  }
}

function* steps(loop: Loop, count: number, unitsEach = 1): Steps<number> {
  for (let step = 0; step < count; step += 1) {
    loop.work(unitsEach);
    yield;
  }
  return count;
}

describe('turns', () => {
  it('give the loop back when a computation has held it for its time', async () => {
    const loop = new Loop();
    const done = inTurns(steps(loop, 10_000), loop.turns.begin());
    await loop.run();
    expect(await done).toBe(10_000);
    expect(loop.longest).toBeLessThanOrEqual(TURN_MS + 0.1);
  });

  it('are not waited for by what is small, and cost it no round of the loop', async () => {
    const loop = new Loop();
    const done = inTurns(steps(loop, 9), loop.turns.begin());
    expect(await done).toBe(9);
    expect(loop.rounds).toBe(0);
  });

  it('are shared: forty that begin in one round hold the loop no longer than one', async () => {
    const loop = new Loop();
    const done = Array.from({ length: 40 }, () => inTurns(steps(loop, 1_000), loop.turns.begin()));
    await loop.run();
    expect(await Promise.all(done)).toHaveLength(40);
    // Each may do a small piece before it finds that the time is over.
    expect(loop.longest).toBeLessThanOrEqual(TURN_MS + 40 * 1.1);
  });

  it('go from key to key: forty of one delay another by a step each, and not by forty', async () => {
    const loop = new Loop();
    const ended = new Map<string, number>();
    const run = (of: string, count: number): Promise<unknown> =>
      inTurns(steps(loop, count), loop.turns.begin(of)).then(() => ended.set(of, loop.rounds));
    const busy = Array.from({ length: 40 }, () => run('busy', 1_000));
    const calm = run('calm', 300);
    await loop.run();
    await Promise.all([...busy, calm]);
    // Its 30 ms take their own rounds, and as many of the busy key between them.
    expect(ended.get('calm')).toBeLessThanOrEqual(2 * (30 / TURN_MS) + 2);
  });

  it('let a small piece go on in a round whose time is over', async () => {
    const loop = new Loop();
    const [first, small]: [Turn, Turn] = [loop.turns.begin(), loop.turns.begin()];
    first.isOver();
    loop.work(500);
    expect(first.isOver()).toBe(true);
    const late = loop.turns.begin();
    loop.work(5);
    expect([small.isOver(), late.isOver()]).toEqual([true, false]);
  });

  it('are over for a computation that did not ask for long', () => {
    const loop = new Loop();
    const turn = loop.turns.begin();
    loop.work(500);
    expect(turn.isOver()).toBe(true);
  });

  it('count the units of steps, and keep the longest until they are asked for it', async () => {
    const loop = new Loop();
    function* counted(): Steps<void> {
      yield 300;
      yield 700;
      yield;
    }
    await inTurns(counted(), loop.turns.begin());
    expect([loop.turns.units, loop.turns.takeLongest(), loop.turns.takeLongest()]).toEqual([1_000, 700, 0]);
  });

  it('go on with an error of a step', async () => {
    const loop = new Loop();
    function* failing(): Steps<void> {
      throw new Error('a step failed');
    }
    await expect(inTurns(failing(), loop.turns.begin())).rejects.toThrow('a step failed');
  });

  it('tell whose computation has held the loop for how long, waits left out, and failures not', async () => {
    const loop = new Loop();
    const spent = new Map<string, number>();
    const hearNoMore = loop.turns.onSpent((of, ms) => spent.set(of, (spent.get(of) ?? 0) + ms));
    function* failing(): Steps<void> {
      loop.work(50);
      yield;
      throw new Error('a step failed');
    }
    const done = [
      inTurns(steps(loop, 1_000), loop.turns.begin('busy')),
      inTurns(steps(loop, 300), loop.turns.begin('calm')),
      inTurns(failing(), loop.turns.begin('failed')).catch(() => undefined),
    ];
    await loop.run();
    await Promise.all(done);
    expect([...spent].map(([of, ms]) => [of, Math.round(ms)])).toEqual([
      ['busy', 100],
      ['calm', 30],
      ['failed', 5],
    ]);
    hearNoMore();
    await inTurns(steps(loop, 5), loop.turns.begin('calm'));
    expect(Math.round(spent.get('calm') ?? 0)).toBe(30);
  });
});
