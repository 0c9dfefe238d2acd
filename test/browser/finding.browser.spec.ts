import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

/** What is asked of the directory from now on, as path and query. */
function questionsOf(page: Page): readonly string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith('/api/directory/')) asked.push(pathname.slice('/api/directory'.length) + search);
  });
  return asked;
}

describe('the people who are searched for', () => {
  it(
    'come by rank, marked where they have what was typed, and with leavers when that is asked for',
    async () => {
      const seen = await stage.visit('people?q=ada%20eng', as('people'), async (page, complaints) => {
        const marks = await page.getByRole('table').locator('mark').allInnerTexts();
        const asked = questionsOf(page);
        const answered = page.waitForResponse((one) => one.url().includes('leavers=true'));
        // The box shows what the address says: it is checked once that has changed.
        await page.getByLabel('Who left, too').click();
        await page.waitForURL(/leavers=true/);
        await page.getByRole('checkbox', { name: 'Who left, too', checked: true }).waitFor();
        await answered;
        const fields = await page.getByLabel('Order').count();
        return { marks, asked, fields, complaints: complaints.all() };
      });
      expect(seen.marks).toEqual(['Ada', 'eng', 'Eng']);
      expect(seen.asked).toContain('/search?q=ada%20eng&leavers=true&limit=100');
      expect(seen).toMatchObject({ fields: 0, complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'are narrowed by a department, which the search does not know, without who left',
    async () => {
      const seen = await stage.visit('people?q=ada&department=Design', as('auditor'), async (page, complaints) => {
        const asked = questionsOf(page);
        await page.reload();
        await page.getByRole('table').waitFor();
        return { asked, complaints: complaints.all() };
      });
      expect(seen.asked).toContain('/employees?search=ada&department=Design&active=true&limit=100');
      expect(seen.complaints).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'are no leavers to an employee, who is not asked about them',
    async () => {
      const seen = await stage.visit('people?q=ada', as('employee'), async (page, complaints) => ({
        checks: await page.getByRole('checkbox').count(),
        complaints: complaints.all(),
      }));
      expect(seen).toEqual({ checks: 0, complaints: [] });
    },
    WITHIN_MS,
  );
});

describe('the list of people', () => {
  it(
    'is in the order of names when that is chosen, and the address says so',
    async () => {
      const seen = await stage.visit('people', as('people'), async (page, complaints) => {
        const asked = page.waitForRequest((one) => one.url().includes('sort=name'));
        await page.getByLabel('Order').selectOption('name');
        await asked;
        await page.waitForURL(/sort=name/);
        return complaints.all();
      });
      expect(seen).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'is whom a segment means, which says so by itself',
    async () => {
      const seen = await stage.visit('people', as('auditor'), async (page, complaints) => {
        const asked = page.waitForRequest((one) => one.url().includes('/segments/engineers/people'));
        await page.getByLabel('Segment').selectOption('engineers');
        await asked;
        await page.waitForURL(/segment=engineers/);
        await page.getByText('Whom the segment means now.').waitFor();
        return { fields: await page.getByLabel('Name or mail address').count(), complaints: complaints.all() };
      });
      expect(seen).toEqual({ fields: 0, complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'is counted by department, and each number leads to who they are',
    async () => {
      const seen = await stage.visit('people?tab=counts', as('people'), async (page, complaints) => {
        const text = await page.getByRole('table', { name: 'Counts' }).innerText();
        await page.getByRole('link', { name: 'Engineering', exact: true }).click();
        await page.getByRole('table', { name: 'People' }).waitFor();
        return { text, search: new URL(page.url()).search, complaints: complaints.all() };
      });
      expect(seen.text).toMatch(/Engineering\s+240/);
      expect(seen.text).toMatch(/All others\s+17/);
      expect(seen).toMatchObject({ search: '?department=Engineering', complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'names the managers that it counts by, and says "at least" of a million',
    async () => {
      const seen = await stage.visit('people?tab=counts&by=manager', as('people', 'million'), async (page) => {
        const counts = page.getByRole('region', { name: 'Counts' });
        await counts.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
        return counts.innerText();
      });
      expect(seen).toContain('100,000+ people');
      expect(seen).toContain('boss@contoso.example');
    },
    WITHIN_MS,
  );
});

describe('the field above every page', () => {
  const FIELD = { name: 'Search people' };

  it(
    'shows the first hits, and leads to the one that is chosen by the arrow keys',
    async () => {
      const seen = await stage.visit('preferences', as('employee'), async (page, complaints) => {
        const asked = questionsOf(page);
        const field = page.getByRole('combobox', FIELD);
        await page.keyboard.press('/');
        await page.keyboard.type('a');
        await page.keyboard.type('d');
        const options = page.getByRole('listbox', { name: 'People who are found' }).getByRole('option');
        await options.first().waitFor();
        const names = await options.locator('.hit-name').allInnerTexts();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        const active = await field.getAttribute('aria-activedescendant');
        const selected = await page.locator('[role="option"][aria-selected="true"]').getAttribute('id');
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/people\/[\w-]+$/);
        return { asked, names, isSame: active === selected, left: await field.inputValue(), said: complaints.all() };
      });
      expect(seen.asked.filter((one) => one.startsWith('/search'))).toEqual(['/search?q=ad&limit=6']);
      expect(seen.names).toEqual(['Ada Lovelace', 'Misaki 佐藤', 'Layla الحسن']);
      expect(seen).toMatchObject({ isSame: true, left: '', said: [] });
    },
    WITHIN_MS,
  );

  it(
    'leads by Enter to the list, and is closed by Escape',
    async () => {
      const seen = await stage.visit('preferences', as('people'), async (page) => {
        const field = page.getByRole('combobox', FIELD);
        await field.fill('ada');
        await page.getByRole('listbox').waitFor();
        await field.press('Escape');
        const open = await page.getByRole('listbox').count();
        const expanded = await field.getAttribute('aria-expanded');
        await field.press('Enter');
        await page.waitForURL(/\/people\?q=ada$/);
        return { open, expanded };
      });
      expect(seen).toEqual({ open: 0, expanded: 'false' });
    },
    WITHIN_MS,
  );
});
