import { describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually.js';
import { ScimClient } from '../../support/scim-client.js';
import { FLOW_WITHIN_MS, person, PROVISIONING, type Connected, type RealStage, type Visitor } from '../real.js';
import { WITHIN_MS } from '../visit.js';

/** The second beside the first, Entra changes over, the first ends. */
export function rotatesAndRevokes(stage: () => RealStage): void {
  describe('a credential', () => {
    it(
      'is followed by another: the page shows the new one used and the old one silent, and revokes it after a fresh sign-in',
      () =>
        stage().visited(async (visitor) => {
          const tenant = await stage().connected('Rotation');
          await visitor.signIn('administrator', tenant.id);
          await visitor.open(PROVISIONING);
          await rowOf(visitor, 'First').getByText('Not yet').waitFor();
          const second = await issued(visitor, 'Second');

          // What is pasted into Entra is used from now on; the first never was.
          expect((await second.post('Users', person('ada@rotation.example'))).status).toBe(201);
          await rowOf(visitor, 'Second').getByText('Not yet').waitFor({ state: 'hidden' });
          await rowOf(visitor, 'First').getByText('Not yet').waitFor();

          await becomesOld(visitor, tenant);
          await revoked(visitor, tenant, 'First');
          await rowOf(visitor, 'First').waitFor({ state: 'hidden' });
          // The page promises five seconds; a busy machine may need longer for the request itself.
          const refused = async (): Promise<boolean> => (await tenant.scim.get('Users?count=1')).status === 401;
          await eventually('the revoked token is refused', refused, { timeout: WITHIN_MS });
          expect((await second.get('Users?count=1')).status).toBe(200);
          expect(visitor.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}

function rowOf(visitor: Visitor, name: string): Locator {
  const table = visitor.page.getByRole('table', { name: 'Credentials' });
  return table.getByRole('row').filter({ has: visitor.page.getByRole('rowheader', { name, exact: true }) });
}

async function issued(visitor: Visitor, name: string): Promise<ScimClient> {
  await visitor.click('Issue credential');
  const dialog = visitor.page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
  const scim = { url: await visitor.copied('Tenant URL'), token: await visitor.copied('Secret Token') };
  await visitor.click('I have saved it');
  await rowOf(visitor, name).waitFor();
  expect(await visitor.page.content()).not.toContain(scim.token);
  return new ScimClient(scim);
}

/**
 * As ten minutes later. The browser gets the session's cookie once it is old: what still goes on in a window that was left
 * would ask in a new one, and its token has the time of the sign-in.
 */
async function becomesOld(visitor: Visitor, tenant: Connected): Promise<void> {
  const { stage, context } = visitor;
  await visitor.page.goto('about:blank');
  const answer = await fetch(`${stage.url}/api/session/demo`, {
    method: 'POST',
    body: JSON.stringify({ secret: stage.link('administrator', tenant.id).split('#')[1] }),
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status).toBe(204);
  const sql = `update sessions set auth_time = now() - interval '10 minutes' where tenant_id = $1`;
  await stage.world.query('console', sql, [tenant.id]);
  const value = /^rollcall=([^;]+)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
  await context.addCookies([{ name: 'rollcall', value, url: stage.url, httpOnly: true, sameSite: 'Lax' }]);
  await visitor.open(PROVISIONING);
}

/** Asked to sign in again, somebody does so in another window, comes back and does it once more. */
async function revoked(visitor: Visitor, tenant: Connected, name: string): Promise<void> {
  await visitor.click(`Revoke ${name}`);
  const revoke = visitor.page.getByRole('alertdialog').getByRole('button', { name: 'Revoke', exact: true });
  await revoke.click();
  const asked = visitor.page.getByRole('dialog', { name: 'Show that it is you' });
  await asked.waitFor();
  expect((await tenant.scim.get('Users?count=1')).status).toBe(200);
  const other = await visitor.context.newPage();
  await visitor.signIn('administrator', tenant.id, other);
  await other.close();
  await asked.getByRole('button', { name: 'I have signed in' }).click();
  await asked.waitFor({ state: 'hidden' });
  await revoke.click();
  await visitor.page.getByText(`“${name}” is revoked`).waitFor();
}
