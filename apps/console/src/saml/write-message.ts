import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { ASSERTION_NS, PROTOCOL_NS } from './xml.js';

/** Entra takes none that begins with a digit. */
export function newMessageId(): string {
  return `_${randomBytes(20).toString('hex')}`;
}

export interface AuthnRequest {
  readonly id: string;
  readonly at: Date;
  readonly entityId: string;
  readonly acsUrl: string;
  readonly destination: string;
  /** Whether somebody has to say anew who they are. */
  readonly isForced: boolean;
}

/** Asks for no kind of sign-in, which would shut out those without a password, and for nobody: Entra takes no subject. */
export function authnRequest({ id, at, entityId, acsUrl, destination, isForced }: AuthnRequest): string {
  const places = { Destination: destination, AssertionConsumerServiceURL: acsUrl };
  const force = isForced ? { ForceAuthn: 'true' } : {};
  const binding = { ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' };
  return message('AuthnRequest', { ...headOf(id, at), ...places, ...binding, ...force }, issuerIs(entityId));
}

export interface LogoutResponse {
  readonly id: string;
  readonly at: Date;
  readonly entityId: string;
  readonly destination: string;
  readonly inResponseTo: string;
}

export function logoutResponse({ id, at, entityId, destination, inResponseTo }: LogoutResponse): string {
  const attributes = { ...headOf(id, at), Destination: destination, InResponseTo: inResponseTo };
  const status = '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>';
  return message('LogoutResponse', attributes, issuerIs(entityId) + status);
}

function headOf(id: string, at: Date): Record<string, string> {
  return { ID: id, Version: '2.0', IssueInstant: at.toISOString() };
}

function issuerIs(entityId: string): string {
  return `<saml:Issuer xmlns:saml="${ASSERTION_NS}">${escaped(entityId)}</saml:Issuer>`;
}

function message(name: string, attributes: Readonly<Record<string, string>>, inside: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<samlp:${name} xmlns:samlp="${PROTOCOL_NS}"${written.join('')}>${inside}</samlp:${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** In XML, and in HTML as well. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** SAML bindings §3.4: by an address. */
export function redirectTo(
  url: string,
  parameters: Readonly<Record<'SAMLRequest' | 'SAMLResponse', string>> | Readonly<Record<string, string>>,
): string {
  return `${url}?${new URLSearchParams(parameters).toString()}`;
}

export function deflated(xml: string): string {
  return deflateRawSync(xml).toString('base64');
}
