import { randomUUID } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { makeSigner, type Signer } from './certificate.fixture.js';
import { ASSERTION_NS, PROTOCOL_NS } from './xml.js';

export const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const CLAIM = 'http://schemas.microsoft.com/identity/claims';
const ROLE = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';

export const TID = 'b2a4c1d0-1111-4222-8333-444455556666';
export const OID = '0e9f7a61-aaaa-4bbb-8ccc-ddddeeee0001';

/** What a response says; each part can be another, or (null) missing. */
export interface Said {
  readonly now: Date;
  readonly acsUrl: string;
  readonly audience: string;
  readonly issuer: string;
  readonly inResponseTo: string | null;
  readonly destination: string | null;
  readonly recipient: string;
  readonly responseIssuer: string;
  readonly responseInResponseTo: string | null;
  readonly status: string;
  readonly id: string;
  readonly tid: string | null;
  readonly oid: string | null;
  readonly nameId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly sessionIndex: string;
  readonly conditionsFrom: Date;
  readonly conditionsUntil: Date;
  readonly confirmedUntil: Date;
  readonly authnInstant: Date;
}

export interface Signing {
  readonly by?: Signer;
  readonly of?: 'Assertion' | 'Response';
  readonly signature?: string;
  readonly digest?: string;
  readonly transforms?: readonly string[];
}

const at = (now: Date, minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
const given = (name: string, value: string | null): string => (value === null ? '' : ` ${name}="${value}"`);
const claim = (name: string, values: readonly string[]): string =>
  `<Attribute Name="${name}">${values.map((one) => `<AttributeValue>${one}</AttributeValue>`).join('')}</Attribute>`;

/** Entra as far as a response goes: its shape, its claims, SHA-256, the assertion alone signed. */
export class TestIdp {
  readonly issuer: string;

  constructor(
    readonly tid: string = TID,
    readonly signer: Signer = makeSigner(),
  ) {
    this.issuer = `https://sts.windows.net/${tid}/`;
  }

  says(around: Pick<Said, 'acsUrl' | 'audience' | 'inResponseTo'> & Partial<Said>): Said {
    const { now = new Date(), inResponseTo, acsUrl } = around;
    return {
      now,
      issuer: this.issuer,
      destination: acsUrl,
      recipient: acsUrl,
      responseIssuer: around.issuer ?? this.issuer,
      responseInResponseTo: inResponseTo,
      status: SUCCESS,
      id: `_${randomUUID()}`,
      tid: this.tid,
      oid: OID,
      nameId: 'pairwise-1',
      name: 'Ada Lovelace',
      roles: ['Rollcall.Auditor'],
      sessionIndex: `_${randomUUID()}`,
      conditionsFrom: at(now, -5),
      conditionsUntil: at(now, 65),
      confirmedUntil: at(now, 65),
      authnInstant: now,
      ...around,
    };
  }

  /** Not signed. */
  assertion(said: Said): string {
    const { issuer, nameId, inResponseTo, recipient, conditionsFrom, conditionsUntil, tid, oid, roles } = said;
    const confirmation = `${given('InResponseTo', inResponseTo)} NotOnOrAfter="${said.confirmedUntil.toISOString()}" Recipient="${recipient}"`;
    const claims = [
      tid === null ? '' : claim(`${CLAIM}/tenantid`, [tid]),
      oid === null ? '' : claim(`${CLAIM}/objectidentifier`, [oid]),
      claim(`${CLAIM}/displayname`, [said.name]),
      roles.length === 0 ? '' : claim(ROLE, roles),
    ].join('');
    return (
      `<Assertion xmlns="${ASSERTION_NS}" ID="${said.id}" IssueInstant="${said.now.toISOString()}" Version="2.0"><Issuer>${issuer}</Issuer>` +
      `<Subject><NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${nameId}</NameID>` +
      `<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData${confirmation}/></SubjectConfirmation></Subject>` +
      `<Conditions NotBefore="${conditionsFrom.toISOString()}" NotOnOrAfter="${conditionsUntil.toISOString()}">` +
      `<AudienceRestriction><Audience>${said.audience}</Audience></AudienceRestriction></Conditions>` +
      `<AttributeStatement>${claims}</AttributeStatement>` +
      `<AuthnStatement AuthnInstant="${said.authnInstant.toISOString()}" SessionIndex="${said.sessionIndex}"><AuthnContext>` +
      '<AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion>'
    );
  }

  /** @param inside one assertion, or what an attacker makes of it */
  response(said: Said, inside: string): string {
    const places = given('Destination', said.destination) + given('InResponseTo', said.responseInResponseTo);
    return (
      `<samlp:Response xmlns:samlp="${PROTOCOL_NS}" ID="_r${said.id}" Version="2.0" IssueInstant="${said.now.toISOString()}"${places}>` +
      `<Issuer xmlns="${ASSERTION_NS}">${said.responseIssuer}</Issuer>` +
      `<samlp:Status><samlp:StatusCode Value="${said.status}"/></samlp:Status>${inside}</samlp:Response>`
    );
  }

  sign(xml: string, how: Signing = {}): string {
    const { by = this.signer, of: name = 'Assertion', transforms = [ENVELOPED, EXC] } = how;
    const signing = new SignedXml({
      privateKey: by.privateKey,
      publicCert: `-----BEGIN CERTIFICATE-----\n${by.certificate}\n-----END CERTIFICATE-----`,
      canonicalizationAlgorithm: EXC,
      signatureAlgorithm: how.signature ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    });
    const xpath = `//*[local-name()='${name}']`;
    const digestAlgorithm = how.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256';
    signing.addReference({ xpath, transforms, digestAlgorithm });
    const reference = `${xpath}/*[local-name()='Issuer']`;
    signing.computeSignature(xml, { location: { reference, action: 'after' } });
    return signing.getSignedXml();
  }

  /** As the form has it. */
  respond(around: Parameters<TestIdp['says']>[0], how?: Signing): string {
    const said = this.says(around);
    return encoded(this.sign(this.response(said, this.assertion(said)), how));
  }
}

export function encoded(xml: string): string {
  return Buffer.from(xml).toString('base64');
}
