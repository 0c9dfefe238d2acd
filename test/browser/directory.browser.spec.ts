import { describe, expect, it } from '@jest/globals';
import { EVENT, PERSON } from './fake/scenario.js';
import { as, asked, shows, stageOfFile } from './stage.js';
import type { Look } from './visit.js';

const stage = stageOfFile();

/** In the page: how many rows a table has whenever it is another one or has more than before. */
const NOTE_ROWS = `globalThis.drawn = []; {
  let seen = null, last = 0;
  new MutationObserver(() => {
    const body = document.querySelector('main tbody');
    const rows = body === null ? 0 : body.rows.length;
    if (body !== null && (body !== seen || rows !== last)) drawn.push(rows);
    [seen, last] = [body, rows];
  }).observe(document, { subtree: true, childList: true });
}`;

describe('the people', () => {
  it('are searched from two letters on, and the address says for what', async () => {
    const seen = await stage.visit('people', as('people'), async (page, complaints) => {
      const asked: (string | null)[] = [];
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.pathname.endsWith('/search')) asked.push(url.searchParams.get('q'));
      });
      const field = page.getByLabel('Name or mail address', { exact: true });
      await field.fill('l');
      await field.press('Enter');
      await field.fill('love');
      await page.waitForURL(/q=love/);
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await page.waitForURL((url) => !url.search.includes('q='));
      await shows(field, '');
      return { asked, complaints: complaints.all() };
    });
    expect(seen.complaints).toEqual([]);
    expect(seen.asked).toContain('love');
    expect(seen.asked).not.toContain('l');
  });

  it('are found from every page, by the field above it', async () => {
    const said = await stage.visit('preferences', as('employee'), async (page, complaints) => {
      await page.getByRole('combobox', { name: 'Search people' }).fill('ada');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
      await page.waitForURL(/q=ada/);
      await shows(page.getByLabel('Name or mail address', { exact: true }), 'ada');
      return complaints.all();
    });
    expect(said).toEqual([]);
  });

  it('are shown to an employee as colleagues, with nothing that the directory would refuse', async () => {
    const seen = await stage.visit('people', as('employee'), async (page, complaints) => ({
      text: await page.getByRole('main').innerText(),
      complaints: complaints.all(),
    }));
    expect(seen.complaints).toEqual([]);
    expect(seen.text).toContain('Ada Lovelace');
    expect(seen.text).not.toMatch(/Inactive|Joined|Joiners/);
  });

  it('who came this week are one click from their number', async () => {
    const kinds = await stage.visit('people', as('people'), async (page) => {
      await page.getByRole('main').getByRole('link', { name: '3', exact: true }).click();
      await page.getByRole('table', { name: 'Joiners and leavers' }).waitFor();
      return new URL(page.url()).search;
    });
    expect(kinds).toBe('?tab=movements&kind=joined');
  });

  it('load further rows of a million when asked to', async () => {
    const rows = await stage.visit('people', as('auditor', 'million'), async (page) => {
      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByText('200 rows are shown').waitFor();
      return page.getByRole('row').count();
    });
    expect(rows).toBe(201);
  });

  it('are drawn first as far as a screen has room, and all at once for whoever comes back to them', async () => {
    const rows = await stage.visit('people', as('auditor', 'million'), async (page) => {
      const tab = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true });
      const whole = page.locator('table:not([aria-busy]) > tbody > tr:nth-child(100)');
      await page.evaluate(NOTE_ROWS);
      await tab('Joiners and leavers').click();
      await page.getByRole('table', { name: 'Joiners and leavers' }).and(page.locator(':not([aria-busy])')).waitFor();
      await whole.waitFor();
      await tab('People').click();
      await page.getByRole('table', { name: 'People' }).waitFor();
      await whole.waitFor();
      return page.evaluate<readonly number[]>('drawn');
    });
    expect(rows).toEqual([25, 100, 100]);
  });
});

