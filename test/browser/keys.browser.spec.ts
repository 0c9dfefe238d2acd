import { describe, expect, it } from '@jest/globals';
import { as, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();

describe('a single key', () => {
  it(
    'lists what keys there are, for pages that are open to somebody',
    async () => {
      const seen = await stage.visit('', as('people'), async (page, complaints) => {
        await page.keyboard.press('?');
        const dialog = page.getByRole('dialog', { name: 'Keys' });
        const text = await dialog.innerText();
        const findings = await findingsOf(page);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
        return { text, findings, complaints: complaints.all() };
      });
      expect(seen).toMatchObject({ findings: [], complaints: [] });
      expect(seen.text).toMatch(/g\s*p\s*People/);
      expect(seen.text).not.toContain('Audit');
    },
    WITHIN_MS,
  );

  it(
    'goes to a page after g, and types in a field what it is',
    async () => {
      const seen = await stage.visit('', as('auditor'), async (page) => {
        // Both are sent before the first is answered: the second counts within 1.5 s of it.
        await Promise.all([page.keyboard.press('g'), page.keyboard.press('p')]);
        await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
        await page.keyboard.press('/');
        await page.keyboard.type('g a/?');
        return {
          path: new URL(page.url()).pathname,
          text: await page.getByRole('combobox', { name: 'Search people' }).inputValue(),
        };
      });
      expect(seen).toEqual({ path: '/t/contoso-demo/people', text: 'g a/?' });
    },
    WITHIN_MS,
  );

  it(
    'does nothing for whoever has turned that off',
    async () => {
      const seen = await stage.visit('preferences', as('auditor'), async (page) => {
        await page.getByRole('group', { name: 'Keyboard shortcuts' }).getByRole('button', { name: 'Off' }).click();
        await page.locator('body').click();
        for (const key of ['g', 'p', '/', '?']) await page.keyboard.press(key);
        return {
          path: new URL(page.url()).pathname,
          dialogs: await page.getByRole('dialog').count(),
          focused: await page
            .getByRole('combobox', { name: 'Search people' })
            .evaluate((one) => one === one.ownerDocument.activeElement),
        };
      });
      expect(seen).toEqual({ path: '/t/contoso-demo/preferences', dialogs: 0, focused: false });
    },
    WITHIN_MS,
  );
});

describe('what reads a projection', () => {
  it.each([
    ['people', 'people', 'directory'],
    ['groups', 'people', 'directory'],
    ['', 'people', 'directory'],
    ['audit', 'auditor', 'audit log'],
    ['deliveries', 'auditor', 'mails'],
  ] as const)(
    '/%s says to %s how far it is',
    async (path, role, name) => {
      const lines = await stage.visit(path, { ...as(role), isStill: true }, async (page) => {
        await page.locator('.as-of').filter({ hasText: 'behind' }).first().waitFor();
        return page.locator('.as-of').allInnerTexts();
      });
      expect(lines).toEqual([expect.stringMatching(new RegExp(`^As of 15:05:00, ${name} 0(\\.2)? s behind$`))]);
    },
    WITHIN_MS,
  );
});
