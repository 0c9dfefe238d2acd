import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { arrayText } from './array-text.js';

// pg does not export how it writes a parameter.
const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils') as {
  prepareValue: (value: unknown) => string;
};

/** The elements of what PostgreSQL would read, as far as ours and pg's own may differ: in quotes around what is no text. */
const unquoted = (text: string): string => text.replaceAll(/"(-?[\d.e+-]+|NaN|-?Infinity|true|false)"/g, '$1');

describe('an array as a parameter', () => {
  it('is what pg makes of it, whatever its texts hold', () => {
    const element = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^["\\{},]*$/),
      fc.constantFrom('NULL', 'null', '', ' ', null, undefined),
      fc.integer(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(element), (values) => {
        expect(unquoted(String(arrayText(values)))).toBe(unquoted(prepareValue(values)));
      }),
    );
  });

  it('is left to pg where something of it is no plain value', () => {
    for (const value of [new Date(0), Buffer.from('x'), ['x'], { a: 1 }, 1n]) {
      const values = ['a', value];
      expect(arrayText(values)).toBe(values);
    }
  });
});
