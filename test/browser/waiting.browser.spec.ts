import { describe, expect, it } from '@jest/globals';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

const PROVISIONING = 'configuration/integrations/employee-provisioning';

describe('what is pasted into Entra', () => {
  it(
    'tells while Entra is waited for why it was not let in, and what it means that nothing comes',
    async () => {
      const seen = await stage.visit(PROVISIONING, as('identity-administrator', 'waiting'), async (page) => {
        const waiting = page.getByRole('status').filter({ hasText: 'Waiting for Test Connection' });
        await waiting.getByText('The audience is another application').waitFor();
        return waiting.innerText();
      });
      expect(seen).toContain('api://00000003-0000-0000-c000-000000000000');
      expect(seen).toContain('nothing comes here');
    },
    WITHIN_MS,
  );

  it(
    'has for each credential a name of its own, also where several were issued on one day',
    async () => {
      const names = await stage.visit(PROVISIONING, as('identity-administrator', 'waiting'), async (page) => {
        const buttons = page.getByRole('button', { name: /^Revoke / });
        await buttons.first().waitFor();
        return Promise.all((await buttons.all()).map((one) => one.getAttribute('aria-label')));
      });
      expect(names).toHaveLength(4);
      expect(new Set(names).size).toBe(4);
    },
    WITHIN_MS,
  );
});
