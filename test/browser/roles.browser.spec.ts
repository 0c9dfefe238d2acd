import { describe, expect, it } from '@jest/globals';
import { INSTALLATION, PAGES } from './pages.js';
import { stageOfFile } from './stage.js';
import { findingsOf, LANDMARKS, landmarksOf, WITHIN_MS, overhangOf, unreachedBy } from './visit.js';

const stage = stageOfFile();

const CLEAN = { findings: [], complaints: [], unreached: [], overhang: 0, landmarks: LANDMARKS };

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
});
