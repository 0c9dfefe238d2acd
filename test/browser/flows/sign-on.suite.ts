import { describe, expect, it } from '@jest/globals';
import { pick } from '../entra.js';
import { FLOW_WITHIN_MS, type RealStage, type Visitor } from '../real.js';
import { at, company, isOpen, leaveForEntra, refusedAs, signInWithEntra, type Company } from './sign-on-stage.js';

const DENIED = { status: 403, body: { code: 'step-up-required' } };

/** People of a company come in with Entra, which is another site. */
export function signsInWithEntra(stage: () => RealStage): void {
  describe.each(['oidc'] as const)('signing in by %s', (method) => {
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

          await becomesOld(visitor, firm);
          // Entra has to ask, though it knows who it is.
          expect(await letEmployees(visitor)).toMatchObject(DENIED);
          const before = await visitor.sessionCookie();
          await stepUp(visitor, to);
          await pick(page, ada);
          await at(page, to);
          expect(await letEmployees(visitor)).toMatchObject({ status: 204 });
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
}

/** As ten minutes later, before anything is asked by the session’s tokens. */
async function becomesOld({ page, stage }: Visitor, { id }: Company): Promise<void> {
  await page.goto('about:blank');
  const sql = `update sessions set auth_time = now() - interval '10 minutes' where tenant_id = $1`;
  await stage.world.query('console', sql, [id]);
  await page.goBack();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const letEmployees = (visitor: Visitor) => visitor.write('PATCH', '/api/sign-on', { employees: false });

async function stepUp(visitor: Visitor, to: string): Promise<void> {
  const { status, body } = await visitor.write('POST', '/api/session/step-up', { to });
  expect([status, body]).toEqual([200, { url: expect.stringContaining(visitor.stage.entra.authority) }]);
  await visitor.page.goto((body as { readonly url: string }).url);
}
