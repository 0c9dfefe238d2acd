import { describe, expect, it } from '@jest/globals';
import { GONE } from './fake/scenario.js';
import { as, asked, press, stageOfFile } from './stage.js';
import { findingsOf, WITHIN_MS } from './visit.js';

const stage = stageOfFile();
const SIGN_ON = 'configuration/single-sign-on';
const PERSON = `people/${GONE}`;

describe('what takes two administrators', () => {
  it(
    'is told to the others on the overview, who approve or decline it with the team',
    async () => {
      const seen = await stage.visit('', as('identity-administrator', 'million'), async (page, complaints) => {
        await page.getByText('2 requests wait for your approval').waitFor();
        await page.getByRole('link', { name: 'Look at it' }).click();
        const approved = asked(page, 'POST', /\/api\/approvals\/[\w-]+\/approve$/);
        await press(page, 'Approve: Erase a person, asked by Mary Jackson');
        const declined = asked(page, 'POST', /\/api\/approvals\/[\w-]+\/decline$/);
        await approved;
        await press(page, 'Decline: Enforce single sign-on, asked by Mary Jackson');
        await declined;
        const findings = await findingsOf(page);
        // What one asked oneself is for the others.
        const buttons = await page.getByRole('button', { name: /^(Approve|Decline)/ }).count();
        return { findings, buttons, complaints: complaints.all() };
      });
      expect(seen).toEqual({ findings: [], buttons: 4, complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'is decided by nobody who may not',
    async () => {
      const buttons = await stage.visit('team', as('auditor', 'million'), async (page) => {
        await page.getByRole('table', { name: 'What administrators ask one another to approve' }).waitFor();
        return page.getByRole('button', { name: /^(Approve|Decline)/ }).count();
      });
      expect(buttons).toBe(0);
    },
    WITHIN_MS,
  );

  it(
    'is done once it is approved: single sign-on, by the name',
    async () => {
      const seen = await stage.visit(SIGN_ON, as('identity-administrator', 'million'), async (page, complaints) => {
        await page.getByText('Approved by Mary Jackson.').waitFor();
        const findings = await findingsOf(page);
        await press(page, 'Enforce');
        await page.getByRole('dialog').getByLabel('Type “Contoso demo” to go on').waitFor();
        return { findings, complaints: complaints.all() };
      });
      expect(seen).toEqual({ findings: [], complaints: [] });
    },
    WITHIN_MS,
  );
});

describe('to erase a person', () => {
  it(
    'who was deleted, takes the name and a reason where there is one administrator',
    async () => {
      const seen = await stage.visit(PERSON, as('identity-administrator'), async (page, complaints) => {
        await press(page, 'Erase for good');
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Erase' }).click();
        await dialog.getByText('That is not the name of the person.').waitFor();
        await dialog.getByText('Say why.').waitFor();
        const findings = await findingsOf(page);
        await dialog.getByLabel('Type “<b>Bobby</b> "Tables"” to go on').fill(' <b>Bobby</b> "Tables" ');
        await dialog.getByLabel('Reason').fill('Asked to be forgotten');
        const erased = asked(page, 'DELETE', /\/api\/directory\/employees\/[\w-]+\/data$/);
        await dialog.getByRole('button', { name: 'Erase' }).click();
        const body = (await erased).postDataJSON() as unknown;
        await dialog.waitFor({ state: 'hidden' });
        return { body, findings, complaints: complaints.all() };
      });
      expect(seen).toEqual({
        body: { name: '<b>Bobby</b> "Tables"', reason: 'Asked to be forgotten' },
        findings: [],
        complaints: [],
      });
    },
    WITHIN_MS,
  );

  it(
    'is asked for, with a reason, where there are two',
    async () => {
      const seen = await stage.visit(PERSON, as('identity-administrator', 'million'), async (page, complaints) => {
        await press(page, 'Ask for approval');
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Ask' }).click();
        await dialog.getByText('Say why.').waitFor();
        const findings = await findingsOf(page);
        await dialog.getByLabel('Reason').fill('Ticket 4711');
        const sent = asked(page, 'POST', /\/api\/approvals$/);
        await dialog.getByRole('button', { name: 'Ask' }).click();
        const body = (await sent).postDataJSON() as unknown;
        await dialog.waitFor({ state: 'hidden' });
        const erase = await page.getByRole('button', { name: 'Erase for good' }).count();
        return { body, findings, erase, complaints: complaints.all() };
      });
      expect(seen).toEqual({
        body: { act: 'people.erase', object: GONE, reason: 'Ticket 4711' },
        findings: [],
        erase: 0,
        complaints: [],
      });
    },
    WITHIN_MS,
  );

  it(
    'waits for the other',
    async () => {
      const seen = await stage.visit(PERSON, as('identity-administrator', 'waiting'), async (page, complaints) => {
        await page.getByText('It waits for another administrator until').waitFor();
        return {
          buttons: await page.getByRole('button', { name: /Erase for good|Ask for/ }).count(),
          complaints: complaints.all(),
        };
      });
      expect(seen).toEqual({ buttons: 0, complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'is offered to nobody who may not',
    async () => {
      const panels = await stage.visit(PERSON, as('people'), async (page) => {
        await page.getByRole('table', { name: 'Versions' }).waitFor();
        return page.getByRole('heading', { name: 'Erase this person' }).count();
      });
      expect(panels).toBe(0);
    },
    WITHIN_MS,
  );
});
