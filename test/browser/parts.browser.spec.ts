import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { as, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();
const ADMINISTRATOR = as('identity-administrator');
/** Others wait for an approval of theirs. */
const ASKED = as('identity-administrator', 'million');

/** Its heading has the focus, and stands in the upper half of what is seen. */
async function arrivedAt(page: Page, name: string): Promise<boolean> {
  const heading = page.getByRole('heading', { name, exact: true }).and(page.locator(':focus'));
  await heading.waitFor();
  const box = await heading.boundingBox();
  return box !== null && box.y >= 0 && box.y < 400;
}

describe('a part of a page', () => {
  it(
    'is where the button of the Overview leads, by the keyboard as well',
    async () => {
      const seen = await stage.visit('', ADMINISTRATOR, async (page, complaints) => {
        await page.getByRole('link', { name: 'Replace the credential' }).press('Enter');
        const isThere = await arrivedAt(page, 'Credentials');
        await page.keyboard.press('Tab');
        const isNext = await page.getByRole('button', { name: 'Issue credential' }).and(page.locator(':focus')).count();
        return { isThere, isNext, findings: await findingsOf(page), complaints: complaints.all() };
      });
      expect(seen).toEqual({ isThere: true, isNext: 1, findings: [], complaints: [] });
    },
    WITHIN_MS,
  );

  it.each([
    ['', 'Look at it', 'Approvals'],
    ['configuration/single-sign-on', 'Choose them under Team and access', 'People'],
  ])(
    'of another page is where /%s leads by "%s"',
    async (from, link, name) => {
      const isThere = await stage.visit(from, ASKED, async (page) => {
        await page.getByRole('main').getByRole('link', { name: link }).click();
        return arrivedAt(page, name);
      });
      expect(isThere).toBe(true);
    },
    WITHIN_MS,
  );

  it(
    'stays in sight while what is above it is loaded, until somebody scrolls',
    async () => {
      const seen = await stage.visit('', ADMINISTRATOR, async (page) => {
        await page.goto(new URL(`${page.url()}/configuration/integrations/employee-provisioning#brake`).href);
        const isThere = await arrivedAt(page, 'Brake');
        await page.mouse.wheel(0, -2_000);
        const top = page.getByRole('heading', { level: 1 });
        const back = await eventually('its top is in sight', async () => ((await top.boundingBox())?.y ?? -1) >= 0);
        return { isThere, back };
      });
      expect(seen).toEqual({ isThere: true, back: true });
    },
    WITHIN_MS,
  );

  it(
    'is where an address in a mail leads, whichever tenant its reader is signed in to',
    async () => {
      const seen = await stage.visit('', ADMINISTRATOR, async (page) => {
        await page.goto(new URL('/team#approvals', page.url()).href);
        const isThere = await arrivedAt(page, 'Approvals');
        return { isThere, path: new URL(page.url()).pathname };
      });
      expect(seen).toEqual({ isThere: true, path: expect.stringMatching(/^\/t\/[\w-]+\/team$/) as unknown });
    },
    WITHIN_MS,
  );
});
