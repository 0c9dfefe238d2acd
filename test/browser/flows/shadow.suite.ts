import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { ScimClient } from '../../support/scim-client.js';
import { FLOW_WITHIN_MS, person, PROVISIONING, type RealStage } from '../real.js';
import { WITHIN_MS } from '../visit.js';

/** A second connection beside one in use: what it would do is looked at, and then done. */
export function letsAShadowGoLive(stage: () => RealStage): void {
  describe('a shadow', () => {
    it(
      'shows what Entra would do, changes nobody, and goes live by a click',
      () =>
        stage().visited(async (visitor) => {
          const { page } = visitor;
          const tenant = await stage().connected('Shadow');
          expect((await tenant.scim.post('Users', person('ada@shadow.example'))).status).toBe(201);
          await visitor.signIn('administrator', tenant.id);
          await visitor.open(PROVISIONING);
          await visitor.click('Add a shadow');
          await page.getByRole('dialog').getByRole('button', { name: 'Add a shadow' }).click();
          const scim = { url: await visitor.copied('Tenant URL'), token: await visitor.copied('Secret Token') };
          await visitor.click('I have saved it');
          await visitor.click('Open the shadow');

          const shadow = new ScimClient(scim);
          const ada = await idOf(shadow, 'ada@shadow.example');
          expect((await shadow.patch(`Users/${ada}`, DISABLE)).status).toBe(200);
          expect((await shadow.post('Users', person('grace@shadow.example'))).status).toBe(201);
          const report = page.getByRole('region', { name: 'Shadow', exact: true });
          await report.getByRole('button', { name: 'Disabled (1)' }).waitFor();
          await report.getByRole('button', { name: 'Created (1)' }).click();
          await report.getByRole('rowheader', { name: 'grace@shadow.example' }).waitFor();
          const isActive = async (): Promise<unknown> => (await tenant.scim.get(`Users/${ada}`)).body?.['active'];
          expect([await isActive(), await idOf(tenant.scim, 'grace@shadow.example')]).toEqual([true, null]);

          await visitor.click('Go live');
          const dialog = page.getByRole('dialog');
          await dialog.getByLabel('Reason').fill('It is as it should be.');
          await dialog.getByRole('button', { name: 'Go live' }).click();
          const isLive = async (): Promise<boolean> =>
            (await isActive()) === false &&
            (await shadow.get('Users?count=1')).status === 200 &&
            (await idOf(tenant.scim, 'grace@shadow.example')) !== null;
          await eventually('what it would do is done, and the connection is one as any other', isLive, {
            timeout: WITHIN_MS,
          });
          await report.waitFor({ state: 'hidden' });
          expect(visitor.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}

const DISABLE = [{ op: 'Replace', path: 'active', value: false }];

async function idOf(scim: ScimClient, userName: string): Promise<string | null> {
  const { body } = await scim.find('userName', userName);
  const [first] = (body?.['Resources'] ?? []) as readonly { readonly id: string }[];
  return first?.id ?? null;
}
