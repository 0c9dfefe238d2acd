import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { as, asked, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();

describe('the segments', () => {
  it(
    'are made with a name, a filter and a reason',
    async () => {
      const seen = await stage.visit('segments', as('people'), async (page, complaints) => {
        await page.getByRole('button', { name: 'New segment' }).click();
        const dialog = page.getByRole('dialog');
        const findings = await findingsOf(page);
        await dialog.getByLabel('Name').fill('designers');
        await dialog.getByLabel('Filter').fill('title eq "Designer"');
        await dialog.getByLabel('Reason').fill('A newsletter');
        const put = asked(page, 'PUT', /\/segments\/designers$/);
        await dialog.getByRole('button', { name: 'Save' }).click();
        const body = (await put).postDataJSON() as unknown;
        await dialog.waitFor({ state: 'hidden' });
        return { body, findings, complaints: complaints.all() };
      });
      expect(seen).toEqual({
        body: { filter: 'title eq "Designer"', reason: 'A newsletter' },
        findings: [],
        complaints: [],
      });
    },
    WITHIN_MS,
  );

  it(
    'are not written over by a new one of the same name, nor made without a filter',
    async () => {
      const seen = await stage.visit('segments', as('people'), async (page) => {
        const writes: string[] = [];
        page.on('request', (one) => {
          if (one.method() === 'PUT') writes.push(one.url());
        });
        await page.getByRole('button', { name: 'New segment' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Name').fill('engineers');
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.getByRole('alert').nth(1).waitFor();
        const alerts = await dialog.getByRole('alert').allInnerTexts();
        return { alerts, writes };
      });
      expect(seen).toEqual({
        alerts: ['There is a segment of this name: change that one, or choose another name.', 'Say whom it means.'],
        writes: [],
      });
    },
    WITHIN_MS,
  );

  it(
    'say at the filter what is wrong with it, and the cursor is there',
    async () => {
      const seen = await stage.visit('segments', as('identity-administrator'), async (page) => {
        const detail = 'The filter has an open quote at character 10.';
        await page.route(/\/segments\/engineers$/, (route) =>
          route.fulfill({ status: 400, json: { status: 400, code: 'invalid-filter', detail } }),
        );
        await page.getByRole('button', { name: 'Change engineers' }).click();
        const field = page.getByRole('dialog').getByLabel('Filter');
        await field.fill('title co "engineer');
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
        const fault = await page.getByRole('dialog').getByRole('alert').innerText();
        const placeOf = () => field.evaluate((one) => ('selectionStart' in one ? one.selectionStart : null));
        await eventually('the cursor is where the fault is', async () => (await placeOf()) === 9, {
          timeout: WITHIN_MS,
        });
        return { fault, isInvalid: await field.getAttribute('aria-invalid') };
      });
      expect(seen).toEqual({ fault: 'The filter has an open quote at character 10.', isInvalid: 'true' });
    },
    WITHIN_MS,
  );

  it(
    'are removed when that is said twice',
    async () => {
      const seen = await stage.visit('segments?open=engineers', as('people'), async (page, complaints) => {
        await page.getByRole('button', { name: 'Remove engineers' }).click();
        const removed = asked(page, 'DELETE', /\/segments\/engineers$/);
        await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
        await removed;
        await page.waitForURL((url) => !url.search.includes('open='));
        return complaints.all();
      });
      expect(seen).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'are read by an auditor, who changes none',
    async () => {
      const seen = await stage.visit('segments?open=engineers', as('auditor'), async (page, complaints) => {
        const buttons = await page.getByRole('button', { name: /New segment|Change |Remove / }).count();
        const people = page.getByRole('table', { name: 'People' }).getByRole('link', { name: 'Ada Lovelace' });
        await people.first().waitFor();
        return { buttons, complaints: complaints.all() };
      });
      expect(seen).toEqual({ buttons: 0, complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'that are gone are told to whoever has a link to one',
    async () => {
      const text = await stage.visit('segments?open=former', as('people'), (page) =>
        page.getByRole('main').innerText(),
      );
      expect(text).toContain('There is no such segment');
    },
    WITHIN_MS,
  );
});
