import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { INSTALLATION, PAGES } from './pages.js';
import { GONE, PERSON } from './fake/scenario.js';
import type { Probe, Shift } from './probe.js';
import { stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();
const WIDTHS = [1280, 320] as const;
const SEEN = [...PAGES, ...INSTALLATION].flatMap(({ path, roles: [role = 'auditor'] }) =>
  WIDTHS.map((width) => ({ path, role, width })),
);

/** Thousandths of a cumulative layout shift; https://web.dev/articles/cls calls so many good. */
const GOOD = 100;
/** Where the last that is asked for is above what is looked at: how long the card of a person is, and whether there is one. */
const MOST: Readonly<Record<string, number>> = {
  [`people/${PERSON}?open=2 at 320`]: 300,
  [`people/${GONE}?open=6 at 1280`]: 350,
  [`people/${GONE}?open=6 at 320`]: 1_000,
};

function shiftsOf(page: Page): Promise<readonly Shift[]> {
  return page.evaluate(() => (globalThis as unknown as { readonly probe: Probe }).probe.shifts());
}

describe('each page whose answers come one by one', () => {
  it.each(SEEN)(
    '/$path for $role at $width moves little that is shown already',
    async ({ path, role, width }) => {
      const look = { role, state: 'full', locale: 'en', theme: 'light', width, isOneByOne: true } as const;
      const shifts = await stage.visit(path, look, shiftsOf);
      const sum = 1_000 * shifts.reduce((all, { value }) => all + value, 0);
      const moved = shifts.map((one) => `${one.value}: ${one.moved.join('; ')}`);
      const most = MOST[`${path} at ${width}`] ?? GOOD;
      expect(sum <= most ? [] : moved).toEqual([]);
    },
    WITHIN_MS,
  );
});
