import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INDEXED_CHARACTERS, indexKey } from './index-key.js';

const text = fc
  .tuple(fc.string({ unit: 'grapheme' }), fc.nat({ max: 600 }), fc.string({ unit: 'binary' }))
  .map(([head, times, tail]) => head.repeat(times).slice(0, 5_000) + tail);

describe('the key of a text in an index', () => {
  it('is the text itself up to 512 characters', () => {
    for (const character of ['x', 'ß', '漢', '😀']) {
      expect(indexKey(character.repeat(INDEXED_CHARACTERS))).toBe(character.repeat(INDEXED_CHARACTERS));
      expect(indexKey(character.repeat(INDEXED_CHARACTERS + 1))).toHaveLength(
        character.length * INDEXED_CHARACTERS + 64,
      );
    }
  });

  it('is that of no other text, and no text is the key of a longer one', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(indexKey(one) === indexKey(other)).toBe(one === other);
        if (indexKey(one) !== one) expect(indexKey(indexKey(one))).not.toBe(indexKey(one));
      }),
    );
  });

  it('fits a B-tree, whatever the text', () => {
    fc.assert(fc.property(text, (one) => Buffer.byteLength(indexKey(one)) <= 2_112));
  });

  it('sorts as the text does where the first characters differ', () => {
    const [earlier, later] = [`a${'x'.repeat(2_000)}`, `b${'x'.repeat(2_000)}`];
    expect(indexKey(earlier) < indexKey(later)).toBe(true);
  });
});
