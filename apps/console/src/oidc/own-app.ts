import { createHash, createPrivateKey, randomUUID, X509Certificate, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { ConfigError, type Cloud } from '#service';

/** By what the app says that it is itself. */
export type AppCredential =
  | { readonly kind: 'secret'; readonly secret: string }
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
}

/** null: there is none, and no button. @throws ConfigError which quotes nothing of it */
export function ownAppOf(settings: OwnAppSettings): OwnApp | null {
  const {
    MICROSOFT_CLIENT_ID: id,
    MICROSOFT_CLOUD: cloud,
    MICROSOFT_CERTIFICATE: pem,
    MICROSOFT_SECRET: secret,
  } = settings;
  if (id === undefined) {
    if (pem === undefined && secret === undefined) return null;
    throw new ConfigError(['MICROSOFT_CLIENT_ID is not set, though there is what the app would sign in with']);
  }
  if ((pem === undefined) === (secret === undefined)) {
    throw new ConfigError(['MICROSOFT_CLIENT_ID needs either MICROSOFT_CERTIFICATE (preferred) or MICROSOFT_SECRET']);
  }
  const credential = pem === undefined ? ({ kind: 'secret', secret: secret ?? '' } as const) : certificateIn(pem);
  return { clientId: id.toLowerCase(), cloud, credential };
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