describe('a person', () => {
  it('is one click from the list, and so is the manager from the person', async () => {
    const seen = await stage.visit('people', as('people'), async (page, complaints) => {
      await page.getByRole('link', { name: 'Misaki 佐藤' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Misaki 佐藤' }).waitFor();
      const path = new URL(page.url()).pathname;
      const card = page.getByRole('region', { name: 'Card' });
      await card.getByRole('link', { name: 'Ada Lovelace' }).click();
      await page.waitForURL((url) => url.pathname !== path);
      return complaints.all();
    });
    expect(seen).toEqual([]);
  });

  it('is shown with what was before and after, which leads to the entry of the audit log', async () => {
    const seen = await stage.visit(`people/${PERSON}`, as('auditor'), async (page, complaints) => {
      await page.getByRole('table', { name: 'Versions' }).getByRole('link', { name: 'Changed' }).last().click();
      const opened = page.getByRole('region', { name: 'One version' });
      const text = await opened.innerText();
      await opened.getByRole('link', { name: 'See the audit entry' }).click();
      await page.getByRole('region', { name: 'One entry' }).waitFor();
      return { text, url: new URL(page.url()), complaints: complaints.all() };
    });
    expect(seen.complaints).toEqual([]);
    expect(seen.text).toMatch(/title\s+Engineer\s+Staff engineer/);
    expect(seen.url.searchParams.get('open')).toBe(EVENT);
  });

  it('leads to what Entra sent and to the audit log whoever may see these, and nobody else', async () => {
    const links = async (role: Look['role']) =>
      stage.visit(`people/${PERSON}`, as(role), async (page) => {
        const found = page.getByRole('main').getByRole('link', { name: /^(What Entra sent|Audit entries)$/ });
        return Promise.all((await found.all()).map((link) => link.getAttribute('href')));
      });
    expect(await links('people')).toEqual([]);
    expect(await links('auditor')).toEqual([
      `/t/contoso-demo/activity?person=${PERSON}`,
      `/t/contoso-demo/audit?person=${PERSON}`,
    ]);
  });

  it('is a colleague to an employee: neither history, nor team, nor what administration needs', async () => {
    const seen = await stage.visit(`people/${PERSON}`, as('employee'), async (page, complaints) => ({
      text: await page.getByRole('main').innerText(),
      complaints: complaints.all(),
    }));
    expect(seen.complaints).toEqual([]);
    expect(seen.text).toContain('person-1@contoso.example');
    expect(seen.text).not.toMatch(/History|Team|User name|Employee number|External id/);
  });
});

describe('the groups', () => {
  it('are found by the beginning of a name, which is in the address', async () => {
    const seen = await stage.visit('groups', as('people'), async (page, complaints) => {
      const asked = page.waitForRequest((request) => new URL(request.url()).searchParams.get('search') === 'eng');
      await page.getByLabel('Beginning of the name', { exact: true }).fill('eng');
      await page.waitForURL(/q=eng/);
      await asked;
      return complaints.all();
    });
    expect(seen).toEqual([]);
  });

  it('lead to who is in them, whether a person, a group or nobody who is known', async () => {
    const seen = await stage.visit('groups', as('auditor'), async (page, complaints) => {
      await page.getByRole('link', { name: '研究開発' }).click();
      const members = page.getByRole('table', { name: 'Members' });
      await members.waitFor();
      const hrefs = await Promise.all((await members.getByRole('link').all()).map((one) => one.getAttribute('href')));
      return { hrefs, text: await members.innerText(), complaints: complaints.all() };
    });
    expect(seen.complaints).toEqual([]);
    expect(seen.hrefs.map((href) => href?.split('/').at(-2))).toEqual(['groups', 'people', 'people']);
    expect(seen.text).toContain('Not known here');
  });
});

describe('what is sensitive of a person', () => {
  it('is shown to an auditor who says so, and nobody else is offered it', async () => {
    const seen = await stage.visit(`people/${PERSON}`, as('auditor'), async (page, complaints) => {
      const panel = page.getByRole('region', { name: 'Sensitive attributes' });
      const before = await panel.innerText();
      const asks = asked(page, 'POST', /\/sensitive$/);
      await panel.getByRole('button', { name: 'Show' }).click();
      await asks;
      await panel.getByText('CH93 0076 2011').waitFor();
      return { isHidden: !before.includes('CH93'), names: before.includes('Iban'), complaints: complaints.all() };
    });
    expect(seen).toEqual({ isHidden: true, names: true, complaints: [] });
    for (const role of ['identity-administrator', 'people'] as const) {
      const panels = await stage.visit(`people/${PERSON}`, as(role), async (page) => {
        await page.getByRole('region', { name: 'Card' }).waitFor();
        return page.getByRole('region', { name: 'Sensitive attributes' }).count();
      });
      expect([role, panels]).toEqual([role, 0]);
    }
  });
});
