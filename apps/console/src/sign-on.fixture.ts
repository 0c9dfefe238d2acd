import { emptyTables, OTHER_TENANT, TENANT, TestConsole, type Browser } from './console.fixture.js';
import { EntraStandIn } from './oidc/entra.fixture.js';

export const TID = '0198c0de-7a11-4000-8000-00000000000a';
export const APP = '0198c0de-7a11-4000-8000-0000000000aa';
/** What is put at `/api/sign-on/oidc` and `/api/sign-on/saml`. */
export const OIDC = {
  on: true,
  cloud: 'global',
  tenantId: TID,
  clientId: APP,
  secret: EntraStandIn.secret,
  secretExpiresAt: new Date(Date.now() + 200 * 86_400_000).toISOString(),
};
export const SAML = { on: true, cloud: 'global', tenantId: TID, appId: APP, idpInitiated: false };

const TENANTS = [
  { id: TENANT, name: 'Contoso', slug: 'contoso' },
  { id: OTHER_TENANT, name: 'Fabrikam', slug: 'fabrikam' },
];

/** A console of the tenants “contoso” and “fabrikam”, which takes a stand-in for Entra. */
export interface SignOnConsole {
  readonly console: TestConsole;
  readonly entra: EntraStandIn;
  stop(): Promise<void>;
}

/** @param more settings of the console */
export async function startSignOn(more: Readonly<Record<string, string>> = {}): Promise<SignOnConsole> {
  const entra = await EntraStandIn.start();
  const entraSettings = { ENTRA_CLOUDS: 'global,usgov', ENTRA_AUTHORITIES: entra.authorities };
  const console = await TestConsole.start({ ...entraSettings, ...more });
  for (const { id, name, slug } of TENANTS) {
    const body = JSON.stringify({ id, name, slug });
    for (const path of [`by-slug/${slug}`, id])
      console.services.answers.set(`/admin/tenants/${path}`, (_heard, response) => void response.end(body));
  }
  return {
    console,
    entra,
    stop: async () => {
      await console.stop();
      entra.server.closeAllConnections();
      entra.server.close();
    },
  };
}

/** Nobody was there and nothing was done, but that the administrator has signed in. */
export async function beginAnew(console: TestConsole): Promise<Browser> {
  await emptyTables(
    console.owner,
    'accounts, sessions, passkeys, setup_links, sign_on, used_logins, outbox, outbox_unpublished cascade',
  );
  const administrator = await console.signIn('administrator');
  await emptyTables(console.owner, 'outbox, outbox_unpublished');
  return administrator;
}

/** Asks `/api/sign-on` as somebody. */
export function askingAs(console: TestConsole, by: Browser) {
  return async (path: string, method = 'GET', body?: unknown) => {
    const answer = await console.as(by, `/api/sign-on${path}`, { method, ...(body !== undefined && { body }) });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
}
