import { X509Certificate } from 'node:crypto';

/** A certificate that signs for a tenant, as its metadata has it. */
export interface SigningCertificate {
  readonly pem: string;
  /** SHA-256, in hexadecimal digits. */
  readonly fingerprint: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

export type CertificateState = 'valid' | 'expired' | 'not-yet';

const LEAST_BITS = 2_048;

/** Null: it is no certificate of a key of RSA that is long enough to be believed. @param base64 as `X509Certificate` of metadata has it */
export function readCertificate(base64: string): SigningCertificate | null {
  try {
    const read = new X509Certificate(Buffer.from(base64.replaceAll(/\s+/g, ''), 'base64'));
    const { asymmetricKeyType, asymmetricKeyDetails } = read.publicKey;
    if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS) return null;
    return {
      pem: read.toString(),
      fingerprint: read.fingerprint256.replaceAll(':', '').toLowerCase(),
      notBefore: read.validFromDate.toISOString(),
      notAfter: read.validToDate.toISOString(),
    };
  } catch {
    return null;
  }
}

/** node-saml looks at no date of a certificate. */
export function stateOf({ notBefore, notAfter }: SigningCertificate, now: Date): CertificateState {
  if (now.getTime() > Date.parse(notAfter)) return 'expired';
  return now.getTime() < Date.parse(notBefore) ? 'not-yet' : 'valid';
}
