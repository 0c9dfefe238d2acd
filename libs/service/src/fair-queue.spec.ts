import { describe, expect, it } from '@jest/globals';
import { FairQueue } from './fair-queue.js';

const queue = (over: Partial<ConstructorParameters<typeof FairQueue>[0]> = {}): FairQueue<string> =>
  new FairQueue({ places: 1, placesOfTenant: 1, waiting: 100, waitingOfTenant: 50, ...over });

/** A generator of numbers from 0 to 1 (mulberry32), so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a fair queue', () => {
  it('gives turns to who has used least, and so the one with short turns has more of them', () => {
    const turns = queue();
    for (let at = 0; at < 40; at += 1) {
      turns.add('heavy', 'h');
      turns.add('light', 'l');
    }
    const seconds = { heavy: 1, light: 0.1 } as const;
    const served: string[] = [];
    for (let at = 0; at < 22; at += 1) {
      const turn = turns.next();
      if (turn === undefined) break;
      served.push(turn.tenantId);
      turns.done(turn.tenantId, seconds[turn.tenantId === 'heavy' ? 'heavy' : 'light']);
    }
    expect(served.filter((tenant) => tenant === 'heavy')).toHaveLength(2);
    expect(served.filter((tenant) => tenant === 'light')).toHaveLength(20);
  });

  it('serves whoever comes next, however much another has waiting and has used', () => {
    const turns = queue();
    for (let at = 0; at < 40; at += 1) turns.add('busy', 'b');
    for (let at = 0; at < 5; at += 1) turns.done(turns.next()?.tenantId ?? '', 5);
    turns.add('calm', 'c');
    expect(turns.next()?.tenantId).toBe('calm');
  });

  it('lends a tenant that is alone all but the places that are kept', () => {
    const turns = queue({ places: 4, placesOfTenant: 3 });
    for (let at = 0; at < 10; at += 1) turns.add('busy', 'b');
    expect([1, 2, 3, 4].map(() => turns.next()?.tenantId)).toEqual(['busy', 'busy', 'busy', undefined]);
    turns.add('calm', 'c');
    expect(turns.next()?.tenantId).toBe('calm');
  });

  it('lets nobody save up time, nor owe for time that nobody else wanted', () => {
    const turns = queue();
    turns.add('long alone', 'x');
    turns.done(turns.next()?.tenantId ?? '', 1_000);
    turns.add('long idle', 'y');
    turns.done(turns.next()?.tenantId ?? '', 0.1);
    for (let at = 0; at < 4; at += 1) {
      turns.add('long alone', 'x');
      turns.add('long idle', 'y');
      turns.add('new', 'z');
    }
    const served = Array.from({ length: 12 }, () => {
      const turn = turns.next();
      turns.done(turn?.tenantId ?? '', 1);
      return turn?.tenantId;
    });
    expect(served.slice(0, 4).filter((tenant) => tenant === 'long idle').length).toBeGreaterThanOrEqual(1);
    expect(served.slice(0, 4).filter((tenant) => tenant === 'new').length).toBeGreaterThanOrEqual(1);
    expect(served.filter((tenant) => tenant === 'new')).toHaveLength(4);
  });

  it('refuses what is beyond a tenant’s own, and at its end the newest of who has most', () => {
    const turns = queue({ waiting: 4, waitingOfTenant: 3 });
    expect(['a1', 'a2', 'a3'].map((item) => turns.add('a', item))).toEqual([null, null, null]);
    expect(turns.add('a', 'a4')).toBe('a4');
    expect(turns.add('b', 'b1')).toBeNull();
    expect(turns.add('b', 'b2')).toBe('a3');
    expect([turns.add('c', 'c1'), turns.size]).toEqual(['a2', 4]);
  });

  it('takes back what a turn did not take, before what came behind it', () => {
    const turns = queue();
    for (const item of ['1', '2', '3', '4']) turns.add('a', item);
    const turn = turns.next(() => 3);
    turns.putBack('a', turn?.items.slice(1) ?? []);
    turns.done('a', 1);
    expect([turns.size, turns.next(() => 9)?.items]).toEqual([3, ['2', '3', '4']]);
  });

  it('forgets who has nothing more, and says whether others want something', () => {
    const turns = queue();
    turns.add('a', '1');
    expect([turns.isWantedBeside('a'), turns.isWantedBeside('b')]).toEqual([false, true]);
    expect(turns.remove('a', () => true)).toEqual(['1']);
    expect([turns.size, turns.isWantedBeside('b'), turns.next()]).toEqual([0, false, undefined]);
  });

  it('keeps what it promises, whatever comes (random, 20 seeds)', () => {
    for (let seed = 0; seed < 20; seed += 1) expect([seed, ...new Crowd(randomFrom(seed)).run(1_000)]).toEqual([seed]);
  });
});

const CROWD = { places: 3, placesOfTenant: 2, waiting: 60, waitingOfTenant: 30 };

/** Three tenants that send as much as they can, with turns of a second, and a neighbour that sends a little. */
class Crowd {
  readonly #random: () => number;
  readonly #turns = new FairQueue<string>(CROWD);
  readonly #running: { readonly tenantId: string; readonly seconds: number; readonly until: number }[] = [];
  #now = 0;
  /** Of the neighbour, since when. */
  #waiting: number[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  /** What was broken. */
  run(steps: number): Set<string> {
    const broken = new Set<string>();
    for (let step = 0; step < steps; step += 1) {
      this.#now += 0.05;
      for (const tenantId of ['x', 'y', 'z']) {
        if (this.#random() < 0.9 && this.#turns.add(tenantId, tenantId) === 'n') broken.add('refused the neighbour');
      }
      if (this.#random() < 0.2) {
        this.#waiting.push(this.#now);
        if (this.#turns.add('neighbour', 'n') === 'n') broken.add('refused the neighbour');
      }
      this.#serve();
      const own = this.#running.filter(({ tenantId }) => tenantId === 'x').length;
      if (this.#running.length > CROWD.places || own > CROWD.placesOfTenant) broken.add('too many places');
      if (this.#turns.size > CROWD.waiting) broken.add('too much waits');
      if (this.#turns.size > CROWD.waitingOfTenant && this.#running.length < CROWD.places)
        broken.add('a place is idle');
      // A place comes free within the longest turn, and then it is the neighbour's.
      if (this.#now - (this.#waiting[0] ?? this.#now) > 1.06) broken.add('the neighbour waits');
    }
    return broken;
  }

  #serve(): void {
    for (const run of this.#running.filter(({ until }) => until <= this.#now)) {
      this.#running.splice(this.#running.indexOf(run), 1);
      this.#turns.done(run.tenantId, run.seconds);
    }
    for (let turn = this.#turns.next(); turn !== undefined; turn = this.#turns.next()) {
      if (turn.tenantId === 'neighbour') this.#waiting.shift();
      const seconds = turn.tenantId === 'neighbour' ? 0.05 : 1;
      this.#running.push({ tenantId: turn.tenantId, seconds, until: this.#now + seconds });
    }
  }
}
