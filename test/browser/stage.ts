import { afterAll, beforeAll, jest } from '@jest/globals';
import type { Locator, Page, Request } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import type { State } from './fake/scenario.js';
import { openStage, WITHIN_MS, type Look, type Stage } from './visit.js';

/** The stage of a file's tests: it opens before the first of them, and closes behind the last. */
export function stageOfFile(): Pick<Stage, 'visit'> {
  jest.setTimeout(WITHIN_MS);
  let stage: Stage | undefined;
  beforeAll(async () => {
    stage = await openStage();
  }, WITHIN_MS);
  afterAll(async () => {
    await stage?.close();
  });
  return {
    visit: (path, look, see) => {
      if (stage === undefined) throw new Error('the stage is opened before the first test');
      return stage.visit(path, look, see);
    },
  };
}

/** Somebody's look at a page who has set nothing. */
export const as = (role: Look['role'], state: State = 'full'): Look => ({
  role,
  state,
  locale: 'en',
  theme: 'light',
  width: 1280,
});

/** Resolves once a field has the value, which the page gives it after its address is another. */
export async function shows(field: Locator, value: string): Promise<void> {
  await eventually(`a field shows “${value}”`, async () => (await field.inputValue()) === value, {
    timeout: WITHIN_MS,
  });
}

/** Resolves once a link leads there; the page draws it after its address is another. */
export async function leads(link: Locator, href: string): Promise<void> {
  await eventually(`a link leads to ${href}`, async () => (await link.getAttribute('href')) === href, {
    timeout: WITHIN_MS,
  });
}

/** The button of exactly this name. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Resolves with the next request of the method whose address fits. */
export function asked(page: Page, method: string, path: RegExp): Promise<Request> {
  return page.waitForRequest((one) => one.method() === method && path.test(one.url()));
}
