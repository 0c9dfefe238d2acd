import { verify, X509Certificate } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { stateOf, type SigningCertificate } from './certificate.js';
import { SKEW_MS } from './guard-response.js';
import { insist, SamlRefused } from './saml-fault.js';
import {
  ASSERTION_NS,
  attribute,
  isNamed,
  named,
  only,
  PROTOCOL_NS,
  readMessage,
  textOf,
  type XmlElement,
} from './xml.js';

/** Entra says that somebody signs out. */
export interface LogoutRequest {
  readonly id: string;
  readonly issuer: string;
  readonly nameId: string;
  readonly sessionIndexes: readonly string[];
}

const MOST_BYTES = 16_384;
const MOST_INDEXES = 20;
/** A request is for the moment that it is made. */
export const LOGOUT_MS = 300_000;

/** @param text the parameter `SAMLRequest`, decoded @throws SamlRefused */
export function readLogoutRequest(text: string, { logoutUrl, now }: { logoutUrl: string; now: Date }): LogoutRequest {
  const root = readMessage(inflated(text));
  insist(isNamed(root, PROTOCOL_NS, 'LogoutRequest') && attribute(root, 'Version') === '2.0', 'not-a-response');
  const destination = attribute(root, 'Destination');
  insist(destination === undefined || destination === logoutUrl, 'destination');
  const age = now.getTime() - Date.parse(attribute(root, 'IssueInstant') ?? '');
  insist(age <= LOGOUT_MS && age >= -SKEW_MS, 'expired');
  const [id, issuer] = [attribute(root, 'ID'), textOf(only(root, ASSERTION_NS, 'Issuer'))];
  const nameId = textOf(only(root, ASSERTION_NS, 'NameID'));
  insist(id !== undefined && id.length <= 256 && issuer !== undefined, 'issuer');
  insist(nameId !== undefined, 'subject');
  return { id, issuer, nameId, sessionIndexes: indexesIn(root) };
}

function indexesIn(root: XmlElement): string[] {
  const texts = named(root, PROTOCOL_NS, 'SessionIndex').map(textOf);
  return texts.filter((one): one is string => one !== undefined).slice(0, MOST_INDEXES);
}

function inflated(text: string): Buffer {
  try {
    return inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_BYTES });
  } catch {
    throw new SamlRefused('not-base64');
  }
}

const DIGESTS: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
};

/**
 * SAML bindings §3.4.4.1: the parameters as they were sent are what is signed.
 *
 * @param query of the address, without the question mark
 */
export function isSignedQuery(query: string, certificates: readonly SigningCertificate[], now: Date): boolean {
  const raw = new Map(query.split('&').map((pair) => [pair.split('=', 1)[0] ?? '', pair] as const));
  if (raw.size !== query.split('&').length) return false;
  const sent = new URLSearchParams(query);
  const [digest, signature] = [DIGESTS[sent.get('SigAlg') ?? ''], sent.get('Signature')];
  if (digest === undefined || signature === null) return false;
  const names = ['SAMLRequest', 'RelayState', 'SigAlg'];
  const signed = names.flatMap((name) => raw.get(name) ?? []).join('&');
  const valid = certificates.filter((one) => stateOf(one, now) === 'valid');
  return valid.some(({ pem }) =>
    verify(digest, Buffer.from(signed), new X509Certificate(pem).publicKey, Buffer.from(signature, 'base64')),
  );
}
