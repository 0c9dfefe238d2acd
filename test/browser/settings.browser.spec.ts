import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { as, press, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

const PROVISIONING = 'configuration/integrations/employee-provisioning';

describe('the custom attributes', () => {
  const path = 'configuration/custom-attributes';

  it(
    'are defined from what was seen, under its name',
    async () => {
      const complaints = await stage.visit(path, as('identity-administrator'), async (page, said) => {
        await page.getByText('2 unknown attributes were refused').waitFor();
        await press(page, 'Define Shoe size');
        const dialog = page.getByRole('dialog', { name: 'Define “Shoe size”' });
        await dialog.getByLabel('Type').selectOption('number');
        await dialog.getByLabel(/^Sensitive/).check();
        await dialog.getByRole('button', { name: 'Save' }).click();
        await page.getByText('“Business Unit” is defined').waitFor();
        return said.all();
      });
      expect(complaints).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'are changed by nobody who may not',
    async () => {
      const buttons = await stage.visit(path, as('auditor'), (page) =>
        page.getByRole('main').getByRole('button').allInnerTexts(),
      );
      expect(buttons).toEqual([]);
    },
    WITHIN_MS,
  );
});

describe('the time zone of the company', () => {
  const zone = (page: Page) => page.getByRole('region', { name: 'Time zone' });

  it(
    'is chosen among those that there are',
    async () => {
      const complaints = await stage.visit('configuration', as('identity-administrator'), async (page, said) => {
        const choice = zone(page).getByLabel('Zone');
        expect(await choice.inputValue()).toBe('America/New_York');
        await choice.selectOption('Pacific/Apia');
        await press(page, 'Save');
        await page.getByText('The time zone is changed').waitFor();
        return said.all();
      });
      expect(complaints).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'is read by who may not change it',
    async () => {
      const text = await stage.visit('configuration', as('auditor'), async (page) => {
        await zone(page).getByText('America/New_York').waitFor();
        return zone(page).getByRole('combobox').count();
      });
      expect(text).toBe(0);
    },
    WITHIN_MS,
  );
});

describe('the settings of a connection', () => {
  it(
    'hold the brake to limits that there are, and warn of Entra’s own token',
    async () => {
      const complaints = await stage.visit(PROVISIONING, as('identity-administrator'), async (page, said) => {
        await press(page, 'Change the brake');
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Percent of the active people').fill('101');
        await dialog.getByText('A whole number from 1 to 100.').waitFor();
        await dialog.getByLabel('Percent of the active people').fill('20');
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.waitFor({ state: 'hidden' });
        await press(page, 'Change how Entra may sign in');
        await page.getByLabel('Entra’s own token').check();
        await page.getByRole('dialog').getByText('is for tests').waitFor();
        return said.all();
      });
      expect(complaints).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'send a test mail, and take a further address',
    async () => {
      const complaints = await stage.visit(PROVISIONING, as('identity-administrator'), async (page, said) => {
        await press(page, 'Send a test mail');
        await page.getByText('A test mail goes to each address').waitFor();
        await page.getByLabel('Another address').fill('audit@contoso.example');
        await press(page, 'Add');
        await page.getByText('The address is added').waitFor();
        return said.all();
      });
      expect(complaints).toEqual([]);
    },
    WITHIN_MS,
  );
});
