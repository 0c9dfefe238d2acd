import { describe, expect, it } from '@jest/globals';
import { ScimClient } from '../../support/scim-client.js';
import { FLOW_WITHIN_MS, person, type RealStage } from '../real.js';

/** What an administrator does who knows the way from Peakon. */
export function leadsToAConnection(stage: () => RealStage): void {
  describe('the six clicks', () => {
    it(
      'lead to a connection that takes people, which shows without reloading',
      () =>
        stage().visited(async (visitor) => {
          const { page } = visitor;
          const { world } = stage();
          const tenantId = await world.admin.createTenant('Adventure Works', 'it@adventure.example');
          await page.goto(stage().link('administrator', tenantId));
          for (const name of ['Configuration', 'Integrations', 'Employee Provisioning', 'Enable']) {
            await visitor.click(name);
          }
          const scim = { url: await visitor.copied('Tenant URL'), token: await visitor.copied('Secret Token') };
          expect(scim.url).toBe(world.scimUrl);

          // By a slip it is not closed; afterwards the token is nowhere.
          await page.keyboard.press('Escape');
          expect(await page.getByRole('alertdialog').isVisible()).toBe(true);
          await visitor.click('I have saved it');
          await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
          expect(await page.content()).not.toContain(scim.token);
          expect(page.url()).not.toContain('#');
          expect(await page.getByLabel('Tenant URL', { exact: true }).inputValue()).toBe(scim.url);

          await page.getByText('No cycle yet').waitFor();
          const created = await new ScimClient(scim).post('Users', person('ada@adventure.example'));
          expect(created.status).toBe(201);
          // Live: nothing is reloaded.
          await page.getByRole('row').filter({ hasText: 'On demand' }).waitFor();
          expect(visitor.said).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}
