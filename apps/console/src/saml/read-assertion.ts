import { insist } from './saml-fault.js';
import { ASSERTION_NS, attribute, elementsOf, named, only, textOf, type XmlElement } from './xml.js';

const CLAIMS = {
  tid: 'http://schemas.microsoft.com/identity/claims/tenantid',
  oid: 'http://schemas.microsoft.com/identity/claims/objectidentifier',
  name: 'http://schemas.microsoft.com/identity/claims/displayname',
  roles: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
  account: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
} as const;

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
/** Of roles; an app of Entra has fewer. */
const MOST_VALUES = 100;
const MOST_TEXT = 1_000;

/** What an assertion says, as it was signed. Times are in milliseconds since 1970. */
export interface Assertion {
  readonly id: string;
  readonly issuer: string;
  readonly nameId: string;
  /** Of each confirmation by bearer, of which one must hold. */
  readonly confirmations: readonly Confirmation[];
  readonly notBefore: number;
  readonly notOnOrAfter: number;
  readonly authnInstant: number;
  readonly sessionIndex: string | undefined;
  readonly tid: string | undefined;
  readonly oid: string | undefined;
  /** For display alone. */
  readonly name: string | undefined;
  readonly roles: readonly string[];
}

export interface Confirmation {
  readonly recipient: string | undefined;
  readonly notOnOrAfter: number;
  readonly notBefore: number;
  readonly inResponseTo: string | undefined;
}

/** @param root of the signed text, and of nothing else @throws SamlRefused where something is missing that each has */
export function readAssertion(root: XmlElement): Assertion {
  const one = (name: string): XmlElement | undefined => only(root, ASSERTION_NS, name);
  const [subject, conditions, authn] = [one('Subject'), one('Conditions'), one('AuthnStatement')];
  const [id, issuer] = [attribute(root, 'ID'), textOf(one('Issuer'))];
  const nameId = subject === undefined ? undefined : textOf(only(subject, ASSERTION_NS, 'NameID'));
  insist(id !== undefined && issuer !== undefined, 'issuer');
  insist(subject !== undefined && nameId !== undefined && nameId.length <= MOST_TEXT, 'subject');
  insist(conditions !== undefined && authn !== undefined, 'expired');
  return {
    id,
    issuer,
    nameId,
    confirmations: named(subject, ASSERTION_NS, 'SubjectConfirmation').flatMap(confirmationIn),
    notBefore: timeIn(conditions, 'NotBefore'),
    notOnOrAfter: timeIn(conditions, 'NotOnOrAfter'),
    authnInstant: timeIn(authn, 'AuthnInstant'),
    sessionIndex: attribute(authn, 'SessionIndex'),
    ...claimsIn(root),
  };
}

function confirmationIn(confirmation: XmlElement): Confirmation[] {
  const about = only(confirmation, ASSERTION_NS, 'SubjectConfirmationData');
  if (attribute(confirmation, 'Method') !== BEARER || about === undefined) return [];
  return [
    {
      recipient: attribute(about, 'Recipient'),
      notOnOrAfter: timeIn(about, 'NotOnOrAfter'),
      // SAML profiles §4.1.4.2: a bearer's has none.
      notBefore: about.hasAttribute('NotBefore') ? timeIn(about, 'NotBefore') : Number.NEGATIVE_INFINITY,
      inResponseTo: attribute(about, 'InResponseTo'),
    },
  ];
}

/** SAML core §1.3.3: in UTC, with a Z. NaN, which no comparison lets through: it is missing or no such time. */
function timeIn(element: XmlElement, name: string): number {
  const text = attribute(element, name) ?? '';
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
}

function claimsIn(root: XmlElement): Pick<Assertion, 'tid' | 'oid' | 'name' | 'roles'> {
  const attributes = named(root, ASSERTION_NS, 'AttributeStatement').flatMap((one) =>
    named(one, ASSERTION_NS, 'Attribute'),
  );
  const valuesOf = (claim: string): string[] =>
    attributes
      .filter((one) => attribute(one, 'Name') === claim)
      .flatMap(valuesIn)
      .slice(0, MOST_VALUES);
  const onlyOf = (claim: string): string | undefined => {
    const values = valuesOf(claim);
    return values.length === 1 ? values[0] : undefined;
  };
  const { tid, oid, name, account, roles } = CLAIMS;
  return {
    tid: onlyOf(tid)?.toLowerCase(),
    oid: onlyOf(oid)?.toLowerCase(),
    name: onlyOf(name) ?? onlyOf(account),
    roles: valuesOf(roles),
  };
}

function valuesIn(one: XmlElement): string[] {
  return elementsOf(one).flatMap((value) => {
    const text = value.localName === 'AttributeValue' ? textOf(value) : undefined;
    return text === undefined || text.length > MOST_TEXT ? [] : [text];
  });
}
