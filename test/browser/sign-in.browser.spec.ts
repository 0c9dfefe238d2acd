import { describe, expect, it } from '@jest/globals';
import { pairwise } from './pairs.js';
import { stageOfFile } from './stage.js';
import { findingsOf, landmarksOf, overhangOf, unreachedBy, WITHIN_MS, type Look } from './visit.js';

const stage = stageOfFile();

const NOBODY: Look = {
  role: 'employee',
  state: 'full',
  locale: 'en',
  theme: 'light',
  width: 1280,
  isSignedOut: true,
};
const COMPANY = 'Company (short name) or work e-mail';

const ROWS = pairwise({
  path: [
    'sign-in',
    'signed-out',
    'sign-in?refused=unknown-company',
    'sign-in?refused=not-valid&test=oidc&fault=secret',
    'sign-in?choose=company',
  ],
  theme: ['light', 'dark', 'forced'] as const,
  width: [1280, 320] as const,
  locale: ['en', 'de', 'en-XA', 'ar-XB'] as const,
});

describe('signing in', () => {
  it.each(ROWS)(
    'is for everybody: /$path, $theme, $width px, $locale',
    async ({ path, ...look }) => {
      const seen = await stage.visit(`../../${path}`, { ...NOBODY, ...look }, async (page, complaints) => ({
        findings: await findingsOf(page),
        landmarks: await landmarksOf(page),
        overhang: await overhangOf(page),
        unreached: await unreachedBy(page),
        complaints: complaints.all(),
      }));
      const landmarks = { mains: 1, headings: 1, navigations: 0 };
      expect(seen).toEqual({ findings: [], landmarks, overhang: 0, unreached: [], complaints: [] });
    },
    WITHIN_MS,
  );

  it(
    'leads to the company’s identity provider, and says where from',
    async () => {
      const asked = await stage.visit('people?q=ada', NOBODY, async (page) => {
        await page.waitForURL(/\/sign-in\?/);
        await page.getByLabel(COMPANY).fill(' contoso-demo ');
        const request = page.waitForRequest((one) => one.url().endsWith('/api/sign-in'));
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/entra\/authorize$/);
        return (await request).postDataJSON() as unknown;
      });
      expect(asked).toEqual({ who: 'contoso-demo', to: '/t/contoso-demo/people?q=ada' });
    },
    WITHIN_MS,
  );

  it(
    'offers Microsoft’s button, by which Microsoft says whose somebody is; of several companies one is chosen',
    async () => {
      const asked = await stage.visit('people', NOBODY, async (page) => {
        await page.waitForURL(/\/sign-in\?/);
        const request = page.waitForRequest((one) => one.url().endsWith('/api/sign-in/microsoft'));
        await page.getByRole('button', { name: 'Sign in with Microsoft', exact: true }).click();
        await page.waitForURL(/\/entra\/authorize$/);
        await page.goto(new URL('/sign-in?choose=company', page.url()).href);
        const choice = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/companies'));
        await page.getByText('Ada Lovelace').waitFor();
        await page.getByRole('button', { name: 'Fabrikam' }).click();
        await page.waitForURL(/\/entra\/authorize$/);
        return [(await request).postDataJSON(), (await choice).postDataJSON()] as unknown[];
      });
      expect(asked).toEqual([{ to: '/t/contoso-demo/people' }, { id: expect.any(String) }]);
    },
    WITHIN_MS,
  );

  it(
    'says nothing of who is not known',
    async () => {
      const text = await stage.visit('../../sign-in', NOBODY, async (page) => {
        await page.getByLabel(COMPANY).fill('nobody@elsewhere.example');
        await page.getByRole('button', { name: 'Continue' }).click();
        return page.getByRole('status').filter({ hasText: 'Ask your administrator' }).innerText();
      });
      expect(text).not.toMatch(/unknown|does not exist|no such/i);
    },
    WITHIN_MS,
  );

  it(
    'asks nothing for a name that is empty',
    async () => {
      const asked = await stage.visit('../../sign-in', NOBODY, async (page, complaints) => {
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByText('Fill this in.').waitFor();
        return complaints.all();
      });
      expect(asked).toEqual([]);
    },
    WITHIN_MS,
  );

  it.each([
    ['no-role', 'Ask your administrator to assign you one of its app roles in Entra.'],
    ['something-new', 'You were not signed in'],
  ])(
    'says what %s means and what to do',
    async (code, text) => {
      const said = await stage.visit(`../../sign-in?refused=${code}`, NOBODY, (page) =>
        page.getByRole('alert').innerText(),
      );
      expect(said).toContain(text);
    },
    WITHIN_MS,
  );

  it.each(['//elsewhere.example/t/', 'https://elsewhere.example/'])(
    'takes nobody to %s',
    async (to) => {
      const asked = await stage.visit(`../../sign-in?to=${encodeURIComponent(to)}`, NOBODY, async (page) => {
        await page.getByLabel(COMPANY).fill('contoso-demo');
        const request = page.waitForRequest((one) => one.url().endsWith('/api/sign-in'));
        await page.getByRole('button', { name: 'Continue' }).click();
        return (await request).postDataJSON() as unknown;
      });
      expect(asked).toEqual({ who: 'contoso-demo' });
    },
    WITHIN_MS,
  );
});
