import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { State } from './fake/scenario.js';
import { openStage, type Look, type Stage } from './visit.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

const as = (role: Look['role'], state: State = 'full'): Look => ({
  role,
  state,
  locale: 'en',
  theme: 'light',
  width: 1280,
});

describe('the people', () => {
  it('are searched from two letters on, and the address says for what', async () => {
    const seen = await stage.visit('people', as('people'), async (page, complaints) => {
      const asked: (string | null)[] = [];
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.pathname.endsWith('/employees')) asked.push(url.searchParams.get('search'));
      });
      const field = page.getByLabel('Name or mail address', { exact: true });
      await field.fill('l');
      await field.press('Enter');
      await field.fill('love');
      await page.waitForURL(/q=love/);
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await page.waitForURL((url) => !url.search.includes('q='));
      return { asked, left: await field.inputValue(), complaints: complaints.all() };
    });
    expect(seen).toMatchObject({ left: '', complaints: [] });
    expect(seen.asked).toContain('love');
    expect(seen.asked).not.toContain('l');
  });

  it('are found from every page, by the field above it', async () => {
    const path = await stage.visit('preferences', as('employee'), async (page) => {
      await page.getByRole('searchbox', { name: 'Search people' }).fill('ada');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
      await page.waitForURL(/q=ada/);
      return page.getByLabel('Name or mail address', { exact: true }).inputValue();
    });
    expect(path).toBe('ada');
  });

  it('are shown to an employee as colleagues, with nothing that the directory would refuse', async () => {
    const seen = await stage.visit('people', as('employee'), async (page, complaints) => ({
      text: await page.getByRole('main').innerText(),
      complaints: complaints.all(),
    }));
    expect(seen.complaints).toEqual([]);
    expect(seen.text).toContain('Ada Lovelace');
    expect(seen.text).not.toMatch(/Inactive|Joined|Joiners/);
  });

  it('who came this week are one click from their number', async () => {
    const kinds = await stage.visit('people', as('people'), async (page) => {
      await page.getByRole('main').getByRole('link', { name: '3', exact: true }).click();
      await page.getByRole('table', { name: 'Joiners and leavers' }).waitFor();
      return new URL(page.url()).search;
    });
    expect(kinds).toBe('?tab=movements&kind=joined');
  });

  it('load further rows of a million when asked to', async () => {
    const rows = await stage.visit('people', as('auditor', 'million'), async (page) => {
      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByText('200 rows are shown').waitFor();
      return page.getByRole('row').count();
    });
    expect(rows).toBe(201);
  });
});
