import { describe, expect, it } from '@jest/globals';
import { ROLES } from './fake/scenario.js';
import { INSTALLATION, PAGES } from './pages.js';
import { stageOfFile } from './stage.js';
import { findingsOf, landmarksOf, WITHIN_MS, overhangOf, unreachedBy } from './visit.js';

const stage = stageOfFile();

const CLEAN = {
  findings: [],
  complaints: [],
  unreached: [],
  overhang: 0,
  landmarks: { mains: 1, headings: 1, navigations: 1 },
};

const SEEN = [...PAGES, ...INSTALLATION].flatMap(({ path, roles }) => roles.map((role) => ({ path, role })));

describe('each page for each role', () => {
  it.each(SEEN)(
    '/$path for $role is reached by the keyboard alone, and nobody complains',
    async ({ path, role }) => {
      const look = { role, state: 'full', locale: 'en', theme: 'light', width: 1280 } as const;
      const seen = await stage.visit(path, look, async (page, complaints) => ({
        findings: await findingsOf(page),
        landmarks: await landmarksOf(page),
        overhang: await overhangOf(page),
        unreached: await unreachedBy(page),
        complaints: complaints.all(),
      }));
      expect(seen).toEqual(CLEAN);
    },
    WITHIN_MS,
  );

  // Behind `?` it is the same page.
  const nameOf = (path: string): string => path.split('?')[0] ?? '';
  const first = PAGES.filter(({ path }, at) => PAGES.findIndex((one) => nameOf(one.path) === nameOf(path)) === at);
  const refused = first.flatMap(({ path, roles }) =>
    ROLES.filter((role) => role !== 'operator' && !roles.includes(role)).map((role) => ({ path, role })),
  );

  it.each(refused)(
    '/$path tells $role who may see it',
    async ({ path, role }) => {
      const look = { role, state: 'full', locale: 'en', theme: 'light', width: 1280 } as const;
      const seen = await stage.visit(path, look, async (page, complaints) => ({
        findings: await findingsOf(page),
        landmarks: await landmarksOf(page),
        text: await page.getByRole('main').innerText(),
        complaints: complaints.all(),
      }));
      expect(seen).toMatchObject({ findings: [], complaints: [], landmarks: CLEAN.landmarks });
      expect(seen.text).toContain('This may be seen by');
    },
    WITHIN_MS,
  );
});
