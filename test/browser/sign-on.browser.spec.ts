import { describe, expect, it } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { as, press, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();

const IA = as('identity-administrator');
const PATH = 'configuration/single-sign-on';

function asked(page: Page, method: string, path: string): Promise<Request> {
  return page.waitForRequest((one) => one.method() === method && one.url().endsWith(path));
}

describe('single sign-on', () => {
  it(
    'shows what Entra asks for under the names that Entra has for it',
    async () => {
      const seen = await stage.visit(`${PATH}?method=saml`, IA, async (page) => ({
        entityId: await page.getByLabel('Identifier (Entity ID)', { exact: true }).inputValue(),
        acsUrl: await page.getByLabel('Reply URL (Assertion Consumer Service URL)', { exact: true }).inputValue(),
        text: await page.getByRole('main').innerText(),
      }));
      expect(seen.entityId).toBe('https://console.rollcall.example/sso/saml/metadata');
      expect(seen.acsUrl).toBe('https://console.rollcall.example/sso/saml/acs');
      expect(seen.text).toContain('OpenID Connect would need a second app');
    },
    WITHIN_MS,
  );

  it(
    'is set up with ids out of whatever was pasted, and not without a secret',
    async () => {
      const seen = await stage.visit(PATH, as('identity-administrator', 'empty'), async (page, complaints) => {
        await press(page, 'Set up OpenID Connect');
        const dialog = page.getByRole('dialog');
        const id = '72F988BF-86f1-41af-91ab-2d7cd011db47';
        await dialog.getByLabel('Directory (tenant) ID').fill(`https://login.microsoftonline.com/${id}/v2.0`);
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.getByText('An id as Entra shows it').waitFor();
        await dialog.getByLabel('Application (client) ID').fill('11111111-2222-4333-8444-555555555555');
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.getByText('To be on it needs a client secret.').waitFor();
        await dialog.getByLabel('Client secret').fill('value-of-a-secret');
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.getByText('Say when it expires').waitFor();
        await dialog.getByLabel('The secret expires on').fill('2031-05-06');
        const findings = await findingsOf(page);
        const saved = asked(page, 'PUT', '/api/sign-on/oidc');
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.waitFor({ state: 'hidden' });
        return { body: (await saved).postDataJSON() as unknown, findings, complaints: complaints.all() };
      });
      expect(seen).toEqual({
        body: {
          on: true,
          cloud: 'global',
          tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
          clientId: '11111111-2222-4333-8444-555555555555',
          secret: 'value-of-a-secret',
          secretExpiresAt: '2031-05-06T00:00:00.000Z',
        },
        findings: [],
        complaints: [],
      });
    },
    WITHIN_MS,
  );

  it(
    'keeps the secret that is set, and shows it nowhere',
    async () => {
      const body = await stage.visit(PATH, IA, async (page) => {
        await press(page, 'Change OpenID Connect');
        const dialog = page.getByRole('dialog');
        const saved = asked(page, 'PUT', '/api/sign-on/oidc');
        await dialog.getByRole('button', { name: 'Save' }).click();
        return (await saved).postDataJSON() as Readonly<Record<string, unknown>>;
      });
      expect(body).not.toHaveProperty('secret');
    },
    WITHIN_MS,
  );

  it(
    'is tested in another window, which says that it may be closed',
    async () => {
      const said = await stage.visit(PATH, IA, async (page) => {
        const opened = page.context().waitForEvent('page');
        await press(page, 'Test OpenID Connect');
        await page.getByRole('dialog').getByText('this window waits').waitFor();
        const other = await opened;
        return other.getByRole('main').innerText();
      });
      expect(said).toContain('The test has passed');
    },
    WITHIN_MS,
  );

  it(
    'that does not pass its test says in both windows what is to be mended',
    async () => {
      const seen = await stage.visit(PATH, IA, async (page, complaints) => {
        const opened = page.context().waitForEvent('page');
        await press(page, 'Test SAML 2.0');
        const other = await opened;
        await other.getByRole('alert').getByText('exactly the value that this page shows').waitFor();
        const heading = await other.getByRole('heading', { level: 1 }).innerText();
        await page.getByRole('dialog').getByText('It was made for another Identifier (Entity ID)').waitFor();
        return { heading, findings: await findingsOf(page), complaints: complaints.all() };
      });
      expect(seen).toEqual({ heading: 'The test has not passed', findings: [], complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'takes no Secret ID for the secret',
    async () => {
      const said = await stage.visit(PATH, IA, async (page) => {
        await press(page, 'Change OpenID Connect');
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Client secret').fill('0b1f7e0e-1111-4222-8333-444444444444');
        await dialog.getByLabel('The secret expires on').fill('2031-05-06');
        await dialog.getByRole('button', { name: 'Save' }).click();
        return dialog.getByText('That is a Secret ID.').innerText();
      });
      expect(said).toContain('The Value stands beside it');
    },
    WITHIN_MS,
  );

  it(
    'is enforced by the name of the company alone, after a look at who stays outside',
    async () => {
      const seen = await stage.visit(PATH, IA, async (page, complaints) => {
        await press(page, 'Enforce');
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('table', { name: 'Who loses access' }).getByText('Grace Hopper').waitFor();
        await dialog.getByLabel('Type “Contoso demo” to go on').fill('contoso');
        await dialog.getByRole('button', { name: 'Enforce' }).click();
        await dialog.getByText('That is not the name of the company.').waitFor();
        const findings = await findingsOf(page);
        await dialog.getByLabel('Type “Contoso demo” to go on').fill('Contoso demo');
        const enforced = asked(page, 'POST', '/api/sign-on/enforce');
        await dialog.getByRole('button', { name: 'Enforce' }).click();
        await dialog.waitFor({ state: 'hidden' });
        return { body: (await enforced).postDataJSON() as unknown, findings, complaints: complaints.all() };
      });
      expect(seen).toEqual({ body: { name: 'Contoso demo' }, findings: [], complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'is undone with one click within its day',
    async () => {
      const body = await stage.visit(PATH, as('identity-administrator', 'waiting'), async (page) => {
        await page.getByText('Entra did not answer within 3 seconds.').waitFor();
        await press(page, 'Undo');
        const undone = asked(page, 'POST', '/api/sign-on/undo');
        await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
        return (await undone).postDataJSON() as unknown;
      });
      expect(body).toEqual({});
    },
    WITHIN_MS,
  );

  it(
    'is enforced by nobody who has not tested it',
    async () => {
      const state = await stage.visit(PATH, as('identity-administrator', 'empty'), (page) =>
        page.getByRole('button', { name: 'Enforce', exact: true }).getAttribute('aria-disabled'),
      );
      expect(state).toBe('true');
    },
    WITHIN_MS,
  );

  it(
    'is changed by nobody who may not',
    async () => {
      const buttons = await stage.visit(PATH, as('auditor'), async (page) =>
        (await page.getByRole('main').getByRole('button').allInnerTexts()).filter((one) => one !== 'Copy'),
      );
      expect(buttons).toEqual(['OpenID Connect', 'SAML 2.0']);
    },
    WITHIN_MS,
  );
});
