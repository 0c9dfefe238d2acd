import { describe, expect, it } from '@jest/globals';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

const LOOK = as('identity-administrator');
const STORED = '[localStorage.kept ?? null, sessionStorage.kept ?? null, document.cookie]';

describe('a page that is visited after another', () => {
  it(
    'finds nothing of what the one before stored, set and heard',
    async () => {
      let heard = 0;
      const before = await stage.visit('groups', { ...LOOK, theme: 'dark', width: 320 }, async (page) => {
        page.on('request', () => (heard += 1));
        await page.route(/\/api\/session$/, (route) => route.abort());
        await page.evaluate("localStorage.kept = sessionStorage.kept = '1'; document.cookie = 'kept=1'");
        await page.clock.runFor(60_000);
        return { page, stored: await page.evaluate(STORED) };
      });
      const heardBefore = heard;
      const after = await stage.visit('groups', LOOK, async (page) => ({
        page,
        stored: await page.evaluate(STORED),
        width: page.viewportSize()?.width,
        isDark: await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"),
        minute: await page.evaluate('new Date().toISOString().slice(0, 16)'),
        heading: await page.getByRole('heading', { level: 1 }).innerText(),
      }));
      expect(after.page).toBe(before.page);
      expect(before.stored).toEqual(['1', '1', 'kept=1']);
      expect(after).toMatchObject({
        stored: [null, null, ''],
        width: 1280,
        isDark: false,
        minute: '2026-11-24T14:05',
        heading: 'Groups',
      });
      expect(heard).toBe(heardBefore);
    },
    WITHIN_MS,
  );

  it(
    'is another page where the one before opened a window or failed',
    async () => {
      const first = await stage.visit('groups', LOOK, async (page) => {
        await page.context().newPage();
        return page;
      });
      const second = await stage.visit('groups', LOOK, (page) => Promise.resolve(page));
      let third = second;
      await expect(
        stage.visit('groups', LOOK, (page) => {
          third = page;
          return Promise.reject(new Error('planned'));
        }),
      ).rejects.toThrow('planned');
      const fourth = await stage.visit('groups', LOOK, (page) => Promise.resolve(page));
      expect([second === first, third === second, fourth === third]).toEqual([false, true, false]);
      expect([first.isClosed(), third.isClosed(), fourth.isClosed()]).toEqual([true, true, false]);
    },
    WITHIN_MS,
  );
});
