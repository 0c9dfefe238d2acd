import { describe, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { PAGES } from './pages.js';
import { as, press, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();
const ADMINISTRATOR = as('identity-administrator');
const HANGING = as('identity-administrator', 'loading');

/** Lets seconds pass until something is said: what is still loaded when they begin needs them, too. */
function passing(page: Page, seconds: number, said: string): Promise<true> {
  return eventually(
    `it says “${said}”`,
    async () => {
      await page.clock.fastForward(seconds * 1_000);
      return page.getByText(said).first().isVisible();
    },
    { timeout: WITHIN_MS },
  );
}

/** Meanwhile whoever asks there is not answered. */
async function whileHung<Seen>(page: Page, address: string, see: () => Promise<Seen>): Promise<Seen> {
  const held: Route[] = [];
  await page.route(address, (route) => {
    if (address.endsWith('/session') && route.request().method() !== 'DELETE') return route.continue();
    held.push(route);
    return undefined;
  });
  const seen = await see();
  await page.unroute(address);
  // The page may have given one up by itself.
  await Promise.allSettled(held.map((route) => route.abort()));
  return seen;
}

describe('a service that takes a question and does not answer', () => {
  // Of settings and the own account nothing but the session is asked.
  const asking = PAGES.filter(({ path }) => !path.includes('?') && path !== 'configuration/integrations');

  it.each(asking)(
    'is told of on /$path after three seconds',
    async ({ path }) => {
      const findings = await stage.visit(path, HANGING, async (page) => {
        await passing(page, 3, 'It is still awaited.');
        return findingsOf(page);
      });
      expect(findings).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'has its name, in both languages',
    async () => {
      const english = await stage.visit('people', HANGING, (page) => passing(page, 3, 'No answer yet: the directory.'));
      const german = await stage.visit('audit', { ...HANGING, locale: 'de' }, (page) =>
        passing(page, 3, 'Noch keine Antwort: das Audit-Protokoll.'),
      );
      expect([english, german]).toEqual([true, true]);
    },
    WITHIN_MS,
  );

  it(
    'is given up where the console’s own server does not say that it is away',
    async () => {
      const said = stage.visit('people', HANGING, (page) => passing(page, 21, 'The console cannot be reached'));
      expect(await said).toBe(true);
    },
    WITHIN_MS,
  );

  it(
    'is told of above what it answered before, at the head of the page, too',
    async () => {
      const findings = await stage.visit('people', ADMINISTRATOR, async (page) => {
        await page.getByRole('table').waitFor();
        return whileHung(page, '**/api/directory/**', async () => {
          await page.getByText('There is no answer yet. What is shown is of').first().waitFor();
          await page.getByText('directory: no answer').waitFor();
          return findingsOf(page);
        });
      });
      expect(findings).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'is told of below the search while somebody waits for it',
    async () => {
      const findings = await stage.visit('audit', ADMINISTRATOR, async (page) => {
        await page.getByRole('combobox', { name: 'Search people' }).waitFor();
        return whileHung(page, '**/api/directory/**', async () => {
          await page.getByRole('combobox', { name: 'Search people' }).fill('Love');
          await page.getByText('The search does not answer at the moment').first().waitFor();
          return findingsOf(page);
        });
      });
      expect(findings).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'leaves nothing known of whether provisioning is healthy, and whether everybody follows',
    async () => {
      const said = await stage.visit('', ADMINISTRATOR, async (page) => {
        const verdict = page.getByRole('region', { name: 'Is provisioning healthy?' });
        await verdict.waitFor();
        return whileHung(page, '**/api/scim-api/**', async () => {
          await verdict.getByText('Not known').waitFor();
          return verdict.innerText();
        });
      });
      const answers = await stage.visit('consumers', ADMINISTRATOR, async (page) => {
        const answer = page.getByRole('status').filter({ hasText: 'Does everybody follow?' });
        await answer.waitFor();
        return whileHung(page, '**/api/notifier/**', async () => {
          await answer.filter({ hasText: 'Not known' }).waitFor();
          return answer.innerText();
        });
      });
      expect(said).toContain('There is no answer yet.');
      expect(answers).toContain('One of them does not answer');
    },
    WITHIN_MS,
  );
});

describe('what could not be loaded', () => {
  it(
    'stays told, and its button in place, while it is asked again and again',
    async () => {
      const same = await stage.visit('consumers', as('identity-administrator', 'away'), async (page) => {
        const retry = page.getByRole('button', { name: 'Retry' }).first();
        await retry.waitFor();
        const [first] = await retry.elementHandles();
        for (let rounds = 0; rounds < 3; rounds += 1) await page.waitForResponse(/\/api\/directory\/lag/);
        await page.getByText('Does everybody follow? Not known').waitFor();
        return first?.evaluate((one) => (one as unknown as { readonly isConnected: boolean }).isConnected);
      });
      expect(same).toBe(true);
    },
    WITHIN_MS,
  );
});

describe('signing out of a console that is in trouble', () => {
  /** Again, as somebody would: what is said goes after seconds. */
  function signOutUntil(page: Page, said: string): Promise<true> {
    return eventually(
      `it says “${said}”`,
      async () => {
        await press(page, 'Sign out');
        await page.clock.fastForward(3_000);
        return page.getByText(said).first().isVisible();
      },
      { timeout: WITHIN_MS },
    );
  }

  it(
    'says that somebody is still signed in',
    async () => {
      const said = await stage.visit('people', ADMINISTRATOR, async (page) => {
        await page.route('**/api/session', (route) =>
          route.request().method() === 'DELETE' ? route.fulfill({ status: 503 }) : route.continue(),
        );
        return signOutUntil(page, 'You are still signed in: the console does not answer. Try it again');
      });
      expect(said).toBe(true);
    },
    WITHIN_MS,
  );

  it(
    'says after three seconds that there is no answer',
    async () => {
      const said = await stage.visit('people', ADMINISTRATOR, async (page) => {
        return whileHung(page, '**/api/session', () =>
          signOutUntil(page, 'You are not signed out yet: the console has not answered'),
        );
      });
      expect(said).toBe(true);
    },
    WITHIN_MS,
  );
});
