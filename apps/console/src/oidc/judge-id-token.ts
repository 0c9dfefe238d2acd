import { jwtVerify, type JWTPayload } from 'jose';
import { isUuid } from '#postgres';
import type { EntraIssuer, KeySet } from '#service';
import type { Found } from '../sign-on/found.js';

/** By what an ID token is held against. */
export interface Expected {
  readonly issuer: Pick<EntraIssuer, 'issuer'>;
  readonly tid: string;
  readonly clientId: string;
  readonly nonce: string;
  readonly keys: Pick<KeySet, 'keyFor'>;
}

/** Entra's clock and ours. */
export const SKEW_S = 60;
/** It was made for the code that was just taken. */
const MOST_AGE_S = 600;
const [MOST_ROLES, MOST_NAME, MOST_SID] = [100, 100, 200];

/**
 * Who the ID token says it is (OpenID Connect Core §3.1.3.7). RS256 alone, by a key of the tenant that the header names. What Entra says
 * of groups is not looked at: above 200 it is a link (`_claim_names`), and roles are the app's.
 *
 * @throws Error when it is not good
 */
export async function judgeIdToken(token: string, expected: Expected): Promise<Found> {
  const { issuer, keys } = expected;
  const { payload } = await jwtVerify(token, (header) => keys.keyFor(withKid(header)), {
    algorithms: ['RS256'],
    typ: 'JWT',
    issuer: issuer.issuer,
    requiredClaims: ['exp', 'iat'],
    clockTolerance: SKEW_S,
    maxTokenAge: MOST_AGE_S,
  });
  assertOurs(payload, expected);
  return foundIn(payload);
}

/** Without it any key of the set would do. */
function withKid<Header extends { kid?: string }>(header: Header): Header {
  if (typeof header.kid !== 'string' || header.kid === '') throw new Error('the header names no key');
  return header;
}

function assertOurs({ aud, azp, nonce, tid }: JWTPayload, expected: Expected): void {
  // Several audiences: each could hand it on.
  if (aud !== expected.clientId) throw new Error('it is for somebody else, too');
  if (azp !== undefined && azp !== expected.clientId) throw new Error('another client asked for it');
  if (nonce !== expected.nonce) throw new Error('it is of another login');
  if (tid !== expected.tid) throw new Error('it is of another tenant');
}

/** Of a guest Entra names who is at home elsewhere, and says so by a number where the app asks for it. */
function isGuest({ idp, acct, tid }: JWTPayload): boolean {
  if (acct === 1) return true;
  return typeof idp === 'string' && typeof tid === 'string' && !idp.includes(tid);
}

function foundIn(claims: JWTPayload): Found {
  const { tid, oid, sid, name, preferred_username, roles, auth_time } = claims;
  const object = typeof oid === 'string' ? oid.toLowerCase() : '';
  if (!isUuid(object) || typeof tid !== 'string') throw new Error('it names nobody');
  return {
    method: 'oidc',
    tid,
    oid: object,
    sid: typeof sid === 'string' && sid !== '' && sid.length <= MOST_SID ? sid : null,
    name: shown(name) ?? shown(preferred_username) ?? object,
    appRoles: Array.isArray(roles) ? roles.slice(0, MOST_ROLES).filter((role) => typeof role === 'string') : [],
    authTime: typeof auth_time === 'number' && auth_time > 0 ? new Date(auth_time * 1_000) : null,
    ...(isGuest(claims) && { isGuest: true }),
  };
}

/** People write it: as text, on one line. */
function shown(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const text = name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return text === '' ? undefined : text.slice(0, MOST_NAME).toWellFormed();
}
