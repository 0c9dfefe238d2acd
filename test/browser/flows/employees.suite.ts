import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { pick } from '../entra.js';
import { FLOW_WITHIN_MS, person, type RealStage, type Visitor } from '../real.js';
import { WITHIN_MS } from '../visit.js';
import { asAdministrator, at, company, leaveForEntra, refusedAs, signInWithEntra } from './sign-on-stage.js';

/** Employees come in where their company wants it, see their colleagues and nothing else, and are out when it does not any more. */
export function letsEmployeesIn(stage: () => RealStage): void {
  describe('employees', () => {
    it(
      'come in when they are let in, see who works here, and are out when they are let in no more',
      () =>
        stage().visited(async (employee) => {
          const firm = await company(stage(), 'Employees', { methods: ['oidc'] });
          const who = firm.entra.holderOf('Rollcall.Employee');
          const known = { ...person(who.userPrincipalName), externalId: who.id };
          expect((await firm.connected.scim.post('Users', known)).status).toBe(201);
          await asAdministrator(stage(), firm, async (administrator) => {
            await letIn(administrator, 'Let employees in');
            await signInWithEntra(employee, firm, { person: who });
            await seesColleaguesAlone(employee, who.userPrincipalName);
            await letIn(administrator, 'Let employees in no more');
          });
          expect((await employee.get('/api/session')).status).toBe(401);
          await employee.context.clearCookies();
          await leaveForEntra(employee, firm);
          await pick(employee.page, who);
          await refusedAs(employee.page, 'no-role');
          expect(employee.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}

async function letIn(administrator: Visitor, name: string): Promise<void> {
  await administrator.open('configuration/single-sign-on');
  await administrator.page.getByRole('button', { name, exact: true }).click();
  const opposite = name === 'Let employees in' ? 'Let employees in no more' : 'Let employees in';
  await administrator.page.getByRole('button', { name: opposite, exact: true }).waitFor();
}

async function seesColleaguesAlone(employee: Visitor, userName: string): Promise<void> {
  const { page } = employee;
  await eventually(
    'the directory has the person',
    async () => (await employee.get('/api/directory/employees')).text.includes(userName),
    { timeout: WITHIN_MS },
  );
  await employee.open('people');
  await page.getByRole('link', { name: 'Ada Lovelace' }).first().waitFor();
  const links = await page.getByRole('navigation').getByRole('link').allInnerTexts();
  expect(links.map((text) => text.trim())).toEqual(['People', 'Preferences']);
  for (const path of ['/api/audit/entries', '/api/scim-api/activity', '/api/notifier/deliveries', '/api/team']) {
    expect([path, (await employee.get(path)).status]).toEqual([path, 403]);
  }
  const { slug } = (await employee.session()).tenant;
  await page.goto(`${employee.stage.url}/t/${slug}/audit`);
  await page.getByText('Not yours to see').waitFor();
  await at(page, `/t/${slug}`);
}
