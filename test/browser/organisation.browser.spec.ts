import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { PERSON, uuid } from './fake/scenario.js';
import { as, press, stageOfFile } from './stage.js';
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
        await opened.getByText('Report directly').waitFor();
        const findings = await findingsOf(page);
        return { url: page.url(), text: await opened.innerText(), findings, complaints: complaints.all() };
      });
      expect(seen).toMatchObject({ findings: [], complaints: [] });
      expect(new URL(seen.url).searchParams.get('open')).toBe(uuid(4_098));
      expect(seen.text).toMatch(/Employee number\s+10001/);
      expect(seen.text).toMatch(/Report directly\s+3\s+People below, over all levels\s+3\s+Counted .* ago/);
    },
    WITHIN_MS,
  );

  it(
    'says how large the company is and as of when, and of each how many report there and are below',
    async () => {
      const seen = await stage.visit('organisation', as('people'), async (page, complaints) => {
        await page.getByText('Counted').waitFor();
        const text = await page.getByRole('main').innerText();
        return { text, row: await row(page, 'Ada Lovelace').innerText(), complaints: complaints.all() };
      });
      expect(seen.complaints).toEqual([]);
      expect(seen.text).toMatch(/People\s+671\s+Levels\s+7\s+At the top\s+2\s+No known manager\s+2\s+Circles\s+1/);
      expect(seen.text).toMatch(/Counted .* ago/);
      expect(seen.row).toMatch(/3 reports\s+12 in all/);
    },
    WITHIN_MS,
  );

  it(
    'does not say that it is being counted where nobody is',
    async () => {
      const text = await stage.visit('organisation', as('auditor', 'empty'), (page) =>
        page.getByRole('main').innerText(),
      );
      expect(text).toContain('Nobody is here yet');
      expect(text).not.toContain('being counted');
    },
    WITHIN_MS,
  );

  it(
    'says that it is being counted, as long as it is',
    async () => {
      const text = await stage.visit('organisation', as('auditor', 'waiting'), async (page) => {
        await row(page, 'Ada Lovelace').waitFor();
        return page.getByRole('main').innerText();
      });
      expect(text).toContain('People and levels are being counted');
      expect(text).not.toContain('671');
    },
    WITHIN_MS,
  );

  it(
    'says who has left and whose manager has, and whose manager nobody knows, with the last name there was',
    async () => {
      const seen = await stage.visit('organisation', as('auditor'), async (page, complaints) => {
        const left = row(page, 'Zoë');
        await left.focus();
        await page.keyboard.press('ArrowRight');
        await page.getByText('Manager has left').first().waitFor();
        const orphans = await page.getByRole('table', { name: 'No known manager' }).innerText();
        const rowOfLeft = await left.innerText();
        await press(page, 'Manager has left');
        const under = await page.getByRole('table', { name: 'Manager has left' }).innerText();
        return { orphans, row: rowOfLeft, under, url: page.url(), complaints: complaints.all() };
      });
      expect(seen.complaints).toEqual([]);
      expect(seen.row).toContain('Has left');
      expect(seen.orphans).toMatch(/Katherine Johnson\s+Deleted/);
      expect(seen.orphans).toMatch(/nobody@contoso\.example\s+Never known/);
      expect(seen.under).toMatch(/Misaki 佐藤[^\n]*\s+Zoë O’Hara-Šimůnková\s+Has left/);
      expect(new URL(seen.url).searchParams.get('finding')).toBe('disabled-manager');
    },
    WITHIN_MS,
  );

  it(
    'says of a circle once who reports to whom in it',
    async () => {
      const seen = await stage.visit('organisation?finding=circle', as('people'), async (page, complaints) => {
        const circle = page.getByRole('table', { name: 'Circles' }).getByRole('list');
        await circle.waitFor();
        const findings = await findingsOf(page);
        return {
          circles: await circle.count(),
          text: await circle.innerText(),
          findings,
          complaints: complaints.all(),
        };
      });
      expect(seen).toMatchObject({ circles: 1, findings: [], complaints: [] });
      expect(seen.text).toMatch(/"Tables"\s+reports to\s+Zoë[^\n]*\s+reports to\s+Layla[^\n]*\s+reports to\s+<b>Bobby/);
    },
    WITHIN_MS,
  );

  it(
    'lists everybody below one person with their levels, and begins with whoever is chosen by name',
    async () => {
      const seen = await stage.visit('organisation', as('people'), async (page, complaints) => {
        const field = page.getByRole('combobox', { name: 'Start with' });
        await field.fill('ada');
        await page.getByRole('option', { name: 'Ada Lovelace' }).waitFor();
        await field.press('ArrowDown');
        await field.press('Enter');
        await page.waitForURL((url) => url.searchParams.get('from') === uuid(4_096));
        await press(page, 'Everybody below');
        const table = page.getByRole('table', { name: 'Everybody below' });
        await table.waitFor();
        return { chosen: await field.inputValue(), text: await table.innerText(), complaints: complaints.all() };
      });
      expect(seen).toMatchObject({ chosen: 'Ada Lovelace', complaints: [] });
      expect(seen.text).toMatch(/Misaki 佐藤\s+Designer · Design\s+1\s+3\s+Active/);
    },
    WITHIN_MS,
  );

  it(
    'is that of a day, which is in the address and ends where the company says, and says what of it is known now only',
    async () => {
      const seen = await stage.visit('organisation', as('auditor'), async (page, complaints) => {
        const asking = page.waitForRequest(
          (request) => new URL(request.url()).searchParams.get('asOf') === '2026-03-01',
        );
        await page.getByLabel('As of', { exact: true }).and(page.locator('input')).fill('2026-03-01');
        const { searchParams } = new URL((await asking).url());
        await page.getByText('As it was at the end of Mar 1, 2026 (America/New_York)').waitFor();
        await page.getByText('are known of the present only').waitFor();
        await page.getByRole('slider').press('ArrowLeft');
        await page.waitForURL(/on=2026-02-28/);
        const { search } = new URL(page.url());
        await page.getByRole('button', { name: 'Now' }).click();
        await page.waitForURL((url) => !url.search.includes('on='));
        return { zone: searchParams.get('zone'), search, complaints: complaints.all() };
      });
      expect(seen).toEqual({ zone: null, search: '?on=2026-02-28', complaints: [] });
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
    'are compared of whoever is below somebody, chosen by name, and in a segment: both are in the address',
    async () => {
      const seen = await stage.visit('compare', as('people'), async (page, complaints) => {
        const field = page.getByRole('combobox', { name: 'Below' });
        await field.fill('misaki');
        await page.getByRole('option', { name: 'Misaki' }).click();
        const asking = page.waitForRequest((request) => /\/diff\?.*segment=/.test(request.url()));
        await page.getByLabel('Segment', { exact: true }).selectOption('engineers');
        const { searchParams } = new URL((await asking).url());
        const { search } = new URL(page.url());
        const chosen = await field.inputValue();
        await press(page, 'Take back “Below”');
        await page.waitForURL((url) => !url.search.includes('under='));
        return {
          asked: [searchParams.get('under'), searchParams.get('segment')],
          search,
          chosen,
          all: complaints.all(),
        };
      });
      expect(seen).toEqual({
        asked: [uuid(4_097), 'engineers'],
        search: `?under=${uuid(4_097)}&segment=engineers`,
        chosen: 'Misaki 佐藤',
        all: [],
      });
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
