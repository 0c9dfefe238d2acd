import type { Browser, Page } from 'playwright-core';
import { PROBE } from './probe.js';

/**
 * One page that shows one thing after another: a context of its own for each took 1.2 s of processor time more, of which the
 * window's process is most. Between them it is as new: nothing stored, listened to or answered in between, and nothing shown.
 */
export interface KeptPage {
  /** A page that shows nothing. One that failed, opened another or closed is not used again. */
  readonly use: <Seen>(see: (page: Page) => Promise<Seen>) => Promise<Seen>;
}

interface Kept {
  readonly page: Page;
  readonly uses: number;
}

/** What is set in a page for each use stays as long as it does: scripts of its clock. */
const MOST_USES = 40;

export function keptPageOf(browser: Browser, withinMs: number): KeptPage {
  let kept: Kept | undefined;
  return {
    use: async (see) => {
      const { page, uses } = kept ?? { page: await openPage(browser, withinMs), uses: 0 };
      kept = undefined;
      try {
        const seen = await see(page);
        // What still goes on there may hinder it: then there is another page.
        if (uses + 1 < MOST_USES && (await isAsNew(page).catch(() => false))) kept = { page, uses: uses + 1 };
        return seen;
      } finally {
        if (kept === undefined) await page.context().close();
      }
    },
  };
}

async function openPage(browser: Browser, withinMs: number): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-US', timezoneId: 'Europe/Berlin' });
  // Of what it opens, too.
  context.setDefaultTimeout(withinMs);
  const page = await context.newPage();
  await page.addInitScript({ content: PROBE });
  return page;
}

/** What a test may have set on its page. */
const LISTENED = [
  'console',
  'pageerror',
  'request',
  'response',
  'requestfailed',
  'dialog',
  'download',
  'popup',
] as const;

/** Leaves what is shown, and takes away what was set and stored meanwhile; false where that cannot be done. */
async function isAsNew(page: Page): Promise<boolean> {
  const context = page.context();
  const { origin } = new URL(page.url());
  if (page.isClosed() || context.pages().length > 1 || origin === 'null') return false;
  for (const event of LISTENED) page.removeAllListeners(event);
  await page.unrouteAll({ behavior: 'wait' });
  await page.goto('about:blank');
  // Once nothing runs there that would store it again; a session's storage goes with the local one.
  const storage = await context.newCDPSession(page);
  await storage.send('Storage.clearDataForOrigin', { origin, storageTypes: 'local_storage,indexeddb' });
  await storage.detach();
  await context.clearCookies();
  return true;
}
