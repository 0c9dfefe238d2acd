import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OTHER_TENANT, TENANT, TestConsole } from '../../apps/console/src/console.fixture.js';
import { makeSigner } from '../../apps/console/src/saml/certificate.fixture.js';
import { Visitor } from '../../apps/console/src/visitor.fixture.js';
import { TestBrowser } from '../../apps/entra-simulator/src/sign-in/entra.fixture.js';
import { newApplication } from '../../apps/entra-simulator/src/sign-in/first-use.js';
import type { SourceUser } from '../../apps/entra-simulator/src/source/source.js';
import { Entra, type EntraTenant } from './entra.js';

const APP = randomUUID();
const CONSOLE = 'http://localhost:7306';
const signer = makeSigner();
const certificate = `-----BEGIN CERTIFICATE-----\n${signer.certificate}\n-----END CERTIFICATE-----\n`;

let entra: Entra;
let console: TestConsole;
let home: EntraTenant;
let other: EntraTenant;
beforeAll(async () => {
  entra = await Entra.start();
  [home, other] = [await withApp(), await withApp()];
  console = await TestConsole.start({
    ENTRA_AUTHORITIES: `global=${entra.authority}`,
    MICROSOFT_CLIENT_ID: APP,
    MICROSOFT_CERTIFICATE: certificate + signer.privateKey,
  });
  for (const id of [TENANT, OTHER_TENANT]) {
    const body = JSON.stringify({ id, name: id, slug: id.slice(-4) });
    console.services.answers.set(`/admin/tenants/${id}`, (_heard, response) => void response.end(body));
  }
  // Key pairs of the simulator's tenants and of the console, which take seconds each on a busy machine.
}, 120_000);
afterAll(async () => {
  await console?.stop();
  await entra?.stop();
});

/** A tenant of Entra that has consented to the installation’s app: it is an enterprise application there. */
async function withApp(): Promise<EntraTenant> {
  const tenant = await entra.tenant(CONSOLE);
  const redirectUris = [`${CONSOLE}/sso/microsoft/callback`];
  const app = { ...newApplication('Rollcall'), appId: APP, redirectUris, clientKeys: [certificate] };
  tenant.provider = { ...tenant.provider, applications: [...tenant.provider.applications, app] };
  return tenant;
}

/** Through the simulator’s pages, and back. @returns where they end */
async function signIn(visitor: Visitor, url: unknown, at: EntraTenant, person: SourceUser): Promise<string | null> {
  const browser = new TestBrowser();
  let seen = await browser.get(String(url));
  // Of several tenants Entra finds theirs by their name; here it is picked.
  const link = new RegExp(`href="([^"]*/${at.id}/[^"]*)"`).exec(seen.text)?.[1]?.replaceAll('&amp;', '&');
  if (link !== undefined) seen = await browser.get(link);
  const { location } = await browser.answer(seen, { person: person.userPrincipalName });
  return (await visitor.follow(String(location))).headers.get('location');
}

async function administrate(tenantId: string, body: object): Promise<Visitor> {
  const { cookie } = await console.signIn('administrator', tenantId);
  const visitor = new Visitor(console);
  visitor.plant('rollcall', cookie.split('=')[1] ?? '');
  expect((await visitor.as('/api/sign-on/microsoft', { method: 'PUT', body })).status).toBe(204);
  return visitor;
}

describe('with the simulator in Entra’s place, “Sign in with Microsoft”', () => {
  it('leads people of each company to their own, once its administrator has tested it', async () => {
    const administrator = home.holderOf('Rollcall.IdentityAdministrator');
    const begin = async (visitor: Visitor) => (await visitor.json('/api/sign-in/microsoft', { to: '/t/x' }))['url'];
    const before = new Visitor(console);
    const setting = await administrate(TENANT, { on: true, tenantId: home.id });
    expect(await signIn(before, await begin(before), home, administrator)).toBe('/sign-in?refused=unknown-company');

    const { url } = await setting.json('/api/sign-on/test', { method: 'microsoft' });
    expect(await signIn(setting, url, home, administrator)).toBe('/sign-in?tested=microsoft');

    const [ada, stranger, employee] = [new Visitor(console), new Visitor(console), new Visitor(console)];
    const auditor = home.holderOf('Rollcall.Auditor');
    expect(await signIn(ada, await begin(ada), home, auditor)).toBe('/t/x');
    expect(await (await ada.as('/api/session')).json()).toMatchObject({
      account: { name: auditor.displayName },
      tenant: { id: TENANT },
      roles: ['auditor'],
    });
    const elsewhere = other.holderOf('Rollcall.Auditor');
    expect(await signIn(stranger, await begin(stranger), other, elsewhere)).toBe('/sign-in?refused=unknown-company');
    const colleague = home.holderOf('Rollcall.Employee');
    expect(await signIn(employee, await begin(employee), home, colleague)).toBe('/sign-in?refused=no-role');
  });
});
