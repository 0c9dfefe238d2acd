import { describe, expect, it } from '@jest/globals';
import { NO_MANAGER, NOBODY_KNOWN, preorderSteps, type Placed, type Preorder } from './preorder.js';
import { seeded } from './seeded.fixture.js';

function preorder(managers: readonly number[]): Preorder {
  const steps = preorderSteps(Int32Array.from(managers));
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const placedOf = (managers: readonly number[]): Placed[] => {
  const { placed } = preorder(managers);
  return managers.map((_, index) => placed(index));
};

/** Who is below whom by walking up, each manager once. */
function isBelow(managers: readonly number[], person: number, manager: number): boolean {
  const seen = new Set<number>();
  for (let at = managers[person] ?? -1; at >= 0 && !seen.has(at); at = managers[at] ?? -1) {
    if (at === manager) return person !== manager;
    seen.add(at);
  }
  return false;
}

describe('a chart in one line', () => {
  it('has everybody below somebody in a range behind', () => {
    const placed = placedOf([NO_MANAGER, 0, 0, 1, 1, 2]);
    expect(placed.map(({ place, lastPlace, depth }) => [place, lastPlace, depth])).toEqual([
      [0, 5, 0],
      [1, 3, 1],
      [4, 5, 1],
      [2, 2, 2],
      [3, 3, 2],
      [5, 5, 2],
    ]);
  });

  it('begins with those without a manager, the largest first, then whose manager nobody knows, then circles', () => {
    const { placed, tops, levels } = preorder([NO_MANAGER, NO_MANAGER, 1, NOBODY_KNOWN, 3, 3, 7, 8, 6, 8]);
    expect([0, 1, 3, 6].map((index) => [placed(index).place, placed(index).top])).toEqual([
      [2, 'root'],
      [0, 'root'],
      [3, 'orphan'],
      [6, 'circle'],
    ]);
    expect([6, 7, 8, 9].map((index) => placed(index).isInCircle)).toEqual([true, true, true, false]);
    expect([tops, levels]).toEqual([{ root: 2, orphan: 1, circle: 1 }, 3]);
  });

  it('of nobody is empty', () => {
    expect(preorder([])).toMatchObject({ tops: { root: 0, orphan: 0, circle: 0 }, levels: 0 });
  });

  it('has everybody once and says of any two who is below whom, whatever the company looks like', () => {
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const next = seeded(seed);
      const people = 1 + Math.floor(next() * 14);
      const managers = Array.from({ length: people }, (_, index) => {
        const manager = Math.floor(next() * (people + 3)) - 2;
        return manager >= people || manager === index ? NO_MANAGER : manager;
      });
      const placed = placedOf(managers);
      expect(placed.map(({ place }) => place).sort((one, other) => one - other)).toEqual([...managers.keys()]);
      const isIn = (one: number) =>
        isBelow(managers, managers[one] ?? -1, one) || managers[managers[one] ?? -1] === one;
      for (const one of managers.keys()) {
        expect([seed, one, placed[one]?.isInCircle]).toEqual([seed, one, isIn(one)]);
        for (const other of managers.keys()) {
          // In a circle everybody is below everybody; it is cut above its first.
          if (isIn(one) && isIn(other)) continue;
          const [a, b] = [placed[one], placed[other]];
          if (a === undefined || b === undefined) throw new Error('nobody is there');
          if (isIn(other) && a.top !== 'circle' && isBelow(managers, one, other)) continue;
          const inRange = a.place > b.place && a.place <= b.lastPlace;
          expect([seed, one, other, inRange]).toEqual([seed, one, other, isBelow(managers, one, other)]);
        }
      }
    }
  });
});
