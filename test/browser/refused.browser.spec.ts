import { describe, expect, it } from '@jest/globals';
import { ROLES } from './fake/scenario.js';
import { PAGES } from './pages.js';
import { stageOfFile } from './stage.js';
import { findingsOf, LANDMARKS, landmarksOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();

// Behind `?` it is the same page.
const nameOf = (path: string): string => path.split('?')[0] ?? '';
const first = PAGES.filter(({ path }, at) => PAGES.findIndex((one) => nameOf(one.path) === nameOf(path)) === at);
const refused = first.flatMap(({ path, roles }) =>
  ROLES.filter((role) => role !== 'operator' && !roles.includes(role)).map((role) => ({ path, role })),
);

describe('each page for whom it is not', () => {
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
      expect(seen).toMatchObject({ findings: [], complaints: [], landmarks: LANDMARKS });
      expect(seen.text).toContain('This may be seen by');
    },
    WITHIN_MS,
  );
});
