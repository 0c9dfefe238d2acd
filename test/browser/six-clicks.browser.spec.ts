import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { linkOf } from '../../deploy/local/demonstration/console-links.js';
import { ScimClient } from '../support/scim-client.js';
import { World } from '../support/world.js';
import { browserPath, WITHIN_MS } from './visit.js';

/** What an administrator does who knows the way from Peakon, on the real constellation. */
describe('the six clicks', () => {
  const key = randomBytes(32).toString('base64url');
  let world: World;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const said: string[] = [];

  beforeAll(async () => {
    const settings = { console: { DEMONSTRATION_KEY: key } };
    world = await World.start({ processes: ['scim-api', 'relay', 'console'], settings });
    browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], locale: 'en-US' });
    page = await context.newPage();
    page.setDefaultTimeout(WITHIN_MS);
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', ({ message }) => said.push(`exception: ${message}`));
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  }, WITHIN_MS);

  const click = (name: string): Promise<void> =>
    page
      .getByRole('link', { name, exact: true })
      .or(page.getByRole('button', { name, exact: true }))
      .first()
      .click();

  async function copied(label: string): Promise<string> {
    const shown = await page.getByRole('alertdialog').getByLabel(label, { exact: true }).inputValue();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: `Copy ${label}` })
      .click();
    const inClipboard = await page.evaluate(() =>
      (
        globalThis as unknown as { navigator: { clipboard: { readText: () => Promise<string> } } }
      ).navigator.clipboard.readText(),
    );
    expect(inClipboard).toBe(shown);
    return shown;
  }

  it('lead to a connection that takes people, which shows without reloading', async () => {
    const tenantId = await world.admin.createTenant('Adventure Works', 'it@adventure.example');
    await page.goto(linkOf({ url: world.constellation.consoleUrl, key }, 'administrator', tenantId));
    for (const name of ['Configuration', 'Integrations', 'Employee Provisioning', 'Enable']) await click(name);
    const scim = { url: await copied('Tenant URL'), token: await copied('Secret Token') };
    expect(scim.url).toBe(world.scimUrl);

    // By a slip it is not closed; afterwards the token is nowhere.
    await page.keyboard.press('Escape');
    expect(await page.getByRole('alertdialog').isVisible()).toBe(true);
    await click('I have saved it');
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    expect(await page.content()).not.toContain(scim.token);
    expect(page.url()).not.toContain('#');
    expect(await page.getByLabel('Tenant URL', { exact: true }).inputValue()).toBe(scim.url);

    await page.getByText('No cycle yet').waitFor();
    const created = await new ScimClient(scim).post('/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ada@adventure.example',
      displayName: 'Ada Lovelace',
    });
    expect(created.status).toBe(201);
    // Live: nothing is reloaded.
    await page.getByRole('row').filter({ hasText: 'On demand' }).waitFor();
    expect(said).toEqual([]);
  }, 300_000);
});
