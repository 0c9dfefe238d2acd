import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sortSteps } from './sort-steps.js';

interface Item {
  readonly key: number;
  readonly at: number;
}

const byKey = (one: Item, other: Item): number => one.key - other.key;
const items = (keys: readonly number[]): Item[] => keys.map((key, at) => ({ key, at }));

it('sorts as the engine does, equal ones in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 3_000, size: 'max' }), (keys) => {
      const steps = sortSteps(items(keys), byKey);
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      expect(step.value).toEqual(items(keys).sort(byKey));
    }),
    { numRuns: 30 },
  );
});

it('compares a few thousand times between two steps, however many there are', () => {
  let compared = 0;
  const stretches: number[] = [];
  const steps = sortSteps(items(Array.from({ length: 50_000 }, (_, at) => (at * 7_919) % 50_000)), (one, other) => {
    compared += 1;
    return byKey(one, other);
  });
  for (let before = 0; steps.next().done !== true; before = compared) stretches.push(compared - before);
  expect(Math.max(...stretches)).toBeLessThan(6_000);
});
