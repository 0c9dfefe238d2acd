import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PERSON, uuid } from './fake/scenario.js';
import { as, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();

const row = (page: Page, name: string) => page.getByRole('treegrid').getByRole('row', { name }).first();

describe('the organisation', () => {
  it(
    'is opened level by level by the arrows alone, and Enter shows a person',
    async () => {
      const seen = await stage.visit('organisation', as('people'), async (page, complaints) => {
        await row(page, 'Ada Lovelace').focus();
        await page.keyboard.press('ArrowRight');
        await row(page, 'Layla').waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        const opened = page.getByRole('region', { name: 'One person' });
        await opened.getByText('12', { exact: true }).waitFor();
        const findings = await findingsOf(page);
        return { url: page.url(), text: await opened.innerText(), findings, complaints: complaints.all() };
      });
      expect(seen).toMatchObject({ findings: [], complaints: [] });
      expect(new URL(seen.url).searchParams.get('open')).toBe(uuid(4_098));
      expect(seen.text).toMatch(/Employee number\s+10001/);
    },
    WITHIN_MS,
  );

  it(
    'says who has left, whose manager has, and whose manager nobody knows, with the last name there was',
    async () => {
      const seen = await stage.visit('organisation', as('auditor'), async (page, complaints) => {
        const left = row(page, 'Zoë');
        await left.focus();
        await page.keyboard.press('ArrowRight');
        await page.getByText('Manager has left').first().waitFor();
        const orphans = page.getByRole('table', { name: 'No known manager' });
        await orphans.getByText('Katherine Johnson').waitFor();
        const managers = page.getByRole('table', { name: 'Managers who have left' });
        return {
          orphans: await orphans.innerText(),
          row: await left.innerText(),
          managers: await managers.innerText(),
          complaints: complaints.all(),
        };
      });
      expect(seen.complaints).toEqual([]);
      expect(seen.row).toContain('Has left');
      expect(seen.managers).toMatch(/Zoë O’Hara-Šimůnková\s+–\s+120/);
      expect(seen.managers).not.toContain('Ada');
      expect(seen.orphans).toMatch(/Katherine Johnson\s+Deleted/);
      expect(seen.orphans).toContain('nobody@contoso.example');
    },
    WITHIN_MS,
  );

  it(
    'is that of a day, which is in the address and is asked for to its end where somebody is',
    async () => {
      const seen = await stage.visit('organisation', as('auditor'), async (page, complaints) => {
        const asked = page.waitForRequest(
          (request) => new URL(request.url()).searchParams.get('asOf') === '2026-03-01',
        );
        await page.getByLabel('As of', { exact: true }).and(page.locator('input')).fill('2026-03-01');
        const { searchParams } = new URL((await asked).url());
        await page.getByText('As it was at the end of Mar 1, 2026').waitFor();
        await page.getByRole('slider').press('ArrowLeft');
        await page.waitForURL(/on=2026-02-28/);
        await page.getByRole('button', { name: 'Now' }).click();
        await page.waitForURL((url) => !url.search.includes('on='));
        return { zone: searchParams.get('zone'), complaints: complaints.all() };
      });
      expect(seen).toEqual({ zone: 'Europe/Berlin', complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'says that nothing is known of a day before the first',
    async () => {
      const text = await stage.visit('organisation?on=2020-01-01', as('auditor'), async (page) => {
        await page.getByText('Nothing is known of that day').waitFor();
        return page.getByRole('main').innerText();
      });
      expect(text).toContain('The first that is known of is of Nov 25, 2023.');
    },
    WITHIN_MS,
  );

  it(
    'begins with a person where the address says so, with the way to the top, and says of a circle that it is one',
    async () => {
      const seen = await stage.visit(`organisation?from=${uuid(4_097)}`, as('people'), async (page, complaints) => {
        await page.getByText('They report to each other in a circle').waitFor();
        const way = page.getByRole('list', { name: 'From the top' });
        const text = await way.innerText();
        await way.getByRole('link', { name: 'Everybody' }).click();
        await page.getByRole('table', { name: 'No known manager' }).waitFor();
        return { text, complaints: complaints.all() };
      });
      expect(seen.complaints).toEqual([]);
      expect(seen.text).toMatch(/Everybody\s+Ada Lovelace\s+Layla الحسن/);
    },
    WITHIN_MS,
  );

  it(
    'shows the first two hundred of a million, and says where the others are found',
    async () => {
      const seen = await stage.visit('organisation', as('auditor', 'million'), async (page) => {
        const remark = page.getByText('The first 200 are shown.');
        await remark.first().waitFor();
        return page.getByRole('treegrid').getByRole('row').count();
      });
      expect(seen).toBe(201);
    },
    WITHIN_MS,
  );

  it(
    'is saved as a picture that has what is open, and needs nothing beside it',
    async () => {
      const seen = await stage.visit(
        `organisation?view=picture&from=${PERSON}`,
        as('people'),
        async (page, complaints) => {
          await page.getByRole('img', { name: 'Organisation of Contoso demo' }).waitFor();
          const saving = page.waitForEvent('download');
          await page.getByRole('button', { name: 'Export SVG' }).click();
          const download = await saving;
          return {
            name: download.suggestedFilename(),
            file: readFileSync(await download.path(), 'utf8'),
            complaints: complaints.all(),
          };
        },
      );
      expect(seen).toMatchObject({ name: 'organisation-2026-11-24.svg', complaints: [] });
      expect(seen.file).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*Misaki 佐藤/s);
    },
    WITHIN_MS,
  );
});

describe('two dates', () => {
  it(
    'are compared by kind, with names for managers, and both days are in the address',
    async () => {
      const seen = await stage.visit(
        'compare?from=2026-11-01&to=2026-11-20',
        as('people'),
        async (page, complaints) => {
          const table = page.getByRole('table', { name: 'Differences' });
          await table.getByRole('link', { name: 'Layla الحسن' }).nth(1).waitFor();
          const text = await table.innerText();
          const asked = page.waitForRequest((request) => new URL(request.url()).searchParams.get('kind') === 'moved');
          await page.getByLabel('Kind', { exact: true }).selectOption('moved');
          const { searchParams } = new URL((await asked).url());
          return { text, asked: [searchParams.get('from'), searchParams.get('to')], complaints: complaints.all() };
        },
      );
      expect(seen).toMatchObject({ asked: ['2026-11-01', '2026-11-20'], complaints: [] });
      expect(seen.text).toMatch(/manager\s+Layla الحسن\s+became\s+Ada Lovelace/);
      expect(seen.text).not.toContain('{"value"');
    },
    WITHIN_MS,
  );

  it(
    'are a week apart where the address says nothing',
    async () => {
      const value = await stage.visit('compare', as('auditor'), async (page) =>
        page.getByLabel('End of', { exact: true }).inputValue(),
      );
      expect(value).toBe('2026-11-17');
    },
    WITHIN_MS,
  );
});
