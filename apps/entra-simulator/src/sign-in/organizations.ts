import { discoveryOf } from './oidc/discovery.js';
import { tokenReply } from './oidc/token.js';
import { choosingPage } from './pages.js';
import { ofAll, type Place } from './place.js';
import { Refusal } from './refusal.js';
import { html, json, redirect, type Asked, type Reply } from './reply.js';
import type { Desk } from './routes.js';

/**
 * `/organizations`: an application asks here that does not know whose somebody is. Its issuer is a template (Microsoft Learn, "Convert
 * single-tenant app to multitenant"); whoever signs in does so at their tenant.
 *
 * @param places of all tenants that are served
 */
export function organizations(places: readonly Place[], asked: Asked, desk: Desk): Reply | Promise<Reply> {
  const [first] = places;
  if (first === undefined) throw new Refusal(90002, 'organizations');
  switch (`${asked.method} ${asked.path}`) {
    case 'GET v2.0/.well-known/openid-configuration': {
      const base = ofAll(first.base);
      return json(200, { ...discoveryOf({ ...first, base }), issuer: `${base.replace(/[^/]+$/, '{tenantid}')}/v2.0` });
    }
    case 'GET oauth2/v2.0/authorize':
      return leading(places, asked.query);
    case 'POST oauth2/v2.0/token':
      return tokenReply(placeOf(places, desk.codes.tenantOf(asked.form.get('code') ?? '')) ?? first, asked, desk.codes);
    default:
      return html(404, 'There is nothing here.');
  }
}

/** To the one tenant that has the application; of several, to the one that is picked. */
function leading(places: readonly Place[], query: URLSearchParams): Reply {
  const appId = query.get('client_id') ?? '';
  const having = places.filter(({ provider }) => provider.applications.some((one) => one.appId === appId));
  const [first, ...others] = having.map((place) => ({
    tenantId: place.provider.tenantId,
    url: `${place.base}/oauth2/v2.0/authorize?${query.toString()}`,
  }));
  if (first === undefined) throw new Refusal(700016, appId, 'organizations');
  return others.length === 0 ? redirect(first.url) : choosingPage([first, ...others]);
}

function placeOf(places: readonly Place[], tenantId: string | null): Place | undefined {
  return places.find(({ provider }) => provider.tenantId === tenantId);
}
