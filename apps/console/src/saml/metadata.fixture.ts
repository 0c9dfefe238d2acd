import type { Signer } from './certificate.fixture.js';
import { METADATA_NS, SIGNATURE_NS } from './xml.js';

export interface Metadata {
  readonly entityId: string;
  readonly signers: readonly Signer[];
  readonly encryption?: Signer;
  /** Whose certificate is there for WS-Federation. */
  readonly federation?: Signer;
}

const keyOf = ({ certificate }: Signer, use: string): string =>
  `<KeyDescriptor use="${use}"><KeyInfo xmlns="${SIGNATURE_NS}"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`;

/** In the shape of Entra's, with its byte order mark. */
export function metadataOf({ entityId, signers, encryption, federation }: Metadata): string {
  const keys = signers.map((one) => keyOf(one, 'signing')).join('');
  const encrypting = encryption === undefined ? '' : keyOf(encryption, 'encryption');
  const role =
    federation === undefined
      ? ''
      : '<RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="fed:SecurityTokenServiceType" ' +
        `xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706">${keyOf(federation, 'signing')}</RoleDescriptor>`;
  const place = entityId.replaceAll('sts.windows.net', 'login.microsoftonline.com');
  const service = `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${place}saml2"/>`;
  return (
    `\uFEFF<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_3f2b" entityID="${entityId}" xmlns="${METADATA_NS}">` +
    `${role}<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys}${encrypting}${service}` +
    '</IDPSSODescriptor></EntityDescriptor>'
  );
}
