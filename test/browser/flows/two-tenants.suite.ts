import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { FLOW_WITHIN_MS, person, PROVISIONING, type Connected, type RealStage, type Visitor } from '../real.js';
import { WITHIN_MS } from '../visit.js';

const ANOTHER = 'This link is of another company';

/** Two tenants in one browser: whoever is signed in to the one reads nothing of the other. */
export function keepsTenantsApart(stage: () => RealStage): void {
  describe('two tenants in one browser', () => {
    it(
      'are apart: by the page, and by the API behind it',
      () =>
        stage().visited(async (visitor) => {
          const [first, second] = [await stage().connected('Northwind'), await stage().connected('Tailspin')];
          const created = await second.scim.post('Users', person('secret@tailspin.example', 'Nobody Else’s'));
          const theirs = `/api/directory/employees/${String(created.body?.id)}`;

          // Whose it is reads it: what is refused below is there.
          await visitor.signIn('administrator', second.id);
          const { slug } = (await visitor.session()).tenant;
          const isThere = async (): Promise<boolean> => (await visitor.get(theirs)).status === 200;
          await eventually('the directory has the person', isThere, { timeout: WITHIN_MS });
          expect(await readOf(visitor, second)).toEqual([200, 200]);

          const other = await visitor.context.newPage();
          await visitor.signIn('administrator', first.id, other);
          expect(await readOf(visitor, second)).toEqual([403, 404]);
          expect((await visitor.get(theirs)).status).toBe(404);
          for (const path of ['/api/scim-api/activity', '/api/audit/entries', '/api/directory/employees']) {
            const { status, text } = await visitor.get(path);
            expect([path, status, text.includes('tailspin')]).toEqual([path, 200, false]);
          }
          for (const path of ['', 'activity', 'audit', PROVISIONING]) {
            await other.goto(`${stage().url}/t/${slug}/${path}`);
            await other.getByRole('heading', { name: ANOTHER, level: 1 }).waitFor();
          }
          await leftWindow(visitor);
          expect(visitor.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}

/** By the tenant's own id, and its connection as one's own. */
async function readOf(visitor: Visitor, { id, connectionId }: Connected): Promise<readonly number[]> {
  const paths = [`${id}/connections`, `self/connections/${connectionId}`];
  const answers = await Promise.all(paths.map((path) => visitor.get(`/api/scim-api/admin/tenants/${path}`)));
  return answers.map(({ status }) => status);
}

/** The window of the tenant that was signed out of shows the other's under no false name when somebody comes back to it. */
async function leftWindow({ page }: Visitor): Promise<void> {
  await page.bringToFront();
  await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`);
  await page.getByRole('heading', { name: ANOTHER, level: 1 }).waitFor();
}
