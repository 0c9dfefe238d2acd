import { describe, expect, it } from '@jest/globals';
import { EVENT, PERSON, REQUEST } from './fake/scenario.js';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

describe('the past of a person', () => {
  it(
    'is shown as of a day, without what is known of the present alone',
    async () => {
      const seen = await stage.visit(`people/${PERSON}?on=2026-03-01`, as('people'), async (page, complaints) => {
        await page.getByText('As it was at the end of Mar 1, 2026').waitFor();
        const chain = page.getByRole('region', { name: 'Reports to' });
        const hrefs = await Promise.all((await chain.getByRole('link').all()).map((one) => one.getAttribute('href')));
        return {
          hrefs,
          groups: await page.getByRole('region', { name: 'Groups' }).count(),
          complaints: complaints.all(),
        };
      });
      expect(seen).toMatchObject({ groups: 0, complaints: [] });
      expect(seen.hrefs).toHaveLength(2);
      expect(seen.hrefs.every((href) => href?.endsWith('?on=2026-03-01'))).toBe(true);
    },
    WITHIN_MS,
  );

  it(
    'says why a value stands there, whose it is, and leads to the request and to the entry',
    async () => {
      const seen = await stage.visit(`people/${PERSON}`, as('auditor'), async (page, complaints) => {
        await page.getByRole('link', { name: 'Why? Title' }).click();
        const opened = page.getByRole('region', { name: 'Why this value: Title' });
        await opened.getByText('Entra, production').waitFor();
        const text = await opened.innerText();
        const hrefs = await Promise.all((await opened.getByRole('link').all()).map((one) => one.getAttribute('href')));
        return { text, hrefs, complaints: complaints.all() };
      });
      expect(seen.complaints).toEqual([]);
      expect(seen.text).toMatch(/Value\s+Staff engineer\s+Before\s+Engineer/);
      expect(seen.text).toContain('partition 3, offset 48213');
      expect(seen.hrefs).toEqual([
        `/t/contoso-demo/activity?requestId=${REQUEST}`,
        `/t/contoso-demo/audit?open=${EVENT}`,
      ]);
    },
    WITHIN_MS,
  );

  it(
    'says why to a people manager, too, without links to what that role may not see, and not to an employee',
    async () => {
      const seen = await stage.visit(`people/${PERSON}?why=department`, as('people'), async (page, complaints) => {
        const opened = page.getByRole('region', { name: 'Why this value: Department' });
        await opened.getByText('It may have been so earlier').waitFor();
        return { links: await opened.getByRole('link').count(), complaints: complaints.all() };
      });
      expect(seen).toEqual({ links: 0, complaints: [] });
      const text = await stage.visit(
        `people/${PERSON}?why=title&on=2026-03-01`,
        as('employee'),
        async (page, complaints) => [await page.getByRole('main').innerText(), ...complaints.all()],
      );
      expect(text).toHaveLength(1);
      expect(text[0]).not.toMatch(/Why|As it was|Reports to/);
    },
    WITHIN_MS,
  );

  it(
    'has the names of managers, and not their ids, in its versions',
    async () => {
      const seen = await stage.visit(`people/${PERSON}?open=2`, as('people'), async (page, complaints) => {
        const versions = page.getByRole('table', { name: 'Versions' });
        await versions.getByRole('link', { name: 'Layla الحسن' }).waitFor();
        const opened = page.getByRole('region', { name: 'One version' });
        return { line: await versions.innerText(), opened: await opened.innerText(), complaints: complaints.all() };
      });
      expect(seen.complaints).toEqual([]);
      expect(seen.line).not.toContain('{"value"');
      expect(seen.opened).toMatch(/Layla الحسن[\s\S]*Ada Lovelace/);
    },
    WITHIN_MS,
  );
});

describe('the audit log', () => {
  it(
    'names an account that an entry has by its id, and managers in what was changed',
    async () => {
      const seen = await stage.visit(`audit?open=${EVENT}`, as('auditor'), async (page, complaints) => {
        const begun = page.getByRole('row', { name: 'Signed in' });
        await begun.getByText('Grace Hopper').waitFor();
        const entry = page.getByRole('region', { name: 'One entry' });
        await entry.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
        return complaints.all();
      });
      expect(seen).toEqual([]);
    },
    WITHIN_MS,
  );
});

describe('a request of Entra’s', () => {
  it(
    'names the credential that it came with, and managers in what it changed',
    async () => {
      const seen = await stage.visit(
        `activity?open=${REQUEST}`,
        as('identity-administrator'),
        async (page, complaints) => {
          const request = page.getByRole('region', { name: 'One request' });
          await request.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
          await request.getByText('Entra, production').waitFor();
          return complaints.all();
        },
      );
      expect(seen).toEqual([]);
    },
    WITHIN_MS,
  );
});
