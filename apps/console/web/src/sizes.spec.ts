import { describe, expect, it } from '@jest/globals';
import { excesses, FIRST_LOAD, ROUTE, sizesIn } from '../sizes.mjs';

const MANIFEST = {
  'index.html': { file: 'first.js', css: ['first.css'], imports: ['shared'], dynamicImports: ['page', 'big'] },
  shared: { file: 'shared.js' },
  page: { file: 'page.js', isDynamicEntry: true, imports: ['shared', 'part'] },
  part: { file: 'part.js', css: ['part.css'] },
  big: { file: 'big.js', isDynamicEntry: true },
};

describe('the sizes of the pages', () => {
  it('count what a page loads beyond the first load, each file once', () => {
    expect(sizesIn(MANIFEST, () => 1)).toEqual({
      first: 3,
      pages: [
        { name: 'page', bytes: 3 },
        { name: 'big', bytes: 1 },
      ],
    });
  });

  it('are over where the first load or a page is', () => {
    const sizes = sizesIn(MANIFEST, (file: string) => (file === 'big.js' ? ROUTE + 1 : 1));
    expect(excesses(sizes)).toEqual([`big adds ${ROUTE + 1} bytes of ${ROUTE}`]);
    expect(excesses({ first: FIRST_LOAD + 1, pages: [] })).toHaveLength(1);
    expect(excesses({ first: FIRST_LOAD, pages: [{ name: 'page', bytes: ROUTE }] })).toEqual([]);
  });
});
