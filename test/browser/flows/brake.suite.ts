import { describe, expect, it } from '@jest/globals';
import type { Answer, ScimClient } from '../../support/scim-client.js';
import { FLOW_WITHIN_MS, person, type RealStage } from '../real.js';

const MOST = 2;

/** More leave than may: Entra is refused, and somebody decides. */
export function brakesAndReleases(stage: () => RealStage): void {
  describe('the brake', () => {
    it(
      'holds what is too much, says so on the Overview, and lets it through when it is released',
      () =>
        stage().visited(async (visitor) => {
          const { page } = visitor;
          const brake = { percent: 100, people: MOST, atLeast: 1, mode: 'refuse' };
          const tenant = await stage().connected('Brake', { brake });
          const ids = await people(tenant.scim, MOST + 1);
          const leave = async (): Promise<readonly number[]> =>
            (await oneByOne(ids, (id) => tenant.scim.delete(`Users/${id}`))).map(({ status }) => status);
          expect(await leave()).toEqual([204, 204, 409]);

          await visitor.signIn('administrator', tenant.id);
          await page.getByText('The brake holds back disabled and deleted people').first().waitFor();
          await visitor.click('Decide about the brake');
          await page.getByText('1 change is held').waitFor();

          await visitor.click('Release for an hour');
          const dialog = page.getByRole('dialog');
          const release = dialog.getByRole('button', { name: 'Release for an hour' });
          await release.click();
          await dialog.getByText('Say why').waitFor();
          await dialog.getByLabel('Reason').fill('These people have left.');
          await release.click();
          await page.getByText(/^Released until /).waitFor();
          expect(await leave()).toEqual([404, 404, 204]);
          expect(visitor.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}

async function people(scim: ScimClient, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_none, at) => `leaver${at}@brake.example`);
  const answers = await oneByOne(names, (name) => scim.post('Users', person(name)));
  return answers.map(({ body }) => String(body?.id));
}

async function oneByOne(items: readonly string[], act: (item: string) => Promise<Answer>): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const item of items) answers.push(await act(item));
  return answers;
}
