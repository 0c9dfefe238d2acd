import type { SAML } from '@node-saml/node-saml';
import { stateOf, type SigningCertificate } from './certificate.js';
import { judgeEnvelope, type AroundMessage } from './envelope.js';
import { readAssertion, type Assertion } from './read-assertion.js';
import { insist, SamlRefused } from './saml-fault.js';
import { MOST_XML_BYTES, readMessage, type XmlElement } from './xml.js';

/** What a response has to fit. */
export interface Expected extends AroundMessage {
  /** Ours, which is the audience. */
  readonly entityId: string;
  /** Of Entra, as the tenant's settings have it. */
  readonly tid: string;
  /** Of the tenant's metadata; what a message brings itself is no key. */
  readonly certificates: readonly SigningCertificate[];
  readonly isIdpInitiatedAllowed: boolean;
  /** Whether somebody had to sign in for this very request. */
  readonly isFresh: boolean;
}

/** Who an assertion vouches for. It is to be used once: {@link Vouched.assertionId} until {@link Vouched.until}. */
export interface Vouched {
  readonly assertionId: string;
  readonly until: Date;
  readonly tid: string;
  readonly oid: string;
  readonly nameId: string;
  readonly sessionIndex: string | undefined;
  readonly name: string;
  readonly roles: readonly string[];
  readonly authTime: Date;
  /** Whether it answers the request of this browser. */
  readonly isAnswer: boolean;
}

/** Entra's clock and ours may differ by so much; it leaves nothing itself before NotBefore. */
export const SKEW_MS = 120_000;
/** Of a step-up: since when somebody has signed in. */
export const FRESH_MS = 300_000;
/** An id of an object of Entra, in lower case. */
const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * What node-saml 5.1 does not refuse: foreign issuers, recipients and destinations, certificates that have expired, SHA-1,
 * assertions that were used. It checks the signature and the audience; what is believed is read anew from the text that was signed.
 *
 * @param message the form's `SAMLResponse` @throws SamlRefused
 */
export async function guardResponse(message: string, expected: Expected, now: Date): Promise<Vouched> {
  const bytes = bytesOf(message);
  judgeEnvelope(readMessage(bytes), expected);
  const valid = expected.certificates.filter((one) => stateOf(one, now) === 'valid');
  insist(valid.length > 0, 'certificate');
  const signed = await verified(bytes, expected, valid);
  return judgeAssertion(readAssertion(signed), expected, now.getTime());
}

export function bytesOf(message: string): Buffer {
  insist(message.length <= MOST_XML_BYTES * 1.5, 'too-large');
  // White space first: a pattern that allows it in two places takes the square of it, 46 s for a form of nothing else.
  const text = message.replaceAll(/\s+/g, '');
  insist(/^[A-Za-z0-9+/]+={0,2}$/.test(text), 'not-base64');
  return Buffer.from(text, 'base64');
}

/** @returns the assertion, of the bytes that were signed */
async function verified(bytes: Buffer, expected: Expected, valid: readonly SigningCertificate[]): Promise<XmlElement> {
  const saml = await library(expected, valid);
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: bytes.toString('base64') }).catch(refuse);
  const text = profile?.getAssertionXml?.();
  insist(text !== undefined, 'signature');
  return readMessage(Buffer.from(text));
}

/** It is loaded with the first message: most consoles see none, and it takes 10 MB. */
async function library({ acsUrl, entityId }: Expected, valid: readonly SigningCertificate[]): Promise<SAML> {
  const { SAML: Library } = await import('@node-saml/node-saml');
  return new Library({
    callbackUrl: acsUrl,
    issuer: entityId,
    audience: entityId,
    idpCert: valid.map(({ pem }) => pem),
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    signatureAlgorithm: 'sha256',
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    // Times are judged below, all by one clock, and also those at which it does not look.
    acceptedClockSkewMs: -1,
  });
}

/** It tells its reasons apart by words alone. */
function refuse(error: unknown): never {
  const message = error instanceof Error ? error.message : '';
  if (/audience/i.test(message)) throw new SamlRefused('audience');
  throw new SamlRefused(/signature/i.test(message) ? 'signature' : 'library');
}

function judgeAssertion(said: Assertion, expected: Expected, now: number): Vouched {
  insist(said.issuer === expected.issuer, 'issuer');
  insist(said.notBefore - SKEW_MS <= now, 'not-yet');
  insist(now < said.notOnOrAfter + SKEW_MS, 'expired');
  const until = judgeConfirmation(said, expected, now);
  insist(said.tid === expected.tid.toLowerCase(), 'tenant');
  const { tid, oid } = said;
  insist(oid !== undefined && GUID.test(oid), 'subject');
  insist(said.authnInstant - SKEW_MS <= now, 'not-yet');
  insist(!expected.isFresh || now - said.authnInstant <= FRESH_MS, 'not-fresh');
  const { id: assertionId, nameId, sessionIndex, name = oid, roles } = said;
  const authTime = new Date(said.authnInstant);
  const isAnswer = said.confirmations.some(({ inResponseTo }) => inResponseTo !== undefined);
  return { assertionId, until: new Date(until), tid, oid, nameId, sessionIndex, name, roles, authTime, isAnswer };
}

/** @returns until when it could be used again */
function judgeConfirmation({ confirmations, notOnOrAfter }: Assertion, expected: Expected, now: number): number {
  const [confirmation] = confirmations;
  // Of several the strictest would have to hold; Entra sends one.
  insist(confirmation !== undefined && confirmations.length === 1, 'recipient');
  insist(confirmation.recipient === expected.acsUrl, 'recipient');
  insist(now < confirmation.notOnOrAfter + SKEW_MS, 'expired');
  insist(confirmation.notBefore - SKEW_MS <= now, 'not-yet');
  const { inResponseTo } = confirmation;
  if (inResponseTo === undefined) insist(expected.isIdpInitiatedAllowed && !expected.isFresh, 'unsolicited');
  else insist(inResponseTo === expected.inResponseTo, 'in-response-to');
  return Math.max(notOnOrAfter, confirmation.notOnOrAfter) + SKEW_MS;
}
