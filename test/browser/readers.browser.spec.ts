import { describe, expect, it } from '@jest/globals';
import { as, press, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

describe('the team', () => {
  it(
    'makes a reader, whose secret is shown until somebody has saved it',
    async () => {
      const seen = await stage.visit('team', as('identity-administrator'), async (page, complaints) => {
        await press(page, 'New reader');
        await page.getByRole('dialog').getByLabel('Name').fill('Intranet');
        await press(page, 'Make the reader');
        const dialog = page.getByRole('alertdialog');
        const secret = await dialog.getByLabel('Client Secret', { exact: true }).inputValue();
        await page.keyboard.press('Escape');
        const isOpen = await dialog.isVisible();
        await press(page, 'I have saved it');
        await dialog.waitFor({ state: 'hidden' });
        return { secret, isOpen, complaints: complaints.all() };
      });
      expect(seen).toEqual({ secret: `rcr_${'a1B2'.repeat(11)}`, isOpen: true, complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'asks what of the directory a reader without a role sees, and says so of those that there are',
    async () => {
      const scopes = await stage.visit('team', as('identity-administrator'), async (page) => {
        await page.getByText('Read: Directory (the present alone)').waitFor();
        await press(page, 'New reader');
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Name').fill('Intranet');
        const isAskedOfRole = await dialog.getByLabel('Of the directory').isVisible();
        await dialog.getByLabel('Role').selectOption('None: choose what it reads');
        await dialog.getByLabel('Of the directory').selectOption('The present and the past');
        const sent = page.waitForRequest(
          (request) => request.method() === 'POST' && request.url().includes('/readers'),
        );
        await press(page, 'Make the reader');
        const body = (await sent).postDataJSON() as { scopes?: unknown };
        return [isAskedOfRole, body.scopes];
      });
      expect(scopes).toEqual([false, ['directory:read', 'directory:history']]);
    },
    WITHIN_MS,
  );

  it(
    'shows who could do what on the day of the address',
    async () => {
      const day = await stage.visit('team?on=2026-11-01', as('auditor'), async (page) => {
        await page.getByRole('region', { name: 'Who could do what on a day' }).getByText('Nightly export').waitFor();
        return page.getByLabel('Day (UTC)').inputValue();
      });
      expect(day).toBe('2026-11-01');
    },
    WITHIN_MS,
  );
});
