import { sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { Participant } from '../browser-sessions.js';
import type { Certificate } from '../certificate.js';
import { markup } from '../markup.js';
import { logoutIssuerOf, type Place } from '../place.js';
import { newId } from './response.js';

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

/** What a service provider is told when the session ends elsewhere, as an address that the browser goes to. */
export function logoutRequestTo(
  place: Place,
  { nameId, sessionIndex }: Participant,
  { url, certificate }: { readonly url: string; readonly certificate: Certificate | undefined },
): string {
  const text = markup`<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newId()}" Version="2.0" IssueInstant="${place.now.toISOString()}" Destination="${url}"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${logoutIssuerOf(place)}</Issuer><NameID xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Format="${PERSISTENT}">${nameId ?? ''}</NameID><samlp:SessionIndex>${sessionIndex ?? ''}</samlp:SessionIndex></samlp:LogoutRequest>`;
  return sent(url, [['SAMLRequest', text.text]], certificate);
}

/** The answer to a LogoutRequest. */
export function logoutResponseTo(
  place: Place,
  { id, relayState }: { readonly id: string; readonly relayState: string | null },
  { url, certificate }: { readonly url: string; readonly certificate: Certificate | undefined },
): string {
  const text = markup`<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newId()}" Version="2.0" IssueInstant="${place.now.toISOString()}" Destination="${url}" InResponseTo="${id}"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${logoutIssuerOf(place)}</Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>`;
  const state: [string, string][] = relayState === null ? [] : [['RelayState', relayState]];
  return sent(url, [['SAMLResponse', text.text], ...state], certificate);
}

/** The redirect binding: what is signed is the query as it is sent (SAML 2.0 Bindings §3.4.4.1). */
function sent(
  url: string,
  [message, ...others]: readonly [[string, string], ...[string, string][]],
  certificate: Certificate | undefined,
): string {
  const deflated = deflateRawSync(message[1]).toString('base64');
  const parts: [string, string][] = [[message[0], deflated], ...others];
  if (certificate !== undefined) parts.push(['SigAlg', RSA_SHA256]);
  const query = parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const address = `${url}${url.includes('?') ? '&' : '?'}${query}`;
  if (certificate === undefined) return address;
  const signature = sign('sha256', Buffer.from(query), certificate.privateKey).toString('base64');
  return `${address}&Signature=${encodeURIComponent(signature)}`;
}
