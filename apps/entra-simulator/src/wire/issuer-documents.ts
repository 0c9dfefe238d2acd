import { createPublicKey } from 'node:crypto';
import { issuerOf, keysUrlOf, stsIssuerOf } from './clouds.js';
import type { Principal, SigningKey } from './entra-token.js';

export interface IssuerDocument {
  readonly status: 200 | 503;
  readonly content: object;
}

/** Metadata and keys of those who sign, at the paths that their issuers have; 503 for keys that are down. */
export function documentAt(tenants: readonly Principal[], path: string): IssuerDocument | null {
  const found = tenants.flatMap(documentsOf).find(({ url }) => new URL(url).pathname === path);
  if (found === undefined) return null;
  return found.content === null ? { status: 503, content: {} } : { status: 200, content: found.content };
}

interface Served {
  readonly url: string;
  /** Null while it is down. */
  readonly content: object | null;
}

function documentsOf(tenant: Principal): Served[] {
  const keys = tenant.areKeysDown ? null : { keys: tenant.keys.map(publicPart) };
  const [issuer, sts, jwks_uri] = [issuerOf(tenant), stsIssuerOf(tenant), keysUrlOf(tenant)];
  const stsKeys = jwks_uri.replace('/v2.0/keys', '/keys');
  return [
    { url: `${issuer}/.well-known/openid-configuration`, content: { issuer, jwks_uri } },
    { url: `${sts}.well-known/openid-configuration`, content: { issuer: sts, jwks_uri: stsKeys } },
    { url: jwks_uri, content: keys },
    { url: stsKeys, content: keys },
  ];
}

/** A key as JSON Web Keys are published. */
export function publicPart({ privateKey, kid }: SigningKey): object {
  return { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}
