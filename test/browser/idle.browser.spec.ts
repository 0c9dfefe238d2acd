import { describe, expect, it } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { as, asked, press, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();

/** Resolves with the next read that the page says somebody is at it for, or that nobody is. */
function read(page: Page, { isUnattended }: { readonly isUnattended: boolean }): Promise<Request> {
  const fits = (one: Request): boolean =>
    one.method() === 'GET' &&
    new URL(one.url()).pathname.startsWith('/api/') &&
    (one.headers()['x-unattended'] !== undefined) === isUnattended;
  return page.waitForRequest(fits, { timeout: WITHIN_MS });
}

/** What the console says of the session's end from now on: what keeps it, and whether it is there at all, is the test's to say. */
interface Told {
  endsIn: { unused: number; anyway: number } | null;
  /** Of a question that keeps the session. */
  onUse: { unused: number; anyway: number };
}

async function tell(page: Page, told: Told): Promise<void> {
  await page.route('**/api/session', async (route) => {
    const request = route.request();
    if (request.method() !== 'GET') return route.fallback();
    if (told.endsIn === null) {
      const body = JSON.stringify({ type: 'about:blank', status: 401, title: 'Unauthorized', code: 'signed-out' });
      return route.fulfill({ status: 401, contentType: 'application/problem+json', body });
    }
    if (request.headers()['x-unattended'] === undefined) told.endsIn = told.onUse;
    const answer = await route.fetch();
    const session = (await answer.json()) as object;
    return route.fulfill({ response: answer, json: { ...session, endsIn: told.endsIn } });
  });
}

const HOURS = 3_600;
const FRESH = { unused: 1_800, anyway: 7 * HOURS };
const question = (page: Page, name = 'Are you still there?') => page.getByRole('alertdialog', { name });
const within = { timeout: WITHIN_MS };

/** Nobody touches the page for so long, and its clock is looked at again. */
async function pass(page: Page, minutes: number): Promise<void> {
  await page.clock.fastForward(minutes * 60_000);
  await page.clock.runFor(6_000);
}

describe('a page that asks again by itself', () => {
  it('says when nobody has touched it for a minute, and no more once somebody has', async () => {
    await stage.visit('activity', as('auditor'), async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      const alone = read(page, { isUnattended: true });
      await page.clock.fastForward(61_000);
      await page.clock.runFor(10_000);
      expect((await alone).method()).toBe('GET');
      const attended = read(page, { isUnattended: false });
      await page.keyboard.press('Shift');
      await page.clock.runFor(10_000);
      expect((await attended).method()).toBe('GET');
    });
  });
});

