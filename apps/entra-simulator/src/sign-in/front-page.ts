import type { Source } from '../source/source.js';
import { markup } from './markup.js';
import type { Application, IdentityProvider } from './identity-provider.js';
import { page } from './pages.js';

/** What an administrator pastes, by Entra's names; and the tiles of *My Apps*. */
export function frontPage(authority: string, provider: IdentityProvider, { users }: Source): string {
  const base = `${authority}/${provider.tenantId}`;
  const tiles = provider.applications
    .filter(({ identifier }) => identifier !== null)
    .map(({ appId, displayName }) => markup`<li><a href="${base}/launch/${appId}">${displayName}</a></li>`);
  const applications = provider.applications.map(
    (application) =>
      markup`<h2>${application.displayName}</h2><dl>${pastedOf(authority, provider, application).map(
        ([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`,
      )}</dl>`,
  );
  const content = markup`<h1>The simulator’s identity provider</h1>
    <p>${String(users.size)} people; whoever reaches this address signs in as any of them.</p>
    <h2>My Apps</h2><ul>${tiles}</ul><p><a href="${base}/oauth2/v2.0/logout">Sign out</a></p>${applications}`;
  return page('The simulator’s identity provider', content);
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
