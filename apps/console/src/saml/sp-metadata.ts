import type { OwnAddresses } from './addresses.js';
import { escaped } from './write-message.js';
import { METADATA_NS, PROTOCOL_NS } from './xml.js';

/** What Entra can read in place of three fields: "Upload metadata file". */
export function spMetadata({ entityId, acsUrl, logoutUrl }: OwnAddresses): string {
  const binding = 'urn:oasis:names:tc:SAML:2.0:bindings';
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<EntityDescriptor xmlns="${METADATA_NS}" entityID="${escaped(entityId)}">\n` +
    `  <SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="${PROTOCOL_NS}">\n` +
    `    <SingleLogoutService Binding="${binding}:HTTP-Redirect" Location="${escaped(logoutUrl)}"/>\n` +
    '    <NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>\n' +
    `    <AssertionConsumerService Binding="${binding}:HTTP-POST" Location="${escaped(acsUrl)}" index="0" isDefault="true"/>\n` +
    '  </SPSSODescriptor>\n</EntityDescriptor>\n'
  );
}
