import { insist, SamlRefused } from './saml-fault.js';
import {
  ASSERTION_NS,
  attribute,
  elementsOf,
  everyElement,
  isNamed,
  named,
  only,
  PROTOCOL_NS,
  SIGNATURE_NS,
  textOf,
  type XmlElement,
} from './xml.js';

const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
const SUCCESS = `${STATUS}Success`;
/** Of the second level: somebody did not want to, or could not. */
const OF_THE_USER: ReadonlySet<string> = new Set([`${STATUS}AuthnFailed`, `${STATUS}RequestDenied`]);

const ENCRYPTED: ReadonlySet<string> = new Set([
  'EncryptedAssertion',
  'EncryptedID',
  'EncryptedAttribute',
  'EncryptedData',
]);

export interface AroundMessage {
  readonly acsUrl: string;
  /** Of the tenant's metadata. */
  readonly issuer: string;
  /** Of this browser's request; null: there was none. */
  readonly inResponseTo: string | null;
}

/**
 * What can be refused by the response before its signature is checked. It is mostly not signed itself: whatever it says, nothing
 * is believed because of it.
 *
 * @returns the assertion, not yet verified @throws SamlRefused
 */
export function judgeEnvelope(response: XmlElement, around: AroundMessage): XmlElement {
  insist(isNamed(response, PROTOCOL_NS, 'Response') && attribute(response, 'Version') === '2.0', 'not-a-response');
  for (const element of everyElement(response)) insist(!ENCRYPTED.has(element.localName), 'encrypted');
  judgeStatus(response);
  insist(attribute(response, 'Destination') === around.acsUrl, 'destination');
  const issuers = named(response, ASSERTION_NS, 'Issuer');
  insist(issuers.every((one) => textOf(one) === around.issuer) && issuers.length <= 1, 'issuer');
  const answered = attribute(response, 'InResponseTo');
  insist(answered === undefined || answered === around.inResponseTo, 'in-response-to');
  return assertionIn(response);
}

function judgeStatus(response: XmlElement): void {
  const status = only(response, PROTOCOL_NS, 'Status');
  const code = status === undefined ? undefined : only(status, PROTOCOL_NS, 'StatusCode');
  if (attribute(code, 'Value') === SUCCESS) return;
  const second = code === undefined ? undefined : only(code, PROTOCOL_NS, 'StatusCode');
  throw new SamlRefused(OF_THE_USER.has(attribute(second, 'Value') ?? '') ? 'cancelled' : 'status');
}

/** One in the whole message, wherever it hides and whatever its namespace is, and that where it belongs. */
function assertionIn(response: XmlElement): XmlElement {
  const all = [...everyElement(response)].filter(({ localName }) => localName === 'Assertion');
  const [assertion] = all;
  insist(assertion !== undefined && all.length === 1, 'assertions');
  insist(isNamed(assertion, ASSERTION_NS, 'Assertion') && assertion.parentNode === response, 'assertions');
  judgeSignatures(response, assertion);
  return assertion;
}

/** Of the assertion one, of the response one at most, each within what it signs, and nothing else that calls itself so. */
function judgeSignatures(response: XmlElement, assertion: XmlElement): void {
  const all = [...everyElement(response)].filter(({ localName }) => localName === 'Signature');
  const [ofResponse, ofAssertion] = [signaturesOf(response), signaturesOf(assertion)];
  insist(ofAssertion.length === 1 && ofResponse.length <= 1, 'signature-place');
  insist(ofAssertion.length + ofResponse.length === all.length, 'signature-place');
  for (const signature of ofResponse) judgeSignature(signature, response);
  for (const signature of ofAssertion) judgeSignature(signature, assertion);
}

function signaturesOf(element: XmlElement): XmlElement[] {
  return named(element, SIGNATURE_NS, 'Signature');
}

const SIGNATURE_METHODS: ReadonlySet<string> = new Set(
  ['rsa-sha256', 'rsa-sha512'].map((name) => `http://www.w3.org/2001/04/xmldsig-more#${name}`),
);
const DIGEST_METHODS: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]);
/** No quotes: whoever looks for it may look by XPath. */
const ID = /^[A-Za-z_][\w.-]{0,255}$/;
const CANONICAL = 'http://www.w3.org/2001/10/xml-exc-c14n#';
/** SAML core §5.4.4. */
const TRANSFORMS: readonly string[] = ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', CANONICAL];

/** One reference, to the element that the signature is in; SHA-256 at least; and no transform but what each signature of SAML has. */
function judgeSignature(signature: XmlElement, owner: XmlElement): void {
  const allowed = ['SignedInfo', 'SignatureValue', 'KeyInfo'];
  const children = elementsOf(signature);
  insist(
    children.every(({ localName }) => allowed.includes(localName)),
    'signature-place',
  );
  const info = only(signature, SIGNATURE_NS, 'SignedInfo');
  insist(info !== undefined, 'signature-place');
  const reference = only(info, SIGNATURE_NS, 'Reference');
  insist(reference !== undefined, 'signature-place');
  insist(SIGNATURE_METHODS.has(algorithmOf(info, 'SignatureMethod')), 'signature-algorithm');
  insist(DIGEST_METHODS.has(algorithmOf(reference, 'DigestMethod')), 'signature-algorithm');
  insist(algorithmOf(info, 'CanonicalizationMethod') === CANONICAL, 'signature-algorithm');
  const id = attribute(owner, 'ID') ?? '';
  insist(ID.test(id) && attribute(reference, 'URI') === `#${id}`, 'signature-place');
  judgeTransforms(reference);
}

function judgeTransforms(reference: XmlElement): void {
  const list = only(reference, SIGNATURE_NS, 'Transforms');
  const transforms = list === undefined ? [] : elementsOf(list).map((one) => attribute(one, 'Algorithm'));
  insist(transforms.join(' ') === TRANSFORMS.join(' '), 'signature-algorithm');
}

function algorithmOf(parent: XmlElement, name: string): string {
  return attribute(only(parent, SIGNATURE_NS, name), 'Algorithm') ?? '';
}
