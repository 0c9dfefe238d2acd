import { describe, expect, it } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { pick } from '../entra.js';
import { FLOW_WITHIN_MS, type RealStage, type Visitor } from '../real.js';
import {
  asAdministrator,
  at,
  company,
  isOpen,
  leaveForEntra,
  refusedAs,
  setMethod,
  signInWithEntra,
} from './sign-on-stage.js';

const ACS = '/sso/saml/acs';

/** What SAML brings is posted by a page of another site: whoever has seen it could post it again, or have somebody else post it. */
export function takesEachAssertionOnce(stage: () => RealStage): void {
  describe('an assertion', () => {
    it(
      'is taken once, by the browser that asked for it',
      () =>
        stage().visited(async (visitor) => {
          const firm = await company(stage(), 'Replayed', { methods: ['saml'] });
          const person = firm.entra.holderOf('Rollcall.IdentityAdministrator');
          const posted = postTo(visitor.page);
          await signInWithEntra(visitor, firm, { person });
          const form = new URLSearchParams((await posted).postData() ?? '');
          const cookie = await visitor.sessionCookie();

          await again(visitor, form);
          await refusedAs(visitor.page, 'expired');
          // Nobody is signed out by it.
          expect(await isOpen(stage(), cookie)).toBe(true);
          // With a login of its own that it does not answer.
          await stage().visited(async (thief) => {
            await leaveForEntra(thief, firm);
            await again(thief, form);
            await thief.page.waitForURL((url) => url.searchParams.has('refused'));
            expect((await thief.get('/api/session')).status).toBe(401);
          });
        }),
      FLOW_WITHIN_MS,
    );

    it(
      'that nobody asked for signs nobody in, unless the company wants it and the person says that it is them',
      () =>
        stage().visited(async (visitor) => {
          const { page } = visitor;
          const firm = await company(stage(), 'Launched', { methods: ['saml'] });
          const person = firm.entra.holderOf('Rollcall.Auditor');
          await page.goto(firm.entra.tile);
          await pick(page, person);
          await refusedAs(page, 'off');

          await asAdministrator(stage(), firm, (administrator) =>
            setMethod(administrator, firm.entra, { method: 'saml', idpInitiated: true }),
          );
          const posted = postTo(page);
          await page.goto(`${firm.entra.tile}?RelayState=${encodeURIComponent(`/t/${firm.slug}/audit`)}`);
          const form = new URLSearchParams((await posted).postData() ?? '');
          const goOn = page.getByRole('button', { name: `Continue as ${person.displayName}` });
          await goOn.waitFor();
          expect((await visitor.get('/api/session')).status).toBe(401);
          await goOn.click();
          await at(page, `/t/${firm.slug}/audit`);
          expect((await visitor.get('/api/session')).body).toMatchObject({ account: { name: person.displayName } });

          await again(visitor, form);
          await refusedAs(page, 'expired');
          // Where else it says that one goes is nowhere.
          await page.goto(`${firm.entra.tile}?RelayState=${encodeURIComponent('https://elsewhere.example/')}`);
          await goOn.click();
          await at(page, `/t/${firm.slug}`);
          expect(visitor.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}

function postTo(page: Page): Promise<Request> {
  return page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith(ACS));
}

/** By a form of another site. */
async function again({ page, stage }: Visitor, fields: URLSearchParams): Promise<void> {
  await page.goto(`${stage.entra.authority}/`);
  await page.evaluate(`{
    const form = Object.assign(document.createElement('form'), ${JSON.stringify({ action: stage.url + ACS, method: 'post' })});
    for (const [name, value] of ${JSON.stringify([...fields])}) {
      form.append(Object.assign(document.createElement('input'), { name, value }));
    }
    document.body.append(form);
    setTimeout(() => form.submit());
  }`);
}
