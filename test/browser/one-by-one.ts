import type { Page, Route } from 'playwright-core';
import type { Probe } from './probe.js';

interface Inside {
  readonly probe: Probe;
}

/** What is asked because of an answer is asked in the frames after it. */
const QUIET_ROUNDS = 3;
/** But who is signed in: before that there is no page. */
const ASKED = /\/api\/(?!session)/;

/**
 * From now on answers are kept back.
 *
 * @returns gives them one by one, the last that was asked for first, each drawn before the next; resolves once nothing is asked any more
 */
export async function answerOneByOne(page: Page): Promise<() => Promise<void>> {
  const waiting: Route[] = [];
  await page.route(ASKED, (route) => void waiting.push(route));
  return async () => {
    await page.locator('h1').first().waitFor();
    for (let quiet = 0; quiet < QUIET_ROUNDS; quiet += 1) {
      await drawn(page);
      const route = waiting.pop();
      if (route !== undefined) {
        quiet = -1;
        await route.continue();
        await (await route.request().response())?.finished();
      }
    }
    await page.unroute(ASKED);
  };
}

function drawn(page: Page): Promise<void> {
  return page.evaluate(() => (globalThis as unknown as Inside).probe.frames(3));
}
