import { createHash, createPrivateKey, randomUUID, X509Certificate, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { ConfigError, type Cloud } from '#service';

/** By what the app says that it is itself. */
export type AppCredential =
  | {
      readonly kind: 'secret';
      readonly secret: string;
      /** As whoever set it says; null: nobody said. */
      readonly expiresAt: Date | null;
    }
  | { readonly kind: 'certificate'; readonly key: KeyObject; readonly thumbprint: string; readonly notAfter: Date };

/** The multi-tenant app of this installation, of which any tenant of Entra may make use. */
export interface OwnApp {
  readonly clientId: string;
  readonly cloud: Cloud;
  readonly credential: AppCredential;
}

export interface OwnAppSettings {
  readonly MICROSOFT_CLIENT_ID?: string;
  readonly MICROSOFT_CLOUD: Cloud;
  readonly MICROSOFT_CERTIFICATE?: string;
  readonly MICROSOFT_SECRET?: string;
  readonly MICROSOFT_SECRET_EXPIRES?: string;
}

/** null: there is none, and no button. @throws ConfigError which quotes nothing of it */
export function ownAppOf(settings: OwnAppSettings): OwnApp | null {
  const {
    MICROSOFT_CLIENT_ID: id,
    MICROSOFT_CLOUD: cloud,
    MICROSOFT_CERTIFICATE: pem,
    MICROSOFT_SECRET: secret,
    MICROSOFT_SECRET_EXPIRES: expires,
  } = settings;
  if (expires !== undefined && secret === undefined) {
    throw new ConfigError(['MICROSOFT_SECRET_EXPIRES is of MICROSOFT_SECRET, which is not set: take it away']);
  }
  if (id === undefined) {
    if (pem === undefined && secret === undefined) return null;
    throw new ConfigError(['MICROSOFT_CLIENT_ID is not set, though there is what the app would sign in with']);
  }
  if ((pem === undefined) === (secret === undefined)) {
    throw new ConfigError(['MICROSOFT_CLIENT_ID needs either MICROSOFT_CERTIFICATE (preferred) or MICROSOFT_SECRET']);
  }
  const credential = pem === undefined ? secretOf(secret ?? '', expires) : certificateIn(pem);
  return { clientId: id.toLowerCase(), cloud, credential };
}

function secretOf(secret: string, expires: string | undefined): AppCredential {
  const expiresAt = expires === undefined ? null : new Date(expires);
  // The 31st of February is a day of March.
  if (expiresAt !== null && (Number.isNaN(expiresAt.getTime()) || expiresAt.toISOString().slice(0, 10) !== expires)) {
    throw new ConfigError(['MICROSOFT_SECRET_EXPIRES must be a day, as 2027-05-31']);
  }
  return { kind: 'secret', secret, expiresAt };
}

function certificateIn(text: string): AppCredential {
  const pem = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
  try {
    const [certificate, key] = [new X509Certificate(pem), createPrivateKey(keyIn(pem))];
    if (key.asymmetricKeyType !== 'rsa' || !certificate.checkPrivateKey(key)) throw new Error('it is another key');
    const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
    return { kind: 'certificate', key, thumbprint, notAfter: certificate.validToDate };
  } catch {
    throw new ConfigError([
      'MICROSOFT_CERTIFICATE must be a certificate and its private key (RSA, not encrypted), both in PEM, one after the other, as they are or in base64',
    ]);
  }
}

/** A file of both may begin with either. */
function keyIn(pem: string): string {
  const found = /-----BEGIN (RSA )?PRIVATE KEY-----[^-]+-----END (RSA )?PRIVATE KEY-----/.exec(pem)?.[0];
  if (found === undefined) throw new Error('there is no key');
  return found;
}

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_SECONDS = 300;

/**
 * What goes along with a code: the secret, or what the certificate's key has signed (`private_key_jwt`, RFC 7523 §2.2; Microsoft Learn,
 * "Certificate credentials", for the header).
 *
 * @param audience the token endpoint
 */
export async function clientFields(
  { clientId, credential }: OwnApp,
  audience: string,
): Promise<Readonly<Record<string, string>>> {
  if (credential.kind === 'secret') return { client_id: clientId, client_secret: credential.secret };
  const now = Math.floor(Date.now() / 1_000);
  const header = { alg: 'PS256', typ: 'JWT', 'x5t#S256': credential.thumbprint };
  const assertion = await new SignJWT({})
    .setProtectedHeader(header)
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + ASSERTION_SECONDS)
    .sign(credential.key);
  return { client_id: clientId, client_assertion_type: ASSERTION, client_assertion: assertion };
}