describe('before a session ends that nobody uses', () => {
  it('whoever may be there is asked, and stays by one key', async () => {
    await stage.visit('configuration', as('identity-administrator'), async (page, complaints) => {
      const told: Told = { endsIn: { unused: 110, anyway: 7 * HOURS }, onUse: FRESH };
      await tell(page, told);
      await pass(page, 28.5);
      await question(page).waitFor(within);
      expect(await question(page).getByRole('timer').textContent()).toMatch(/signed out in \d+ (minute|second)/);
      expect(await findingsOf(page)).toEqual([]);
      const kept = page.waitForRequest((one) => one.headers()['x-unattended'] === undefined, within);
      await page.keyboard.press('Escape');
      expect(new URL((await kept).url()).pathname).toBe('/api/session');
      await question(page).waitFor({ state: 'hidden', ...within });
      expect(complaints.all()).toEqual([]);
    });
  });

  it('nothing but the answer keeps it, not even a pointer on its way to the button', async () => {
    await stage.visit('activity', as('auditor'), async (page) => {
      await tell(page, { endsIn: { unused: 110, anyway: 7 * HOURS }, onUse: FRESH });
      await pass(page, 28.5);
      await question(page).waitFor(within);
      await page.mouse.move(300, 300);
      const alone = read(page, { isUnattended: true });
      await page.clock.runFor(6_000);
      expect((await alone).method()).toBe('GET');
      expect(await question(page).isVisible()).toBe(true);
      await press(page, 'Stay signed in');
      await question(page).waitFor({ state: 'hidden', ...within });
    });
  });

  it('the answer keeps it, too, while the page itself is asking', async () => {
    await stage.visit('configuration', as('auditor'), async (page) => {
      await tell(page, { endsIn: { unused: 110, anyway: 7 * HOURS }, onUse: FRESH });
      await pass(page, 28.5);
      await question(page).waitFor(within);
      const isAlone = (one: Request): boolean => one.headers()['x-unattended'] !== undefined;
      const answered = Promise.withResolvers<void>();
      await page.route('**/api/session', async (route) => {
        if (isAlone(route.request())) await answered.promise;
        return route.fallback();
      });
      const alone = page.waitForRequest((one) => one.url().endsWith('/api/session') && isAlone(one), within);
      await page.clock.runFor(6_000);
      await alone;
      await press(page, 'Stay signed in');
      answered.resolve();
      await question(page).waitFor({ state: 'hidden', ...within });
      expect(await question(page).count()).toBe(0);
    });
  });

  it('a page stays as it is where the question cannot be loaded, and a pointer keeps the session then', async () => {
    await stage.visit('configuration', as('auditor'), async (page) => {
      await tell(page, { endsIn: { unused: 110, anyway: 7 * HOURS }, onUse: FRESH });
      await page.route(/still-there/, (route) => route.abort());
      const isQuestion = (one: Request): boolean => /still-there/.test(one.url());
      const failed = page.waitForEvent('requestfailed', { predicate: isQuestion, ...within });
      await pass(page, 28.5);
      await failed;
      const attended = read(page, { isUnattended: false });
      await page.mouse.move(300, 300);
      await page.clock.runFor(6_000);
      expect((await attended).method()).toBe('GET');
      expect(await page.getByRole('navigation').count()).toBe(1);
    });
  });

  it('nobody is asked any more once another window has kept it', async () => {
    await stage.visit('configuration', as('auditor'), async (page) => {
      const told: Told = { endsIn: { unused: 110, anyway: 7 * HOURS }, onUse: FRESH };
      await tell(page, told);
      await pass(page, 28.5);
      await question(page).waitFor(within);
      told.endsIn = FRESH;
      await page.clock.runFor(6_000);
      await question(page).waitFor({ state: 'hidden', ...within });
      expect(await question(page).count()).toBe(0);
    });
  });

  it('nobody is asked who has just touched the page: that keeps it', async () => {
    await stage.visit('configuration', as('auditor'), async (page) => {
      const told: Told = { endsIn: { unused: 110, anyway: 7 * HOURS }, onUse: FRESH };
      await tell(page, told);
      // Half a minute before the page would ask, and half a minute less than a touch counts: a slow machine has both.
      await page.clock.fastForward(27.5 * 60_000);
      const attended = asked(page, 'GET', /\/api\/session$/);
      await page.keyboard.press('Shift');
      await page.clock.runFor(40_000);
      expect((await attended).headers()['x-unattended']).toBeUndefined();
      await page.clock.runFor(6_000);
      expect(await question(page).count()).toBe(0);
    });
  });

  it('whoever reads German is asked in German', async () => {
    await stage.visit('configuration', { ...as('auditor'), locale: 'de' }, async (page) => {
      await tell(page, { endsIn: { unused: 110, anyway: 7 * HOURS }, onUse: FRESH });
      await pass(page, 28.5);
      await question(page, 'Sind Sie noch da?').getByRole('button', { name: 'Angemeldet bleiben' }).click();
      await question(page, 'Sind Sie noch da?').waitFor({ state: 'hidden', ...within });
      expect(await page.getByRole('alertdialog').count()).toBe(0);
    });
  });

  it('a machine that slept through it says so as it wakes', async () => {
    await stage.visit('configuration', as('auditor'), async (page) => {
      await tell(page, { endsIn: null, onUse: FRESH });
      await pass(page, 9 * 60);
      await question(page, 'You are signed out').waitFor(within);
      expect(await question(page).count()).toBe(0);
    });
  });
});

describe('before a session ends anyway', () => {
  it('whoever is there is told, with the way to sign in anew, and keeps the focus', async () => {
    await stage.visit('configuration', as('auditor'), async (page) => {
      const told: Told = { endsIn: { unused: 1_800, anyway: 540 }, onUse: { unused: 1_800, anyway: 540 } };
      await page.getByRole('link', { name: 'Integrations', exact: true }).first().focus();
      await tell(page, told);
      await pass(page, 7.9 * 60);
      const notice = page.getByRole('main').getByText('Your session ends soon');
      await notice.waitFor(within);
      expect(await page.locator(':focus').textContent()).toContain('Integrations');
      expect(await page.getByRole('link', { name: 'Sign in in another window' }).getAttribute('href')).toBe('/sign-in');
      expect(await findingsOf(page)).toEqual([]);
      told.endsIn = FRESH;
      await page.clock.runFor(66_000);
      await notice.waitFor({ state: 'hidden', ...within });
    });
  });
});
