import type { Principal } from '../wire/entra-token.js';
import { documentAt, type IssuerDocument } from '../wire/issuer-documents.js';
import type { BrowserSessions } from './browser-sessions.js';
import type { Errand, Errands } from './errands.js';
import { authorizing } from './oidc/authorize.js';
import type { Codes } from './oidc/codes.js';
import { discoveryOf, keysOf } from './oidc/discovery.js';
import { tokenReply } from './oidc/token.js';
import { signedOutPage } from './pages.js';
import type { Place } from './place.js';
import { Refusal } from './refusal.js';
import { html, json, xml, type Asked, type Reply } from './reply.js';
import { metadataOf } from './saml/metadata.js';
import { received } from './saml/message.js';
import { launching, signingOn } from './saml/sign-on.js';
import { signOut, singleLogout } from './sign-out.js';

/** What is kept between two requests. */
export interface Desk {
  readonly sessions: BrowserSessions;
  readonly errands: Errands;
  readonly codes: Codes;
}

const LAUNCH = 'launch/';

/** By Entra's own paths behind the tenant's address. @throws Refusal that is shown on a page */
export function routed(
  place: Place,
  asked: Asked,
  desk: Desk,
  principals: readonly Principal[],
): Reply | Promise<Reply> {
  const { method, path, query, form } = asked;
  const begun = (errand: Errand): Reply => desk.errands.begin(errand, asked, place);
  switch (`${method} ${path}`) {
    case 'GET v2.0/.well-known/openid-configuration':
      return json(200, discoveryOf(place));
    case 'GET discovery/v2.0/keys':
      return json(200, { keys: [...keysOf(place).keys, ...keysOfPrincipals(place, principals)] });
    case 'GET oauth2/v2.0/authorize':
    case 'POST oauth2/v2.0/authorize': {
      const errand = authorizing(place, method === 'POST' ? form : query, desk.codes);
      return 'succeed' in errand ? begun(errand) : errand;
    }
    case 'POST oauth2/v2.0/token':
      return tokenReply(place, asked, desk.codes);
    case 'GET oauth2/v2.0/logout':
    case 'POST oauth2/v2.0/logout':
      return signOut(place, asked, desk.sessions);
    case 'GET federationmetadata/2007-06/federationmetadata.xml':
      return xml(metadataOf(place, query.get('appid') ?? ''));
    case 'GET saml2':
    case 'POST saml2':
      return saml(place, asked, desk);
    case 'POST login':
      return desk.errands.go(asked, place);
  }
  if (method === 'GET' && path.startsWith(LAUNCH)) {
    return begun(launching(place, path.slice(LAUNCH.length), query.get('RelayState')));
  }
  const document = documentOf(place, path, principals);
  return document === null ? html(404, 'There is nothing here.') : json(document.status, document.content);
}

/** Of the provisioning service of the same tenant, which signs with keys of its own. */
function documentOf({ base }: Place, path: string, principals: readonly Principal[]): IssuerDocument | null {
  return documentAt(principals, `${new URL(base).pathname}/${path}`);
}

function saml(place: Place, asked: Asked, desk: Desk): Reply {
  const request = received(asked, 'SAMLRequest');
  if (request === null) {
    // What a service provider answers to a LogoutRequest.
    if (received(asked, 'SAMLResponse') !== null) return signedOutPage([], null);
    throw new Refusal(75005, 'There is neither SAMLRequest nor SAMLResponse.');
  }
  switch (request.element.name) {
    case 'AuthnRequest':
      return desk.errands.begin(signingOn(place, request, asked.query), asked, place);
    case 'LogoutRequest':
      return singleLogout(place, request, { sessions: desk.sessions, cookie: asked.cookie });
    default:
      throw new Refusal(75005, `'${request.element.name}' is no request.`);
  }
}

function keysOfPrincipals(place: Place, principals: readonly Principal[]): readonly object[] {
  const document = documentOf(place, 'discovery/v2.0/keys', principals);
  return document !== null && 'keys' in document.content ? (document.content.keys as readonly object[]) : [];
}
