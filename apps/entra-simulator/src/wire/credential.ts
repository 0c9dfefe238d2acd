import { importPKCS8, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { isObject, parseJson } from './json.js';

/** What Entra authenticates with at the target. */
export interface Credential {
  token(): Promise<string>;
  /** Forgets a token that was refused; false when another one cannot be had. */
  renew(): boolean;
}

export class CredentialError extends Error {
  override readonly name = 'CredentialError';
}

/** The Secret Token of the provisioning page. */
export function bearer(token: string): Credential {
  return { token: () => Promise.resolve(token), renew: () => false };
}

export interface Client {
  readonly id: string;
  readonly secret: string;
}

/** RFC 6749 §4.4, the client's id and secret in the body. */
export function clientCredentials(tokenUrl: string, { id, secret }: Client): Credential {
  return fromTokenEndpoint(tokenUrl, () => Promise.resolve({ client_id: id, client_secret: secret, scope: 'scim' }));
}

export interface Federation {
  readonly clientId: string;
  readonly issuer: string;
  readonly audience: string;
  /** The object id of the provisioning service's principal. */
  readonly subject: string;
  readonly tenantId: string;
  /** The issuer's key, PKCS #8, RS256, and its id in the JWKS. */
  readonly privateKey: string;
  readonly kid: string;
}

/** RFC 7523 §2.2 as Entra does it: an assertion of its own issuer instead of a secret (Workload identity federation). */
export function federated(tokenUrl: string, federation: Federation): Credential {
  return fromTokenEndpoint(tokenUrl, async () => ({
    client_id: federation.clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(federation),
    scope: 'scim',
  }));
}

async function assertion({
  issuer,
  audience,
  subject,
  tenantId,
  privateKey,
  kid,
  clientId,
}: Federation): Promise<string> {
  const key = await importPKCS8(privateKey, 'RS256');
  return new SignJWT({ oid: subject, tid: tenantId, appid: clientId, ver: '2.0' })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt()
    .setNotBefore('0s')
    .setExpirationTime('10m')
    .sign(key);
}

// A token is fetched anew before it expires, so that no request is sent with one that does on the way.
const MARGIN_MS = 60_000;

function fromTokenEndpoint(url: string, parameters: () => Promise<Record<string, string>>): Credential {
  let held: { readonly token: Promise<string>; readonly until: number } | null = null;
  const fetchToken = async (): Promise<string> => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...(await parameters()) }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const answer = await request(url, { method: 'POST', headers, body });
    const read = parseJson(await answer.body.text());
    if (answer.statusCode !== 200 || !isObject(read) || typeof read.access_token !== 'string') {
      const error = isObject(read) && typeof read.error === 'string' ? ` ${read.error}` : '';
      throw new CredentialError(`the token endpoint answered ${answer.statusCode}${error}: check client id and secret`);
    }
    const seconds = typeof read.expires_in === 'number' ? read.expires_in : 3600;
    if (held !== null) held = { ...held, until: Date.now() + seconds * 1000 - MARGIN_MS };
    return read.access_token;
  };
  return {
    token: () => {
      if (held === null || held.until < Date.now()) {
        const token = fetchToken();
        held = { token, until: Infinity };
        token.catch(() => (held = null));
      }
      return held.token;
    },
    renew: () => {
      held = null;
      return true;
    },
  };
}
