import { inflateRawSync } from 'node:zlib';
import { Refusal } from '../refusal.js';
import type { Asked } from '../reply.js';
import { childOf, readXml, type Element } from './element.js';

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
// Of a request, which has a few elements.
const MOST_BYTES = 65_536;

/** What a service provider sent, by the redirect binding or, where it may, by POST. */
export interface Received {
  readonly element: Element;
  readonly relayState: string | null;
}

/** @throws Refusal where there is no message of SAML 2.0 */
export function received({ method, query, form }: Asked, field: 'SAMLRequest' | 'SAMLResponse'): Received | null {
  const from = method === 'POST' ? form : query;
  const encoded = from.get(field);
  if (encoded === null) return null;
  const bytes = Buffer.from(encoded, 'base64');
  const element = readXml(method === 'POST' ? bytes.toString('utf8') : inflated(bytes));
  if (element.namespace !== PROTOCOL || element.attributes.Version !== '2.0') {
    throw new Refusal(75005, `'${element.name}' is no message of SAML 2.0.`);
  }
  return { element, relayState: from.get('RelayState') };
}

function inflated(bytes: Buffer): string {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch {
    throw new Refusal(75005, 'It cannot be inflated.');
  }
}

/** What an AuthnRequest asks for: of all else Entra takes no notice (Microsoft Learn, "Single sign-on SAML protocol"). */
export interface AuthnRequest {
  readonly id: string;
  readonly issuer: string;
  readonly replyUrl: string | null;
  readonly isForced: boolean;
  readonly isPassive: boolean;
  readonly nameIdFormat: string | null;
  readonly context: string | null;
}

/** @throws Refusal */
export function authnRequestOf(element: Element): AuthnRequest {
  const { attributes } = element;
  if (childOf(element, 'Subject') !== null) throw new Refusal(900236, 'Subject');
  const contexts = childOf(element, 'RequestedAuthnContext');
  return {
    id: idOf(element),
    issuer: issuerOf(element),
    replyUrl: attributes.AssertionConsumerServiceURL ?? null,
    isForced: isTrue(attributes.ForceAuthn),
    isPassive: isTrue(attributes.IsPassive),
    nameIdFormat: childOf(element, 'NameIDPolicy')?.attributes.Format ?? null,
    context: contexts === null ? null : (childOf(contexts, 'AuthnContextClassRef')?.text.trim() ?? null),
  };
}

export function issuerOf(element: Element): string {
  const issuer = childOf(element, 'Issuer')?.text.trim() ?? '';
  if (issuer === '') throw new Refusal(75005, 'It has no Issuer.');
  return issuer;
}

/** An xs:ID, so that `InResponseTo` of the answer can be one. */
export function idOf({ attributes: { ID: id = '' } }: Element): string {
  if (!/^[A-Za-z_][\w.-]{0,255}$/.test(id)) throw new Refusal(7500529, id);
  return id;
}

function isTrue(text: string | undefined): boolean {
  return text === 'true' || text === '1';
}
