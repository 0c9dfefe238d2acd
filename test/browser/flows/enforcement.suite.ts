import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually.js';
import { pick } from '../entra.js';
import { press } from '../stage.js';
import { FLOW_WITHIN_MS, type RealStage, type Visitor } from '../real.js';
import { WITHIN_MS } from '../visit.js';
import { setUpByLink, signInByPasskey } from './passkeys.js';
import { asAdministrator, at, company, leaveForEntra, refusedAs, type Company } from './sign-on-stage.js';

const PAGE = 'configuration/single-sign-on';

/** Entra alone lets people in: tried, looked at, done, and undone, by its page; and what remains when Entra lets nobody in. */
export function enforcesSingleSignOn(stage: () => RealStage): void {
  describe('single sign-on', () => {
    it(
      'is set up, tested in a second window, enforced after a look at who loses access, and undone',
      () =>
        stage().visited(async (administrator) => {
          const { page } = administrator;
          const firm = await company(stage(), 'Enforced', { methods: [] });
          await administrator.signIn('administrator', firm.id);
          await administrator.open(PAGE);
          await setUpOidc(page, firm);
          await stage().visited(async (linus) => {
            await setUpByLink(linus, firm, 'Linus', ['auditor']);
            await testInSecondWindow(administrator, firm);

            await page.reload();
            await page.getByRole('table', { name: 'Who loses access' }).getByText('Linus').waitFor();
            await enforce(page, 'Enforced');
            expect((await linus.get('/api/session')).status).toBe(401);
            await signInByPasskey(linus);
            await linus.page.getByRole('alert').filter({ hasText: 'single sign-on' }).waitFor();
            expect((await administrator.get('/api/session')).status).toBe(200);

            await undo(page);
            await signInByPasskey(linus);
            await at(linus.page, `/t/${firm.slug}`);
          });
          expect(administrator.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );

    it(
      'that lets nobody in any more is undone by an emergency account',
      () =>
        stage().visited(async (grace) => {
          const firm = await company(stage(), 'Locked out', { methods: ['oidc'] });
          const id = await setUpByLink(grace, firm, 'Grace', ['identity-administrator']);
          const ada = firm.entra.holderOf('Rollcall.IdentityAdministrator');
          await asAdministrator(stage(), firm, async (administrator) => {
            expect((await administrator.write('PUT', `/api/team/${id}/emergency`)).status).toBe(204);
            await administrator.open(PAGE);
            await testInSecondWindow(administrator, firm);
            await askForApproval(administrator.page, 'To try the way back');
            await grace.open('team');
            await press(grace.page, 'Approve: Enforce single sign-on, asked by Ada Administrator');
            await administrator.page.getByText('Approved by Grace.').waitFor();
            await enforce(administrator.page, 'Locked out');
          });
          // Somebody has taken the secret away in Entra.
          firm.entra.forgetSecrets();
          await stage().visited(async (visitor) => {
            await leaveForEntra(visitor, firm);
            await pick(visitor.page, ada);
            await refusedAs(visitor.page, 'not-valid');
          });
          await grace.page.context().clearCookies();
          await signInByPasskey(grace);
          await at(grace.page, `/t/${firm.slug}`);
          await grace.open(PAGE);
          await undo(grace.page);
          await eventually('the use of an emergency account is told', () => isTold(stage(), firm), {
            timeout: WITHIN_MS,
          });
          expect(grace.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}

async function setUpOidc(page: Page, { entra: { id, oidc } }: Company): Promise<void> {
  await page.getByRole('button', { name: 'Set up OpenID Connect' }).click();
  const dialog = page.getByRole('dialog');
  // With an address around it, as it is copied.
  await dialog.getByLabel('Directory (tenant) ID').fill(`https://login.microsoftonline.com/${id}/v2.0`);
  await dialog.getByLabel('Application (client) ID').fill(oidc.appId);
  const { value = '', expiresAt = '' } = oidc.secrets[0] ?? {};
  await dialog.getByLabel('Client secret').fill(value);
  await dialog.getByLabel('The secret expires on').fill(expiresAt.slice(0, 10));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await page.content()).not.toContain(oidc.secrets[0]?.value);
}

/** The first window hears of it without reloading. */
async function testInSecondWindow({ page, context }: Visitor, { entra }: Company): Promise<void> {
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Test OpenID Connect' }).click();
  const second = await opened;
  await pick(second, entra.holderOf('Rollcall.IdentityAdministrator'));
  await second.waitForURL((url) => url.searchParams.get('tested') === 'oidc');
  await second.close();
  await page.getByText('The test has passed').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
}

async function enforce(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Enforce', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(`Type “${name}” to go on`).fill(name);
  await dialog.getByRole('button', { name: 'Enforce', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Entra alone lets people in, but for emergency accounts.').waitFor();
}

async function askForApproval(page: Page, reason: string): Promise<void> {
  await press(page, 'Ask for approval');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function undo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('It is not enforced').waitFor();
}

/** An entry of the audit log, which everybody who looks after the tenant reads. */
async function isTold(stage: RealStage, firm: Company): Promise<boolean> {
  let found = false;
  await asAdministrator(stage, firm, async (administrator) => {
    const { text } = await administrator.get('/api/audit/entries?limit=50');
    found = text.includes('emergency-accounts.use');
  });
  return found;
}
