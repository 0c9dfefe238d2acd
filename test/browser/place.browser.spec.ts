import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { as, press, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

const PROVISIONING = 'configuration/integrations/employee-provisioning';

interface Removable {
  readonly remove: () => void;
}

/** What has the focus, by the first heading in it. */
async function panelWithFocus(page: Page): Promise<string> {
  const panel = page.locator('section:focus');
  await panel.waitFor();
  return panel.getByRole('heading').first().innerText();
}

describe('the place of whoever uses the keyboard', () => {
  it(
    'is kept when what opened a dialog goes away with it',
    async () => {
      const place = await stage.visit(PROVISIONING, as('identity-administrator'), async (page) => {
        const opener = page.getByRole('button', { name: 'Issue credential' });
        await opener.focus();
        await page.keyboard.press('Enter');
        const dialog = page.getByRole('dialog');
        await dialog.waitFor();
        await opener.evaluate((one: Removable) => one.remove());
        await press(page, 'Cancel');
        await dialog.waitFor({ state: 'hidden' });
        return panelWithFocus(page);
      });
      expect(place).toBe('Credentials');
    },
    WITHIN_MS,
  );

  it(
    'is kept when a row goes whose button has the focus',
    async () => {
      const place = await stage.visit(PROVISIONING, as('identity-administrator'), async (page) => {
        const button = page.getByRole('button', { name: /^Revoke / }).first();
        await button.focus();
        await button.evaluate((one: Removable & { readonly closest: (of: string) => Removable | null }) =>
          one.closest('tr')?.remove(),
        );
        return panelWithFocus(page);
      });
      expect(place).toBe('Credentials');
    },
    WITHIN_MS,
  );

  it(
    'is the page when the whole panel is replaced',
    async () => {
      const id = await stage.visit(PROVISIONING, as('identity-administrator'), async (page) => {
        const button = page.getByRole('button', { name: 'Issue credential' });
        await button.focus();
        await button.evaluate((one: Removable & { readonly closest: (of: string) => Removable | null }) =>
          one.closest('section')?.remove(),
        );
        const main = page.locator('main:focus');
        await main.waitFor();
        return main.getAttribute('id');
      });
      expect(id).toBe('main');
    },
    WITHIN_MS,
  );

  it(
    'is nowhere when somebody clicked beside it before it went',
    async () => {
      const focused = await stage.visit(PROVISIONING, as('identity-administrator'), async (page) => {
        const button = page.getByRole('button', { name: 'Issue credential' });
        await button.focus();
        await page.getByRole('heading', { level: 1 }).click();
        await page.evaluate('document.activeElement?.blur()');
        await button.evaluate((one: Removable) => one.remove());
        // The two frames that it is waited for, and one more.
        await page.evaluate(
          'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))',
        );
        return page.evaluate('document.activeElement?.tagName');
      });
      expect(focused).toBe('BODY');
    },
    WITHIN_MS,
  );
});
