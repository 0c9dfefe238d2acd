import type { Source } from '../source/source.js';
import { markup, type Markup } from './markup.js';
import type { Application, IdentityProvider } from './identity-provider.js';
import { page } from './pages.js';

const TITLE = 'The simulator’s identity provider';

/** What an administrator pastes, by Entra's names; and the tiles of *My Apps*. */
export function frontPage(
  authority: string,
  tenants: readonly { readonly provider: IdentityProvider; readonly source: Source }[],
): string {
  const parts = tenants.map(({ provider, source }) => tenantPart(authority, provider, source));
  return page(TITLE, markup`<h1>${TITLE}</h1><p>Whoever reaches this address signs in as anybody.</p>${parts}`);
}

function tenantPart(authority: string, provider: IdentityProvider, { users }: Source): Markup {
  const { tenantId, applications } = provider;
  const base = `${authority}/${tenantId}`;
  const tiles = applications
    .filter(({ identifier }) => identifier !== null)
    .map(({ appId, displayName }) => markup`<li><a href="${base}/launch/${appId}">${displayName}</a></li>`);
  const pasted = applications.map((application) => {
    const values = pastedOf(authority, provider, application);
    return markup`<h3>${application.displayName}</h3>
      <dl>${values.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  });
  return markup`<h2>${tenantId}: ${String(users.size)} people</h2>
    <h3>My Apps</h3><ul>${tiles}</ul><p><a href="${base}/oauth2/v2.0/logout">Sign out</a></p>${pasted}`;
}

/** What the target’s administrator is asked for, and what the application has registered. */
export function pastedOf(
  authority: string,
  { cloud, tenantId }: IdentityProvider,
  application: Application,
): readonly (readonly [string, string])[] {
  const { appId, secrets, redirectUris, identifier, replyUrls } = application;
  const metadata = `${authority}/${tenantId}/federationmetadata/2007-06/federationmetadata.xml?appid=${appId}`;
  return [
    ['Cloud', cloud],
    ['Directory (tenant) ID', tenantId],
    ['Application (client) ID', appId],
    ...secrets.slice(0, 1).map(({ value }) => ['Client secret', value] as const),
    ...redirectUris.map((uri) => ['Redirect URI', uri] as const),
    ...(identifier === null ? [] : ofSaml(identifier, metadata)),
    ...replyUrls.map((url) => ['Reply URL', url] as const),
  ];
}

function ofSaml(identifier: string, metadata: string): readonly (readonly [string, string])[] {
  return [
    ['Identifier (Entity ID)', identifier],
    ['App Federation Metadata Url', metadata],
  ];
}
