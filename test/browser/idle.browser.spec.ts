import { describe, expect, it } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

/** Resolves with the next read that the page says somebody is at it for, or that nobody is. */
function read(page: Page, { isUnattended }: { readonly isUnattended: boolean }): Promise<Request> {
  const fits = (one: Request): boolean =>
    one.method() === 'GET' &&
    new URL(one.url()).pathname.startsWith('/api/') &&
    (one.headers()['x-unattended'] !== undefined) === isUnattended;
  return page.waitForRequest(fits, { timeout: WITHIN_MS });
}

describe('a page that asks again by itself', () => {
  it(
    'says when nobody has touched it for a minute, and no more once somebody has',
    async () => {
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
    },
    WITHIN_MS,
  );
});
