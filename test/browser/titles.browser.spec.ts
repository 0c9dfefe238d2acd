import { describe, expect, it } from '@jest/globals';
import { GROUP, PERSON, REQUEST } from './fake/scenario.js';
import { as, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();
const ADMINISTRATOR = as('identity-administrator');

describe('the title of a window', () => {
  it.each([`people/${PERSON}`, `groups/${GROUP}`])(
    'names whom or what /%s is of, and the list again behind it',
    async (path) => {
      const seen = await stage.visit(path, ADMINISTRATOR, async (page) => {
        const name = await page.getByRole('heading', { level: 1 }).innerText();
        const title = await page.title();
        const list = page
          .getByRole('navigation')
          .getByRole('link', { name: path.startsWith('p') ? 'People' : 'Groups' });
        const nameOfList = await list.innerText();
        await list.click();
        await page.getByRole('heading', { level: 1, name: nameOfList }).waitFor();
        return { title, expected: `${name} · Contoso demo`, after: await page.title(), nameOfList };
      });
      expect(seen.title).toBe(seen.expected);
      expect(seen.title).not.toMatch(/^(Person|Group) ·/);
      expect(seen.after).toBe(`${seen.nameOfList} · Contoso demo`);
    },
    WITHIN_MS,
  );

  it(
    'says that there is no such page',
    async () => {
      const title = await stage.visit('nonsense', ADMINISTRATOR, (page) => page.title());
      expect(title).toBe('There is no such page · Contoso demo');
    },
    WITHIN_MS,
  );
});

describe('an address that a mail or a refusal names', () => {
  it.each([`/r/${REQUEST}`, '/team', '/'])(
    'tells at %s that it cannot be asked who is signed in, and goes on once it can',
    async (address) => {
      const path = await stage.visit('preferences', ADMINISTRATOR, async (page) => {
        await page.route('**/api/session', (route) => route.fulfill({ status: 500, body: '' }));
        await page.goto(new URL(address, page.url()).href);
        await page.getByText('This could not be loaded').waitFor();
        await page.unroute('**/api/session');
        await page.getByRole('button', { name: 'Retry' }).click();
        await page.getByRole('navigation').waitFor();
        return new URL(page.url()).pathname;
      });
      expect(path).toMatch(/^\/t\/contoso-demo/);
    },
    WITHIN_MS,
  );
});

describe('a version that an address names', () => {
  it(
    'is said not to be there where all of them are shown',
    async () => {
      const seen = await stage.visit(`people/${PERSON}?open=999`, as('auditor'), (page) =>
        page.getByRole('region', { name: 'One version' }).innerText(),
      );
      expect(seen).toContain('There is no such version');
    },
    WITHIN_MS,
  );
});

describe('where a grant is given', () => {
  it(
    'is called as its page is',
    async () => {
      const seen = await stage.visit('', as('operator', 'empty'), (page) => page.getByRole('main').innerText());
      expect(seen).toContain('under Team and access.');
    },
    WITHIN_MS,
  );
});

describe('the field above every page, where it shows nobody', () => {
  it(
    'says whether nobody is found or the search does not answer',
    async () => {
      const seen = await stage.visit('preferences', as('people'), async (page) => {
        const field = page.getByRole('combobox', { name: 'Search people' });
        const told = page.locator('.hits-told');
        const answered = (status: number, body: object): Promise<unknown> =>
          page.route('**/api/directory/search?**', (route) =>
            route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) }),
          );
        await answered(200, { items: [], next: null });
        await field.fill('zzyzx');
        await told.filter({ hasText: 'Nobody is found' }).waitFor();
        const findings = await findingsOf(page);
        await page.unroute('**/api/directory/search?**');
        await answered(503, { title: 'Away', status: 503, service: 'directory' });
        await field.fill('qqq');
        await told.filter({ hasText: 'The search does not answer at the moment' }).waitFor();
        await field.press('Escape');
        return { findings, left: await told.count() };
      });
      expect(seen).toEqual({ findings: [], left: 0 });
    },
    WITHIN_MS,
  );
});
