import { describe, expect, it } from '@jest/globals';
import { DELIVERY, EVENT, REQUEST } from './fake/scenario.js';
import { as, asked, leads, shows, stageOfFile } from './stage.js';

const stage = stageOfFile();

describe('the activity', () => {
  it('opens the request that the address names, by its id alone', async () => {
    const seen = await stage.visit(`../../r/${REQUEST}`, as('auditor'), async (page, complaints) => ({
      path: new URL(page.url()).pathname,
      opened: await page.getByRole('region', { name: 'One request' }).innerText(),
      complaints: complaints.all(),
    }));
    expect(seen).toMatchObject({ path: '/t/contoso-demo/activity', complaints: [] });
    expect(seen.opened).toContain('Staff engineer');
    expect(seen.opened).toContain('partition 3, offset 48213');
  });

  it('is narrowed by what is typed: in the address, and in the file', async () => {
    const seen = await stage.visit('activity', as('auditor'), async (page, complaints) => {
      await page.getByLabel('Person', { exact: true }).fill('ada@contoso.example');
      await page.waitForURL(/person=ada/);
      const file = page.getByRole('link', { name: 'Export NDJSON' });
      await leads(file, '/api/scim-api/activity.ndjson?userName=ada%40contoso.example');
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await page.waitForURL((url) => !url.search.includes('person'));
      await shows(page.getByLabel('Person', { exact: true }), '');
      return complaints.all();
    });
    expect(seen).toEqual([]);
  });

  it.each(['', 'activity?tab=refusals'])('says what mends a refusal in the language of the page: %p', async (path) => {
    const complaints = await stage.visit(path, { ...as('auditor'), locale: 'de' }, async (page, seen) => {
      await page.getByText('Den Wert kürzen.').waitFor();
      return seen.all();
    });
    expect(complaints).toEqual([]);
  });

  it('marks the view that is open, and no other', async () => {
    const views = await stage.visit('activity?tab=refusals', as('auditor'), (page) =>
      page.getByRole('list', { name: 'Views' }).locator('[aria-current]').allInnerTexts(),
    );
    expect(views).toEqual(['Refusals']);
  });

  it('shows a gap between the requests where some are missing', async () => {
    const text = await stage.visit('activity', as('auditor'), (page) => page.getByRole('table').innerText());
    expect(text).toContain('12 requests are missing here');
  });

  it('loads further rows of a million when asked to', async () => {
    const rows = await stage.visit('activity', as('auditor', 'million'), async (page) => {
      await page.getByRole('button', { name: 'Load more' }).click();
      // The gap is one of them, and stands once.
      await page.getByText('201 rows are shown').waitFor();
      return page.getByRole('row').count();
    });
    expect(rows).toBe(202);
  });
});

describe('the audit log', () => {
  it('is narrowed by what is typed: in the address, and in each file', async () => {
    const seen = await stage.visit('audit', as('auditor'), async (page, complaints) => {
      await page.getByLabel('Field', { exact: true }).fill('title');
      await page.waitForURL(/path=title/);
      const links = page.getByRole('link', { name: /^Export/ });
      for (const [index, format] of ['ndjson', 'csv', 'ocsf.ndjson'].entries()) {
        await leads(links.nth(index), `/api/audit/entries.${format}?path=title`);
      }
      return { files: await links.count(), complaints: complaints.all() };
    });
    expect(seen).toEqual({ files: 3, complaints: [] });
  });

  it('offers files to auditors alone', async () => {
    const links = await stage.visit('audit', as('identity-administrator'), (page) =>
      page.getByRole('link', { name: /^Export/ }).count(),
    );
    expect(links).toBe(0);
  });

  it('shows what was before and after, and leads to the request', async () => {
    const seen = await stage.visit(`audit?open=${EVENT}`, as('auditor'), async (page, complaints) => {
      const text = await page.getByRole('region', { name: 'One entry' }).innerText();
      await page.getByRole('link', { name: 'See the request' }).click();
      await page.getByRole('region', { name: 'One request' }).waitFor();
      return { text, path: new URL(page.url()).pathname, complaints: complaints.all() };
    });
    expect(seen).toMatchObject({ path: '/t/contoso-demo/activity', complaints: [] });
    expect(seen.text).toMatch(/title\s+Engineer\s+Staff engineer/);
  });
});

describe('the deliveries', () => {
  const path = `deliveries?open=${DELIVERY}`;

  it('send an uncertain mail again when somebody says so: it is said which, and asked why', async () => {
    const seen = await stage.visit(path, as('identity-administrator'), async (page, complaints) => {
      await page.getByRole('button', { name: 'Send again' }).click();
      const dialog = page.getByRole('dialog');
      const text = await dialog.innerText();
      await dialog.getByLabel('Reason').fill('  The mailbox was full ');
      const sending = asked(page, 'POST', /\/resend$/);
      await dialog.getByRole('button', { name: 'Send again' }).click();
      await page.getByText('The mail will be sent again').waitFor();
      return { text, body: (await sending).postDataJSON() as unknown, complaints: complaints.all() };
    });
    expect(seen).toMatchObject({ body: { reason: 'The mailbox was full' }, complaints: [] });
    expect(seen.text).toMatch(/Somebody leaves[\s\S]*grace\.hopper@contoso\.example[\s\S]*1 event/);
  });

  it('offer that, and show addresses, to nobody who may not', async () => {
    const seen = await stage.visit(path, as('auditor'), async (page) => ({
      buttons: await page.getByRole('button', { name: 'Send again' }).count(),
      text: await page.getByRole('main').innerText(),
    }));
    expect(seen.buttons).toBe(0);
    expect(seen.text).toContain('g…@contoso.example');
    expect(seen.text).not.toContain('grace.hopper@');
  });

  it('are for who looks after people those about their own, with shortened addresses and nothing to press', async () => {
    const seen = await stage.visit('deliveries', as('people'), async (page, complaints) => {
      await page.getByRole('table', { name: 'Mails about your people' }).waitFor();
      return {
        text: await page.getByRole('main').innerText(),
        buttons: await page.getByRole('button', { name: 'Send again' }).count(),
        complaints: complaints.all(),
      };
    });
    expect(seen).toMatchObject({ buttons: 0, complaints: [] });
    expect(seen.text).toContain('g***@contoso.example');
  });

  it('say of an id that it is none', async () => {
    const seen = await stage.visit('deliveries?personId=ada', as('auditor'), async (page, complaints) => {
      await page.getByText('This is no id').waitFor();
      return complaints.all();
    });
    expect(seen).toEqual([]);
  });
});
