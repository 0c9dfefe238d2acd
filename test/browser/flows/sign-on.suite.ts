import { describe, expect, it } from '@jest/globals';
import type { SourceUser } from '../../../apps/entra-simulator/src/source/source.js';
import { pick } from '../entra.js';
import { FLOW_WITHIN_MS, type RealStage, type Visitor } from '../real.js';
import {
  asAdministrator,
  at,
  company,
  isOpen,
  leaveForEntra,
  METHODS,
  refusedAs,
  setMethod,
  signInWithEntra,
  type Company,
} from './sign-on-stage.js';

/** People of a company come in with Entra, which is another site. */
export function signsInWithEntra(stage: () => RealStage): void {
  describe.each(METHODS)('signing in by %s', (method) => {
    it(
      'leads from the company’s name to where one wanted, and asks again for what is delicate',
      () =>
        stage().visited(async (visitor) => {
          const { page } = visitor;
          const firm = await company(stage(), `Signing in by ${method}`, { methods: [method] });
          const ada = firm.entra.holderOf('Rollcall.IdentityAdministrator');
          const to = `/t/${firm.slug}/audit`;
          await signInWithEntra(visitor, firm, { person: ada, to });
          expect((await visitor.get('/api/session')).body).toMatchObject({
            account: { name: ada.displayName, kind: method },
            roles: ['identity-administrator'],
          });

          await visitor.open('configuration/single-sign-on');
          await becomesOld(visitor, firm);
          const before = await visitor.sessionCookie();
          const letIn = page.getByRole('button', { name: 'Let employees in', exact: true });
          await letIn.click();
          // Entra has to ask, though it knows who it is.
          await stepUpInSecondWindow(visitor, ada);
          await letIn.click();
          await page.getByRole('button', { name: 'Let employees in no more' }).waitFor();
          expect(await isOpen(stage(), before)).toBe(false);

          // Somebody else’s step is none.
          await stepUp(visitor, to);
          await pick(page, firm.entra.holderOf('Rollcall.Auditor'));
          await refusedAs(page, 'not-yours');
          expect(visitor.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );

    it(
      'lets nobody in who has no role, or thought better of it',
      () =>
        stage().visited(async (visitor) => {
          const { page } = visitor;
          const firm = await company(stage(), `Nobody by ${method}`, { methods: [method] });
          await leaveForEntra(visitor, firm);
          await page.getByRole('button', { name: 'Cancel' }).click();
          await refusedAs(page, 'cancelled');
          await leaveForEntra(visitor, firm);
          // Employees come in where the company wants it.
          await pick(page, firm.entra.holderOf('Rollcall.Employee'));
          await refusedAs(page, 'no-role');
          expect((await visitor.get('/api/session')).status).toBe(401);
          expect(visitor.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });

  it(
    'is one account by either way, and a new session each time',
    () =>
      stage().visited(async (visitor) => {
        const firm = await company(stage(), 'Either way', { methods: ['oidc'] });
        const person = firm.entra.holderOf('Rollcall.Auditor');
        await signInWithEntra(visitor, firm, { person });
        const [{ account }, cookie] = [await visitor.session(), await visitor.sessionCookie()];
        await asAdministrator(stage(), firm, async (administrator) => {
          await setMethod(administrator, firm.entra, { method: 'saml' });
          await setMethod(administrator, firm.entra, { method: 'oidc', on: false });
        });
        // Entra knows who it is, and asks nothing.
        await leaveForEntra(visitor, firm, `/t/${firm.slug}`, 'at once');
        await at(visitor.page, `/t/${firm.slug}`);
        expect((await visitor.session()).account.id).toBe(account.id);
        expect(await visitor.sessionCookie()).not.toBe(cookie);
        expect(await isOpen(stage(), cookie)).toBe(false);
      }),
    FLOW_WITHIN_MS,
  );
}

/** As ten minutes later, before anything is asked by the session’s tokens. */
async function becomesOld({ page, stage }: Visitor, { id }: Company): Promise<void> {
  await page.goto('about:blank');
  const sql = `update sessions set auth_time = now() - interval '10 minutes' where tenant_id = $1`;
  await stage.world.query('console', sql, [id]);
  await page.goBack();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** What was asked for stays where it is meanwhile. */
async function stepUpInSecondWindow({ page, context }: Visitor, person: SourceUser): Promise<void> {
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
  const second = await opened;
  await pick(second, person);
  await second.getByRole('heading', { name: 'You have shown that it is you' }).waitFor();
  await second.close();
  await page.getByRole('button', { name: 'I have signed in' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

async function stepUp(visitor: Visitor, to: string): Promise<void> {
  const { status, body } = await visitor.write('POST', '/api/session/step-up', { to });
  expect([status, body]).toEqual([200, { url: expect.stringContaining(visitor.stage.entra.authority) }]);
  await visitor.page.goto((body as { readonly url: string }).url);
}
