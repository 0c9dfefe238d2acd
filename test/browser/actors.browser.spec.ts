import { describe, expect, it } from '@jest/globals';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();
const PROVISIONING = 'configuration/integrations/employee-provisioning';

describe('whoever did something, whom the services know by an id', () => {
  it(
    'has a name where they issued a credential, and is said to issue none any more',
    async () => {
      const seen = await stage.visit(PROVISIONING, as('identity-administrator'), async (page, complaints) => {
        const credentials = page.getByRole('table', { name: 'Credentials' });
        const [mine, theirs] = ['Entra, production', 'Rotation of November'].map((name) =>
          credentials.getByRole('row', { name }),
        );
        await mine?.getByText('Ada Lovelace').waitFor();
        await theirs?.getByText('Grace Hopper').waitFor();
        return {
          mine: await mine?.innerText(),
          theirs: await theirs?.innerText(),
          complaints: complaints.all(),
        };
      });
      expect(seen.mine).not.toContain('May issue none any more');
      expect(seen.theirs).toContain('May issue none any more');
      expect(seen.complaints).toEqual([]);
    },
    WITHIN_MS,
  );

  it.each([
    ['let the operator in', 'team', 'Grants to the operator', 'identity-administrator'],
    ['passed an event over', 'consumers?all=true', 'What is set aside: Directory', 'operator'],
  ] as const)(
    'has a name where they %s',
    async (_what, path, caption, role) => {
      const seen = await stage.visit(path, as(role), async (page, complaints) => {
        const table = page.getByRole('table', { name: caption });
        await table
          .getByText(role === 'operator' ? 'Radia Perlman' : 'Ada Lovelace')
          .first()
          .waitFor();
        return { text: await table.innerText(), complaints: complaints.all() };
      });
      expect(seen.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
      expect(seen.complaints).toEqual([]);
    },
    WITHIN_MS,
  );

  it(
    'has acts of administration in words, and the code with the one that is open',
    async () => {
      const seen = await stage.visit('audit', as('auditor'), async (page, complaints) => {
        await page.getByRole('link', { name: 'Credential issued' }).click();
        const entry = page.getByRole('region', { name: 'One entry' });
        await entry.getByText('Request id').waitFor();
        return { text: await page.getByRole('table', { name: 'Entries' }).innerText(), complaints: complaints.all() };
      });
      expect(seen.text).toContain('Signed in');
      expect(seen.text).not.toMatch(/credentials\.issue|sessions\.begin/);
      expect(seen.complaints).toEqual([]);
    },
    WITHIN_MS,
  );
});
