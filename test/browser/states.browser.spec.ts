import { describe, expect, it } from '@jest/globals';
import { STATES } from './fake/scenario.js';
import { PAGES } from './pages.js';
import { pairwise, product } from './pairs.js';
import { stageOfFile } from './stage.js';
import { findingsOf, landmarksOf, WITHIN_MS, overhangOf } from './visit.js';

const stage = stageOfFile();

const FACTORS = {
  path: PAGES.map((one) => one.path).filter((one) => !one.includes('?')),
  state: STATES,
  theme: ['light', 'dark', 'forced'] as const,
  width: [1280, 320] as const,
  locale: ['en', 'de', 'en-XA', 'ar-XB'] as const,
};
/** `npm run browser:all`: not only each pair of them. */
const ROWS = process.env['BROWSER_ALL'] === '1' ? product(FACTORS) : pairwise(FACTORS);

describe('a page in each state, theme, width and language', () => {
  it.each(ROWS)(
    '/$path: $state, $theme, $width px, $locale',
    async ({ path, ...look }) => {
      const seen = await stage.visit(path, { role: 'identity-administrator', ...look }, async (page, complaints) => ({
        findings: await findingsOf(page),
        overhang: await overhangOf(page),
        headings: (await landmarksOf(page)).headings,
        complaints: complaints.all(),
      }));
      expect(seen).toEqual({ findings: [], overhang: 0, headings: 1, complaints: [] });
    },
    WITHIN_MS,
  );
});
