import { randomUUID } from 'node:crypto';
import { escaped, Markup, markup } from '../markup.js';
import type { Application } from '../identity-provider.js';
import { samlIssuerOf, type Place } from '../place.js';
import type { Refusal } from '../refusal.js';
import { signed, type Signing } from './signature.js';

export const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
// Of an assertion of Entra's, from the moment that it is issued: it adds nothing before that (Microsoft Learn, "SAML token claims reference").
const LIFE_MS = 70 * 60_000;

/** What a Response answers. */
export interface Answering {
  readonly replyUrl: string;
  /** Of the request; null: nobody asked. */
  readonly inResponseTo: string | null;
}

/** Whom an assertion is about. */
export interface Subject {
  readonly nameId: string;
  readonly format: string;
  readonly authTime: Date;
  readonly attributes: readonly (readonly [name: string, values: readonly string[]])[];
}

/** An assertion in a Response, and the index of the session that it names. */
export interface Issued {
  readonly text: string;
  readonly sessionIndex: string;
}

/** @param application its first certificate signs, what its settings say */
export function successOf(place: Place, application: Application, answering: Answering, subject: Subject): Issued {
  const [responseId, assertionId] = [newId(), newId()];
  const assertion = assertionOf(place, application, { ...answering, ...subject, assertionId });
  const text = responseOf(
    place,
    { ...answering, id: responseId, status: markup`<samlp:StatusCode Value="${STATUS}Success"/>` },
    assertion,
  );
  const { part, algorithm } = application.signing;
  const [certificate] = application.certificates;
  if (certificate === undefined) throw new Error('the application has no certificate');
  const signing: Signing = { certificate, algorithm, place: 'behind its issuer' };
  const inner = part === 'response' ? text : signed(text, assertionId, signing);
  return { text: part === 'assertion' ? inner : signed(inner, responseId, signing), sessionIndex: assertionId };
}

/** Nobody was signed in: the reason, without an assertion. */
export function failureOf(place: Place, answering: Answering, refusal: Refusal): string {
  const code = refusal.code === 50058 ? 'NoPassive' : 'AuthnFailed';
  const status = markup`<samlp:StatusCode Value="${STATUS}Responder"><samlp:StatusCode Value="${STATUS}${code}"/></samlp:StatusCode><samlp:StatusMessage>${refusal.describedAt(place.now)}</samlp:StatusMessage>`;
  return responseOf(place, { ...answering, id: newId(), status }, '');
}

function responseOf(
  place: Place,
  { id, replyUrl, inResponseTo, status }: Answering & { readonly id: string; readonly status: Markup },
  assertion: string,
): string {
  const answers = inResponseTo === null ? '' : markup` InResponseTo="${inResponseTo}"`;
  return markup`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" IssueInstant="${place.now.toISOString()}" Destination="${replyUrl}"${answers}><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">${samlIssuerOf(place)}</Issuer><samlp:Status>${status}</samlp:Status>${new Markup(assertion)}</samlp:Response>`
    .text;
}

type Stated = Answering & Subject & { readonly assertionId: string };

function assertionOf(place: Place, { identifier }: Application, stated: Stated): string {
  const { assertionId, replyUrl, inResponseTo, nameId, format, authTime } = stated;
  const from = place.now.toISOString();
  const until = new Date(place.now.getTime() + LIFE_MS).toISOString();
  const answers = inResponseTo === null ? '' : markup` InResponseTo="${inResponseTo}"`;
  return markup`<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="${assertionId}" IssueInstant="${from}" Version="2.0"><Issuer>${samlIssuerOf(place)}</Issuer><Subject><NameID Format="${format}">${nameId}</NameID><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData${answers} NotOnOrAfter="${until}" Recipient="${replyUrl}"/></SubjectConfirmation></Subject><Conditions NotBefore="${from}" NotOnOrAfter="${until}"><AudienceRestriction><Audience>${identifier ?? ''}</Audience></AudienceRestriction></Conditions>${attributesOf(stated)}<AuthnStatement AuthnInstant="${authTime.toISOString()}" SessionIndex="${assertionId}"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion>`
    .text;
}

function attributesOf({ attributes }: Subject): Markup {
  const all = attributes.map(([name, values]) => {
    const written = values.map((value) => `<AttributeValue>${escaped(value)}</AttributeValue>`).join('');
    return `<Attribute Name="${escaped(name)}">${written}</Attribute>`;
  });
  return new Markup(`<AttributeStatement>${all.join('')}</AttributeStatement>`);
}

/** An xs:ID, as Entra makes them. */
export function newId(): string {
  return `_${randomUUID()}`;
}
