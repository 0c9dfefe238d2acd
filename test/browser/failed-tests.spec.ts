import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { REASONS } from '../../apps/console/src/sign-on/refusal.js';
import { TEST_FAULTS } from '../../apps/console/src/sign-on/test-fault.js';

/** The console's pages import nothing of its back end, so their lists are read as text. */
const WEB = new URL('../../apps/console/web/src/', import.meta.url);

function codesOf(file: string, list: string): readonly string[] {
  const source = readFileSync(new URL(file, WEB), 'utf8');
  const [, codes = ''] = new RegExp(`const ${list} = \\[([^\\]]*)\\] as const;`).exec(source) ?? [];
  return [...codes.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
}

describe('what the pages know of a sign-in that came to nothing', () => {
  const refusals = codesOf('api/sign-in.ts', 'REFUSALS');
  const told = codesOf('pages/single-sign-on/failed-test.tsx', 'TOLD');

  it('is each refusal of the back end', () => {
    expect(refusals.toSorted()).toEqual(Object.keys(REASONS).toSorted());
  });

  it('is each fault of a test, and beside these refusals alone', () => {
    expect(TEST_FAULTS.filter((fault) => !told.includes(fault))).toEqual([]);
    const faults: readonly string[] = TEST_FAULTS;
    expect(told.filter((code) => !faults.includes(code) && !refusals.includes(code))).toEqual([]);
  });
});
