import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';

const ROWS = 52;

/** Rules of RFC 7643 and RFC 7644 are numbered; a block of tests of the HTTP interface names those that it holds. */
describe('the rules of RFC 7643 and RFC 7644', () => {
  it('are each named by a block of tests', async () => {
    const named = new Set<number>();
    for (const file of globSync('apps/scim-api/src/http/scim/*.int.spec.ts')) {
      for (const [, numbers = ''] of (await readFile(file, 'utf8')).matchAll(/^describe\('rows? ([\d, ]+):/gm)) {
        for (const number of numbers.split(', ')) named.add(Number(number));
      }
    }
    expect([...named].sort((one, other) => one - other)).toEqual(Array.from({ length: ROWS }, (_, n) => n + 1));
  });
});
