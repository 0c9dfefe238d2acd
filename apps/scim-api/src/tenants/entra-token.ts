import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import type { KeySet, EntraIssuer } from '#service';
import { applicationIn, type Federation } from './federation.js';

/** Why a token of Entra is not believed. */
export const TOKEN_REASONS = [
  'assertion_malformed',
  'assertion_issuer',
  'assertion_tenant',
  'assertion_audience',
  'assertion_subject',
  'assertion_client',
  'assertion_expired',
  'assertion_signature',
  'assertion_key_unknown',
  'keys_unreachable',
] as const;
export type TokenReason = (typeof TOKEN_REASONS)[number];

export interface Trusted {
  readonly federation: Federation;
  /** `iss`, exactly. */
  readonly issuer: string;
  /** Applications that `aud` may name. */
  readonly audiences: readonly string[];
  readonly keys: Pick<KeySet, 'keyFor' | 'isReachable'>;
}

/** What was expected and what came, for whoever has set it up: none of it is a secret. */
export interface Mismatch {
  readonly reason: TokenReason;
  readonly expected: string | null;
  readonly received: string | null;
}

const TOLERANCE_S = 60;
const OLDEST = '2 h';

/** Of an assertion: of version 2, for the application of the setting. */
export function assertionTrust(federation: Federation, { issuer }: EntraIssuer, keys: Trusted['keys']): Trusted {
  return { federation, issuer, audiences: [applicationIn(federation.audience)], keys };
}

/** Of the token that Entra sends itself: of version 1, for any custom application, or for that of the setting. */
export function bearerTrust(federation: Federation, { sts, application }: EntraIssuer, keys: Trusted['keys']): Trusted {
  return { federation, issuer: sts, audiences: [application, applicationIn(federation.audience)], keys };
}

/** The claims of a token whose signature nobody has looked at, or null. */
export function claimsIn(token: string): JWTPayload | null {
  try {
    return decodeJwt(token);
  } catch {
    return null;
  }
}

/**
 * Whether a token of Entra is what the connection trusts: `iss`, `tid`, `aud`, `sub` and the application first, because they
 * say what is set up wrong; then signature and times, which decide. It has no `jti`, and may be sent again while it is good.
 */
export async function judgeEntraToken(
  token: string,
  trusted: Trusted,
): Promise<Mismatch | { readonly expires: number }> {
  const claims = claimsIn(token);
  if (claims === null || !isSigned(token)) return mismatch('assertion_malformed');
  const wrong = mismatchIn(claims, trusted);
  if (wrong !== null) return wrong;
  try {
    const { payload } = await jwtVerify(token, (header) => trusted.keys.keyFor(header), {
      algorithms: ['RS256'],
      clockTolerance: TOLERANCE_S,
      maxTokenAge: OLDEST,
      requiredClaims: ['exp', 'iat'],
    });
    return { expires: (payload.exp ?? 0) * 1_000 };
  } catch (error) {
    return mismatch(reasonOf(error, trusted));
  }
}

function mismatch(reason: TokenReason, expected: string | null = null, received: unknown = null): Mismatch {
  return { reason, expected, received: typeof received === 'string' ? received.slice(0, MOST_SHOWN) : null };
}
/** Of a text that anybody may have written. */
const MOST_SHOWN = 200;

function isSigned(token: string): boolean {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return alg === 'RS256' && typeof kid === 'string' && kid !== '';
  } catch {
    return false;
  }
}

function mismatchIn(
  { iss, aud, sub, tid, azp, appid }: JWTPayload,
  { federation, issuer, audiences }: Trusted,
): Mismatch | null {
  if (tid !== federation.tenantId) return mismatch('assertion_tenant', federation.tenantId, tid);
  if (iss !== issuer) return mismatch('assertion_issuer', issuer, iss);
  if (typeof aud !== 'string' || !audiences.includes(applicationIn(aud))) {
    return mismatch('assertion_audience', federation.audience, aud);
  }
  if (sub !== federation.subject) return mismatch('assertion_subject', federation.subject, sub);
  const client = azp ?? appid;
  const isClient = federation.clientApp === undefined || federation.clientApp === client;
  return isClient ? null : mismatch('assertion_client', federation.clientApp, client);
}

function reasonOf(error: unknown, { keys }: Trusted): TokenReason {
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed)
    return 'assertion_expired';
  if (!(error instanceof errors.JWKSNoMatchingKey)) return 'assertion_signature';
  return keys.isReachable ? 'assertion_key_unknown' : 'keys_unreachable';
}
