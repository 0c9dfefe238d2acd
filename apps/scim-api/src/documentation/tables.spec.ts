import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LIMITS } from './limits.js';
import { withTables } from './tables.js';

const read = (file: string): string => readFileSync(join(process.cwd(), file), 'utf8');

describe('the README', () => {
  it('has the tables of errors and limits as the code has them: npm run tables', () => {
    const text = read('apps/scim-api/README.md');
    expect(text).toBe(withTables(text));
  });

  it('is refused when it has no place for them', () => {
    expect(() => withTables('')).toThrow('no place');
  });
});

describe('a limit', () => {
  it.each(Object.entries(LIMITS))('%s has a test that names it', (name, { proof }) => {
    expect(read(proof)).toContain(name);
  });
});
