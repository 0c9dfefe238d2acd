import { linkOf, type SignInAs } from '../../deploy/local/demonstration/console-links.js';
import type { World } from '../support/world.js';

/** What signs links in this world; the console takes it by its settings. */
export const LINK_KEY = 'neighbours-'.padEnd(43, 'k');

/** The secret of a link that signs somebody of the tenant in. */
export function linkSecret(as: SignInAs, tenantId: string): string {
  return linkOf({ url: '', key: LINK_KEY }, as, tenantId).split('#')[1] ?? '';
}

/** What a page of the console sends with each request of an administrator: the session, its token, and that it is a page. */
export async function signedIn(world: World, tenantId: string): Promise<Readonly<Record<string, string>>> {
  const url = world.constellation.url('console');
  const origin = pageOf(world);
  const signed = await fetch(`${url}/api/session/demo`, {
    method: 'POST',
    headers: { ...origin, 'content-type': 'application/json' },
    body: JSON.stringify({ secret: linkSecret('administrator', tenantId) }),
  });
  if (signed.status !== 204) throw new Error(`signing in at the console was answered ${signed.status}`);
  const cookie = signed.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const session = await fetch(`${url}/api/session`, { headers: { cookie } });
  // The console's own.
  const { csrf } = (await session.json()) as { readonly csrf: string };
  return { ...origin, accept: '*/*', cookie, 'x-csrf-token': csrf };
}

/** As a browser says that a page of the console asks. */
export function pageOf({ constellation }: World): Readonly<Record<string, string>> {
  return { origin: constellation.consoleUrl };
}
