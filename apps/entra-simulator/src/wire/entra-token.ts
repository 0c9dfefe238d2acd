import { createPrivateKey, generateKeyPair, randomBytes, randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { CLOUDS, issuerOf, stsIssuerOf, type EntraTenant } from './clouds.js';

export interface SigningKey {
  /** PKCS #8, for RS256. */
  readonly privateKey: string;
  readonly kid: string;
}

export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey, kid: randomUUID() };
}

/** The provisioning service as its tenant's tokens know it. */
export interface Principal extends EntraTenant {
  /** The object id of its service principal in the tenant. */
  readonly subject: string;
  /** The application that asked for the token, and the claim that says so: both have been seen. */
  readonly clientApp: string;
  readonly clientClaim: 'azp' | 'appid';
  /** As Entra spells it: the application's GUID, `api://GUID` or `api://GUID/.default`. */
  readonly audience: string;
  /** The first one signs; all are published, so that a rotation takes nobody by surprise. */
  readonly keys: readonly SigningKey[];
  readonly areKeysDown: boolean;
}

// exp - iat of a real one (Microsoft, "Workload identity federation for SCIM provisioning").
const LIFE_S = 3_900;
const REUSED_UNTIL_S = 300;

/** Version 2, with `uti` in place of `jti`: the assertion of RFC 7523. */
export function assertionOf(principal: Principal, now: Date): string {
  const { audience, clientApp, clientClaim } = principal;
  const client = clientClaim === 'azp' ? { azp: clientApp, azpacr: '1' } : { appid: clientApp, appidacr: '2' };
  return signed(principal, { aud: audience, iss: issuerOf(principal), ...client, ver: '2.0' }, now);
}

/** Version 1: what the blank-token mode sends as it is. */
export function bearerOf(principal: Principal, now: Date): string {
  const { cloud, clientApp } = principal;
  const iss = stsIssuerOf(principal);
  const claims = { aud: CLOUDS[cloud].application, iss, idp: iss, appid: clientApp, appidacr: '2', ver: '1.0' };
  return signed(principal, claims, now);
}

/** The same token again until shortly before it expires: a client may, and Entra's have no id to tell them apart by. */
export function reused(make: (now: Date) => string): () => string {
  let held: { readonly token: string; readonly until: number } | undefined;
  return () => {
    const now = Date.now();
    if (held === undefined || held.until < now) {
      held = { token: make(new Date(now)), until: now + (LIFE_S - REUSED_UNTIL_S) * 1000 };
    }
    return held.token;
  };
}

function signed({ keys, subject, tenantId }: Principal, claims: object, now: Date): string {
  const [key] = keys;
  if (key === undefined) throw new Error('the issuer has no key: run `entra-simulator issuer rotate`');
  const iat = Math.floor(now.getTime() / 1000);
  const times = { iat, nbf: iat, exp: iat + LIFE_S };
  const who = { oid: subject, sub: subject, tid: tenantId, uti: randomBytes(16).toString('base64url') };
  return signJwt(key, { ...claims, ...times, ...who });
}

/** RFC 7519, by RS256 as Entra does. */
export function signJwt({ privateKey, kid }: SigningKey, claims: object): string {
  const text = [{ typ: 'JWT', alg: 'RS256', kid }, claims].map(encoded).join('.');
  return `${text}.${sign('sha256', Buffer.from(text), createPrivateKey(privateKey)).toString('base64url')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
