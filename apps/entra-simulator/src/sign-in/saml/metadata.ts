import { markup } from '../markup.js';
import { applicationOf, samlIssuerOf, type Place } from '../place.js';
import { newId } from './response.js';
import { signed } from './signature.js';

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
// Entra's begins with it, which no text needs.
const BYTE_ORDER_MARK = '\ufeff';

/** The federation metadata of an application: all its certificates, whether they are in use, next, or were before. */
export function metadataOf(place: Place, appId: string): string {
  const { base } = place;
  const { certificates } = applicationOf(place, appId);
  const id = newId();
  const keys = certificates.map(
    ({ der }) =>
      markup`<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${der}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
  );
  const { text } =
    markup`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" ID="${id}" entityID="${samlIssuerOf(place)}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys}<SingleLogoutService Binding="${REDIRECT}" Location="${base}/saml2"/><SingleSignOnService Binding="${REDIRECT}" Location="${base}/saml2"/><SingleSignOnService Binding="${POST}" Location="${base}/saml2"/></IDPSSODescriptor></EntityDescriptor>`;
  const [certificate] = certificates;
  const whole =
    certificate === undefined ? text : signed(text, id, { certificate, algorithm: 'sha256', place: 'first' });
  return `${BYTE_ORDER_MARK}<?xml version="1.0" encoding="utf-8"?>${whole}`;
}
