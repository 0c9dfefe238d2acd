import { describe, expect, it } from '@jest/globals';
import { PERSON } from './fake/scenario.js';
import { as, press, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

describe('the days of pages', () => {
  it(
    'end where the company says: the field says where, and the directory is asked for no other zone',
    async () => {
      const seen = await stage.visit('compare', as('people'), async (page, complaints) => {
        const asking = page.waitForRequest((request) => request.url().includes('from=2026-11-01'));
        await page.getByLabel('End of', { exact: true }).fill('2026-11-01');
        const { searchParams } = new URL((await asking).url());
        await page.getByText('Days end in America/New_York, as your company has set it.').waitFor();
        return { zone: searchParams.get('zone'), search: new URL(page.url()).search, complaints: complaints.all() };
      });
      expect(seen).toEqual({ zone: null, search: '?from=2026-11-01', complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'end where somebody is who chose so in the preferences, and then the zone is in the address of a day',
    async () => {
      const seen = await stage.visit('preferences', as('people'), async (page, complaints) => {
        await press(page, 'Where I am (Europe/Berlin)');
        await page.getByRole('link', { name: 'Organisation' }).click();
        await page.getByText('Days end in Europe/Berlin; those of your company in America/New_York.').waitFor();
        const asking = page.waitForRequest((request) => request.url().includes('asOf=2026-03-01'));
        await page.getByLabel('As of', { exact: true }).and(page.locator('input')).fill('2026-03-01');
        const { searchParams } = new URL((await asking).url());
        await page.getByText('As it was at the end of Mar 1, 2026 (Europe/Berlin)').waitFor();
        return { zone: searchParams.get('zone'), url: page.url(), complaints: complaints.all() };
      });
      expect(seen).toMatchObject({ zone: 'Europe/Berlin', complaints: [] });
      expect(new URL(seen.url).searchParams.get('in')).toBe('Europe/Berlin');
    },
    WITHIN_MS,
  );

  it(
    'end as the address says, whoever follows it, and what is no zone is none',
    async () => {
      const zoneOf = (path: string) =>
        stage.visit(path, as('people'), async (page) => {
          await page.getByText('As it was at the end of Mar 1, 2026').waitFor();
          return /\(([^)]*)\)/.exec(await page.getByText('As it was at the end of').innerText())?.[1];
        });
      expect(await zoneOf(`people/${PERSON}?on=2026-03-01&in=Asia/Tokyo`)).toBe('Asia/Tokyo');
      expect(await zoneOf(`people/${PERSON}?on=2026-03-01&in=Mars/Olympus`)).toBe('America/New_York');
    },
    WITHIN_MS,
  );

  it(
    'are no preference of whoever may ask about none',
    async () => {
      const text = await stage.visit('preferences', as('employee'), (page) => page.getByRole('main').innerText());
      expect(text).not.toContain('Days end');
    },
    WITHIN_MS,
  );
});
