import type { TestFault } from '../sign-on/test-fault.js';
import type { SamlFault } from './saml-fault.js';

/** Each that Entra is configured to; all else is a message that was not made by Entra as it is set up. */
const OF_SAML: Readonly<Partial<Record<SamlFault, TestFault>>> = {
  certificate: 'certificate',
  signature: 'certificate',
  'signature-algorithm': 'algorithm',
  encrypted: 'encrypted',
  audience: 'audience',
  destination: 'reply-url',
  recipient: 'reply-url',
  status: 'entra',
  'no-metadata': 'away',
};

export function faultOfSaml(code: SamlFault): TestFault {
  return OF_SAML[code] ?? 'message';
}
