import { describe, expect, it } from '@jest/globals';
import { PERSON, TENANT, type State } from './fake/scenario.js';
import { as as lookAs, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

const as = (state?: State) => lookAs('operator', state);
const GRANTED = `granted/${TENANT.id}`;

describe('a tenant that lets the operator look', () => {
  it(
    'is one click from the tenants: whose it is, until when, by whom and why stands above',
    async () => {
      const seen = await stage.visit('', as(), async (page, complaints) => {
        await page.getByRole('table', { name: 'Granted to you' }).getByRole('link', { name: TENANT.name }).click();
        await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
        await page.getByRole('table', { name: 'People' }).waitFor();
        return {
          path: new URL(page.url()).pathname,
          text: await page.getByRole('main').innerText(),
          complaints: complaints.all(),
        };
      });
      expect(seen).toMatchObject({ path: `/installation/${GRANTED}/people`, complaints: [] });
      expect(seen.text).toContain('You see what Contoso demo lets you see');
      expect(seen.text).toMatch(/Until Nov 24, 2026, 4:35:00\sPM/);
      expect(seen.text).toContain('given by an identity administrator, because “Why do updates of titles not arrive?”');
    },
    WITHIN_MS,
  );

  it(
    'is asked through the grant alone, and not again by itself',
    async () => {
      const seen = await stage.visit(`${GRANTED}/people`, as(), async (page, complaints) => {
        const asked: string[] = [];
        page.on('request', (one) => asked.push(new URL(one.url()).pathname));
        await page.reload();
        await page.getByRole('table', { name: 'People' }).waitFor();
        // Longer than a list is usually asked again.
        await page.clock.runFor(10_000);
        const data = asked.filter((path) => /\/(directory|audit|scim-api)\//.test(path) && !path.includes('/admin/'));
        return { data, complaints: complaints.all() };
      });
      expect(seen.complaints).toEqual([]);
      expect(seen.data.every((path) => path.startsWith(`/api/granted/${TENANT.id}/`))).toBe(true);
      expect(seen.data.filter((path) => path.endsWith('/employees'))).toHaveLength(1);
    },
    WITHIN_MS,
  );

  it(
    'has its people, activity and audit log, which lead to each other and nowhere else',
    async () => {
      const seen = await stage.visit(`${GRANTED}/people/${PERSON}`, as(), async (page, complaints) => {
        const links = await page.getByRole('main').getByRole('link').all();
        const hrefs = await Promise.all(links.map(async (one) => (await one.getAttribute('href')) ?? ''));
        await page.getByRole('link', { name: 'Audit entries' }).click();
        await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
        await page.getByRole('list', { name: 'What you may see' }).getByRole('link', { name: 'Activity' }).click();
        await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
        const files = await page.getByRole('link', { name: /Export/ }).count();
        const crumbs = await page.getByRole('list', { name: 'Breadcrumb' }).getByRole('link').allInnerTexts();
        return { hrefs, files, crumbs, complaints: complaints.all() };
      });
      const away = seen.hrefs.filter((href) => !href.startsWith(`/installation/${GRANTED}/`));
      expect(away.filter((href) => href.startsWith('/'))).toEqual(['/installation']);
      expect(seen).toMatchObject({ files: 0, crumbs: ['Tenants'], complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'is not shown when its grant has ended',
    async () => {
      const seen = await stage.visit(`${GRANTED}/people`, as('empty'), async (page, complaints) => ({
        text: await page.getByRole('main').innerText(),
        complaints: complaints.all(),
      }));
      expect(seen.complaints).toEqual([]);
      expect(seen.text).toContain('No grant of this tenant holds');
      expect(seen.text).not.toContain('Ada Lovelace');
    },
    WITHIN_MS,
  );
});
