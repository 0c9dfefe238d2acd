import { describe, expect, it } from '@jest/globals';
import { MAX_SLUG, SLUG, slugOf, slugsOf } from './slug.js';

const ID = '018f0000-0000-7000-8000-00000000000a';

describe('a slug', () => {
  it.each([
    ['Contoso', 'contoso'],
    ['Müller & Söhne GmbH', 'muller-sohne-gmbh'],
    ['  --A  B--  ', 'a-b'],
    ['Ĳsselmeer ½', 'ijsselmeer-1-2'],
    ['田中商店', 'tenant'],
    [`${'x'.repeat(39)} yz`, 'x'.repeat(39)],
    ['x'.repeat(200), 'x'.repeat(40)],
  ])('of %j is %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it('of a namesake has a number, and of too many the id', () => {
    const slugs = slugsOf('x'.repeat(200), ID);
    expect(slugs.slice(0, 3)).toEqual(['x'.repeat(40), `${'x'.repeat(40)}-2`, `${'x'.repeat(40)}-3`]);
    expect(slugs.at(-1)).toBe(ID);
    expect(slugs.filter((slug) => !SLUG.test(slug) || slug.length > MAX_SLUG)).toEqual([]);
    expect(slugs).toHaveLength(new Set(slugs).size);
  });
});
