import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { GOING_LIVE, SHADOW } from './fake/answers-of-shadow.js';
import { as, asked, press, stageOfFile } from './stage.js';
import { findingsOf, overhangOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();

const PROVISIONING = 'configuration/integrations/employee-provisioning';
const pathOf = (connection: string): string => `${PROVISIONING}?connection=${connection}`;
const administrator = as('identity-administrator', 'million');

const panel = (page: Page) => page.getByRole('region', { name: 'Shadow', exact: true });

describe('what a shadow would do', () => {
  it(
    'is counted by kind, shown page by page with what changes, and let go live with a reason',
    async () => {
      const seen = await stage.visit(pathOf(SHADOW), administrator, async (page, said) => {
        const shadow = panel(page);
        await shadow.getByText('value-too-long').waitFor();
        await shadow.getByText('812 about joiners, 2 about leavers').waitFor();
        await shadow.getByRole('button', { name: 'Disabled (2)' }).click();
        await shadow.getByText('12 members come, 3 go').waitFor();
        await shadow.getByText('3 paths').first().click();
        await shadow.getByText('Principal Analyst').first().waitFor();
        await shadow.getByRole('link', { name: 'Ada Lovelace' }).first().waitFor();
        await shadow.getByRole('button', { name: 'Created (1,000,000)' }).click();
        await shadow.getByRole('button', { name: 'Load more' }).click();
        await shadow.getByRole('rowheader', { name: 'person99@contoso.example' }).waitFor();

        await press(page, 'Go live');
        const dialog = page.getByRole('dialog');
        const go = dialog.getByRole('button', { name: 'Go live' });
        await go.click();
        await dialog.getByText('Say why').waitFor();
        await dialog.getByLabel('Reason').fill('The cycle is as it should be.');
        const request = asked(page, 'POST', /\/shadow\/go-live$/);
        await go.click();
        const body = (await request).postDataJSON() as unknown;
        await page.getByText('The shadow goes live', { exact: true }).waitFor();
        return { body, findings: await findingsOf(page), complaints: said.all() };
      });
      expect(seen).toEqual({ body: { reason: 'The cycle is as it should be.' }, findings: [], complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'waits for a decision where it has moved: the version that was shown goes with it',
    async () => {
      const seen = await stage.visit(pathOf(GOING_LIVE), administrator, async (page, said) => {
        await panel(page).getByText('Goes live: 640 of 654 differences are done').first().waitFor();
        await panel(page).getByText('Has changed meanwhile').waitFor();
        await panel(page).getByText('While the connection is paused nothing goes on: resume it above.').waitFor();
        const request = asked(page, 'POST', /\/shadow\/decide$/);
        await press(page, 'Leave as it is: grace@contoso.example');
        const { take, version } = (await request).postDataJSON() as Record<string, unknown>;
        await page.getByText('Decided').waitFor();
        return { take, version, complaints: said.all() };
      });
      expect(seen).toEqual({ take: 'live', version: 5, complaints: [] });
    },
    WITHIN_MS,
  );

  it.each([
    ['light', 320, 'en-XA'],
    ['dark', 1280, 'de'],
    ['forced', 320, 'ar-XB'],
  ] as const)(
    'reads well in %s at %d px in %s',
    async (theme, width, locale) => {
      const look = { ...administrator, theme, width, locale };
      for (const connection of [SHADOW, GOING_LIVE]) {
        const seen = await stage.visit(pathOf(connection), look, async (page, said) => ({
          findings: await findingsOf(page),
          overhang: await overhangOf(page),
          complaints: said.all(),
        }));
        expect(seen).toEqual({ findings: [], overhang: 0, complaints: [] });
      }
    },
    WITHIN_MS,
  );

  it(
    'is shown to an auditor, who decides nothing',
    async () => {
      const buttons = await stage.visit(pathOf(GOING_LIVE), as('auditor', 'million'), async (page) => {
        await panel(page).getByRole('rowheader', { name: 'grace@contoso.example' }).waitFor();
        return panel(page).getByRole('button').allInnerTexts();
      });
      expect(buttons).toEqual([]);
    },
    WITHIN_MS,
  );
});

describe('a shadow', () => {
  it(
    'is added beside the connection that there is, with a token that is shown once',
    async () => {
      const seen = await stage.visit(PROVISIONING, as('identity-administrator'), async (page, said) => {
        await press(page, 'Add a shadow');
        const request = asked(page, 'POST', /\/connections$/);
        await page.getByRole('dialog').getByRole('button', { name: 'Add a shadow' }).click();
        const body = (await request).postDataJSON() as unknown;
        await page.getByLabel('Secret Token', { exact: true }).waitFor();
        return { body, complaints: said.all() };
      });
      expect(seen).toEqual({ body: { name: 'Shadow', shadow: true }, complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'is led to where there is one',
    async () => {
      const text = await stage.visit(PROVISIONING, administrator, async (page) => {
        await page.getByRole('link', { name: 'Open the shadow' }).click();
        await panel(page).waitFor();
        return page.url();
      });
      expect(text).toContain(SHADOW);
    },
    WITHIN_MS,
  );
});
