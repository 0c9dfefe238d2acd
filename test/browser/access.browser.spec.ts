import { describe, expect, it } from '@jest/globals';
import { as, asked, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

describe('the team', () => {
  it(
    'has emergency accounts, of administrators with a passkey alone',
    async () => {
      const seen = await stage.visit('team', as('identity-administrator'), async (page, complaints) => {
        await page.getByRole('table', { name: 'People and their roles' }).getByText('Mary Jackson').waitFor();
        const found = await page.getByRole('button', { name: /emergency account/ }).all();
        const buttons = await Promise.all(found.map((one) => one.getAttribute('aria-label')));
        const marked = asked(page, 'PUT', /\/emergency$/);
        await page.getByRole('button', { name: 'Make an emergency account of Mary Jackson' }).click();
        await marked;
        return { buttons, complaints: complaints.all() };
      });
      expect(seen).toEqual({
        buttons: ['No emergency account any more: Ada Lovelace', 'Make an emergency account of Mary Jackson'],
        complaints: [],
      });
    },
    WITHIN_MS,
  );

  it(
    'lets who looks after people see what is sensitive, and nobody else',
    async () => {
      const seen = await stage.visit('team', as('identity-administrator'), async (page, complaints) => {
        await page.getByRole('table', { name: 'People and their roles' }).getByText('Mary Jackson').waitFor();
        const buttons = await page.getByRole('button', { name: /sensitive attributes/ }).count();
        const let_ = asked(page, 'PUT', /\/sensitive$/);
        await page.getByRole('button', { name: 'Show sensitive attributes to Grace Hopper' }).click();
        await let_;
        return { buttons, complaints: complaints.all() };
      });
      expect(seen).toEqual({ buttons: 1, complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'lets the operator see for hours, with a reason, and ends it',
    async () => {
      const seen = await stage.visit('team', as('identity-administrator'), async (page, complaints) => {
        await page.getByRole('button', { name: 'Grant for hours' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Grant' }).click();
        await dialog.getByText('Say why.').waitFor();
        await dialog.getByLabel('For how long').selectOption('4');
        await dialog.getByLabel('Reason').fill('A cycle that stands still');
        const granted = asked(page, 'POST', /\/grants$/);
        await dialog.getByRole('button', { name: 'Grant' }).click();
        const body = (await granted).postDataJSON() as unknown;
        await dialog.waitFor({ state: 'hidden' });
        const ended = asked(page, 'DELETE', /\/grants\//);
        await page.getByRole('button', { name: 'End now: Why do updates of titles not arrive?' }).click();
        await ended;
        return { body, complaints: complaints.all() };
      });
      expect(seen).toEqual({ body: { hours: 4, reason: 'A cycle that stands still' }, complaints: [] });
    },
    WITHIN_MS,
  );
});

describe('the team’s sessions and links', () => {
  it.each([
    ['End sessions of Grace Hopper', /\/api\/team\/[\w-]+\/sessions$/],
    ['Withdraw the link for Identity administrator', /\/api\/setup-links\/[\w-]+$/],
  ])(
    'end at once: %s',
    async (name, path) => {
      const complaints = await stage.visit('team', as('identity-administrator'), async (page, said) => {
        const ended = asked(page, 'DELETE', path);
        await page.getByRole('button', { name }).click();
        await ended;
        return said.all();
      });
      expect(complaints).toEqual([]);
    },
    WITHIN_MS,
  );
});

describe('one’s own account', () => {
  it(
    'ends its other sessions, one or all',
    async () => {
      const complaints = await stage.visit('preferences', as('people'), async (page, said) => {
        const one = asked(page, 'DELETE', /\/session\/all\/[\w-]+$/);
        await page.getByRole('button', { name: 'End the session from 2001:db8:1::/48' }).click();
        await one;
        const all = asked(page, 'DELETE', /\/session\/all$/);
        await page.getByRole('button', { name: 'End all others' }).click();
        await all;
        return said.all();
      });
      expect(complaints).toEqual([]);
    },
    WITHIN_MS,
  );

  it.each([
    ['full', 2],
    ['empty', 0],
  ] as const)(
    'removes a passkey, and never the last one: %s',
    async (state, count) => {
      const buttons = await stage.visit('preferences', as('people', state), async (page) => {
        await page.getByRole('table', { name: 'Your passkeys' }).waitFor();
        return page.getByRole('button', { name: /^Remove the passkey/ }).count();
      });
      expect(buttons).toBe(count);
    },
    WITHIN_MS,
  );

  it(
    'says in the language of the page why something was not done',
    async () => {
      const detail = 'Fifty setup links wait to be used; withdraw one first.';
      const refused = { status: 409, contentType: 'application/problem+json', body: JSON.stringify({ detail }) };
      const seen = await stage.visit('team', { ...as('identity-administrator'), locale: 'de' }, async (page) => {
        await page.route('**/api/setup-links', (route) =>
          route.request().method() === 'POST' ? route.fulfill(refused) : route.fallback(),
        );
        await page.getByRole('button', { name: 'Neuer Einrichtungslink' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Link anlegen' }).click();
        await dialog.getByText('Fünfzig Einrichtungslinks').waitFor();
        return dialog.innerText();
      });
      expect(seen).toContain('Fünfzig Einrichtungslinks warten auf Benutzung; ziehen Sie zuerst einen zurück.');
      expect(seen).not.toContain('setup links wait');
    },
    WITHIN_MS,
  );
});
