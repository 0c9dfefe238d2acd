import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isoOf } from './iso-of.js';

it('writes a moment as its Date does, whichever came before it', () => {
  const most = 8.64e15;
  const near = fc.double({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 0, 1) + 5_000, noNaN: true });
  const moment = fc.oneof(near, fc.integer({ min: 0, max: 1_100 }), fc.double({ min: -most, max: most, noNaN: true }));
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1 }), (moments) => {
      expect(moments.map(isoOf)).toEqual(moments.map((ms) => new Date(ms).toISOString()));
    }),
  );
});

it('knows no moment where Date knows none', () => {
  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => isoOf(ms)).toThrow(RangeError);
});
