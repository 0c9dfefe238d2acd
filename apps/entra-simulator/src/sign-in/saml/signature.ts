import { SignedXml } from 'xml-crypto';
import type { Certificate } from '../certificate.js';
import type { SamlSigning } from '../identity-provider.js';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

const ALGORITHMS = {
  sha256: {
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  },
  sha1: {
    signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1',
  },
} as const;

/** How a part of a document is signed, and where its signature stands. */
export interface Signing {
  readonly certificate: Certificate;
  readonly algorithm: SamlSigning['algorithm'];
  /** Behind its issuer, as the schema of SAML has it, or before all else. */
  readonly place: 'behind its issuer' | 'first';
}

/** XML Signature, enveloped in the element that has this id. */
export function signed(text: string, id: string, { certificate, algorithm, place }: Signing): string {
  const { signatureAlgorithm, digestAlgorithm } = ALGORITHMS[algorithm];
  const signature = new SignedXml({
    privateKey: certificate.privateKey,
    signatureAlgorithm,
    canonicalizationAlgorithm: EXCLUSIVE,
    getKeyInfoContent: () => `<X509Data><X509Certificate>${certificate.der}</X509Certificate></X509Data>`,
  });
  const element = `//*[@ID='${id}']`;
  signature.addReference({ xpath: element, digestAlgorithm, transforms: [ENVELOPED, EXCLUSIVE] });
  const location =
    place === 'first'
      ? ({ reference: element, action: 'prepend' } as const)
      : ({ reference: `${element}/*[local-name()='Issuer']`, action: 'after' } as const);
  signature.computeSignature(text, { location });
  return signature.getSignedXml();
}
