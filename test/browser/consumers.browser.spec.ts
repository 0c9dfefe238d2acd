import { describe, expect, it } from '@jest/globals';
import { PERSON, TENANT } from './fake/scenario.js';
import { as, press, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

describe('the consumers', () => {
  const place = 'rollcall.users.v1/3/48210';

  it(
    'release an event when the operator says why, and not before',
    async () => {
      const complaints = await stage.visit('consumers', as('operator'), async (page, said) => {
        await press(page, `Release ${place}`);
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Release' }).click();
        await dialog.getByText('Say why').waitFor();
        await dialog.getByLabel('Reason').fill('The rule is mended.');
        await dialog.getByRole('button', { name: 'Release' }).click();
        await page.getByText('2 events are applied').waitFor();
        return said.all();
      });
      expect(complaints).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'say to a tenant why an event is set aside, and offer nothing',
    async () => {
      const seen = await stage.visit('consumers', as('auditor'), async (page) => ({
        text: await page.getByRole('region', { name: 'Directory' }).innerText(),
        answer: await page.getByRole('main').getByRole('status').first().innerText(),
        people: await Promise.all(
          (await page.getByRole('region', { name: 'Directory' }).getByRole('link').all()).map((one) =>
            one.getAttribute('href'),
          ),
        ),
        buttons: await page.getByRole('button', { name: /^(Release|Pass over)/ }).count(),
      }));
      expect(seen.text).toContain('The manager is the person itself.');
      expect(seen.text).toContain('Person changed');
      expect(seen.text).not.toContain('rollcall.');
      expect(new Set(seen.people)).toEqual(new Set([`/t/${TENANT.slug}/people/${PERSON}`]));
      expect(seen.answer).toContain('Does everybody follow? No');
      expect(seen.buttons).toBe(0);
    },
    WITHIN_MS,
  );

  it(
    'say of one where nothing waits that nothing does',
    async () => {
      const seen = await stage.visit('consumers', as('auditor'), (page) =>
        page.getByRole('region', { name: 'Notifier' }).innerText(),
      );
      expect(seen).toContain('none waits');
      expect(seen).not.toContain('0 ms');
    },
    WITHIN_MS,
  );
});
