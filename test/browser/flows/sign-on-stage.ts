import { type Page } from 'playwright-core';
import type { SourceUser } from '../../../apps/entra-simulator/src/source/source.js';
import { pick, type EntraTenant } from '../entra.js';
import type { Connected, RealStage, Visitor } from '../real.js';

export const METHODS = ['oidc', 'saml'] as const;
export type Method = (typeof METHODS)[number];

/** A company whose people come in with Entra. */
export interface Company {
  readonly id: string;
  readonly slug: string;
  readonly entra: EntraTenant;
  /** By which its people are provisioned. */
  readonly connected: Connected;
}

export async function company(
  stage: RealStage,
  name: string,
  {
    methods = METHODS,
    idpInitiated = false,
  }: { readonly methods?: readonly Method[]; readonly idpInitiated?: boolean } = {},
): Promise<Company> {
  const connected = await stage.connected(name);
  const { id } = connected;
  const entra = await stage.entra.tenant(stage.url);
  let slug = '';
  await asAdministrator(stage, { id }, async (administrator) => {
    ({ slug } = (await administrator.session()).tenant);
    for (const method of methods) await setMethod(administrator, entra, { method, idpInitiated });
  });
  return { id, slug, entra, connected };
}

/** By the link of the demonstration, with a browser of their own. */
export async function asAdministrator(
  stage: RealStage,
  { id }: Pick<Company, 'id'>,
  see: (administrator: Visitor) => Promise<void>,
): Promise<void> {
  await stage.visited(async (administrator) => {
    await administrator.signIn('administrator', id);
    await see(administrator);
  });
}

/** What an administrator pastes. */
export async function setMethod(
  administrator: Visitor,
  { id: tenantId, oidc, saml }: EntraTenant,
  {
    method,
    on = true,
    idpInitiated = false,
  }: { readonly method: Method; readonly on?: boolean; readonly idpInitiated?: boolean },
): Promise<void> {
  const place = { on, cloud: 'global', tenantId };
  const { value: secret, expiresAt: secretExpiresAt } = oidc.secrets[0] ?? {};
  const pasted =
    method === 'oidc'
      ? { ...place, clientId: oidc.appId, secret, secretExpiresAt }
      : { ...place, appId: saml.appId, idpInitiated };
  const { status, body } = await administrator.write('PUT', `/api/sign-on/${method}`, pasted);
  if (status !== 204) throw new Error(`${method} was not set: ${JSON.stringify(body)}`);
}

/** From the company’s short name to Entra, which asks who it is, or, where it knows that, is passed at once. */
export async function leaveForEntra(
  { page, stage }: Visitor,
  { slug }: Company,
  to = `/t/${slug}`,
  expected: 'asked' | 'at once' = 'asked',
): Promise<void> {
  await page.goto(`${stage.url}/sign-in?to=${encodeURIComponent(to)}`);
  await page.getByLabel('Company (short name) or work e-mail').fill(slug);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  if (expected === 'asked') await page.waitForURL((url) => url.origin === stage.entra.authority);
}

/** And back, as this person. */
export async function signInWithEntra(
  visitor: Visitor,
  company: Company,
  { person, to = `/t/${company.slug}` }: { readonly person: SourceUser; readonly to?: string },
): Promise<void> {
  await leaveForEntra(visitor, company, to);
  await pick(visitor.page, person);
  await at(visitor.page, to);
}

export async function at(page: Page, path: string): Promise<void> {
  await page.waitForURL((url) => url.hostname === 'localhost' && url.pathname.startsWith(path));
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Where somebody is told why they were not let in. */
export async function refusedAs(page: Page, code: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === '/sign-in' && url.searchParams.get('refused') === code);
}

/** Whether a session is one still. */
export async function isOpen({ url }: RealStage, cookie: string): Promise<boolean> {
  return (await fetch(`${url}/api/session`, { headers: { cookie: `rollcall=${cookie}` } })).ok;
}
