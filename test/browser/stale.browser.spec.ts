import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { as, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();
const ADMINISTRATOR = as('identity-administrator');

/** From now on a service answers as the console's server does for one that is away. */
async function away(page: Page, service: string, status = 503): Promise<void> {
  const body = { title: 'Service Unavailable', status, service };
  await page.route(`**/api/${service}/**`, (route) =>
    route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) }),
  );
}

describe('a page whose service stops answering while somebody looks at it', () => {
  it(
    'says no more that provisioning is healthy, but that it is not known, and how old the rest is',
    async () => {
      const seen = await stage.visit('', ADMINISTRATOR, async (page) => {
        await away(page, 'scim-api');
        const verdict = page.getByRole('region', { name: 'Is provisioning healthy?' });
        await verdict.getByText('Not known').waitFor();
        await page.getByText('The service “scim-api” does not answer. What is shown is of').first().waitFor();
        const old = await page.getByRole('table').first().isVisible();
        const said = await verdict.innerText();
        await page.unroute('**/api/scim-api/**');
        await verdict.getByRole('button', { name: 'Retry' }).click();
        await verdict.getByText('Not known').waitFor({ state: 'detached' });
        return { old, said, findings: await findingsOf(page) };
      });
      expect(seen).toMatchObject({ old: true, findings: [] });
      expect(seen.said).toContain('The service “scim-api” does not answer.');
    },
    WITHIN_MS,
  );

  it(
    'says so, too, where it is the network that is away',
    async () => {
      const said = await stage.visit('', ADMINISTRATOR, async (page) => {
        const verdict = page.getByRole('region', { name: 'Is provisioning healthy?' });
        await page.context().setOffline(true);
        await verdict.getByText('Not known').waitFor();
        const text = await verdict.innerText();
        await page.context().setOffline(false);
        await verdict.getByText('Not known').waitFor({ state: 'detached' });
        return text;
      });
      expect(said).toContain('The console cannot be reached.');
    },
    WITHIN_MS,
  );

  it.each(['directory', 'audit', 'notifier'])(
    'says no more that everybody follows, once the %s is away',
    async (service) => {
      const seen = await stage.visit('consumers', ADMINISTRATOR, async (page) => {
        const answer = page.getByRole('status').filter({ hasText: 'Does everybody follow?' });
        await answer.waitFor();
        await away(page, service);
        await answer.filter({ hasText: 'Not known' }).waitFor();
        await page.getByText(`The service “${service}” does not answer.`).first().waitFor();
        return { badges: await page.getByText('Not known', { exact: true }).count(), findings: await findingsOf(page) };
      });
      expect(seen).toEqual({ badges: 1, findings: [] });
    },
    WITHIN_MS,
  );

  it.each([
    ['people', 'directory', 'directory: no answer'],
    ['deliveries', 'notifier', 'mails: no answer'],
  ])(
    'says so at the head and above the list of /%s',
    async (path, service, told) => {
      const seen = await stage.visit(path, ADMINISTRATOR, async (page) => {
        await away(page, service);
        await page.getByText(told).waitFor();
        await page.getByText(`The service “${service}” does not answer. What is shown is of`).first().waitFor();
        return { behind: await page.getByText(/ behind$/).count(), findings: await findingsOf(page) };
      });
      expect(seen).toEqual({ behind: 0, findings: [] });
    },
    WITHIN_MS,
  );

  it(
    'shows nothing any more of what is not for its reader now',
    async () => {
      const refused = await stage.visit('deliveries', ADMINISTRATOR, async (page) => {
        await page.getByRole('table').waitFor();
        await away(page, 'notifier', 403);
        await page.getByText('Not yours to see').waitFor();
        return page.getByRole('table').count();
      });
      expect(refused).toBe(0);
    },
    WITHIN_MS,
  );
});
