import type { Discovered } from './discovery.js';

/**
 * Where a session at Entra is ended (OpenID Connect RP-Initiated Logout 1.0). No `id_token_hint` and no `logout_hint`: ID tokens are
 * not kept, so that Entra asks which account is meant where a browser has several.
 *
 * @param redirectUri the app's own, which Entra knows: it goes back nowhere else
 */
export function signOutUrl({ end_session_endpoint: endpoint }: Discovered, redirectUri: string): string | null {
  if (endpoint === undefined) return null;
  const url = new URL(endpoint);
  url.searchParams.set('post_logout_redirect_uri', redirectUri);
  return url.href;
}
