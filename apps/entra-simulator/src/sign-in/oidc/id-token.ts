import { randomBytes } from 'node:crypto';
import { signJwt } from '../../wire/entra-token.js';
import type { SourceUser } from '../../source/source.js';
import type { Application } from '../identity-provider.js';
import { pairwiseId } from '../pairwise.js';
import { groupsOf, rolesOf, type Place } from '../place.js';

/** What an id token says of a sign-in. */
export interface SignInFacts {
  readonly user: SourceUser;
  readonly sid: string;
  readonly authTime: Date;
  readonly nonce: string | null;
  readonly scopes: readonly string[];
}

// Of a real one: begins five minutes before it is issued, and ends 65 minutes after that.
const BACKDATED_S = 300;
const LIFE_S = 3_900;
// More are a link to Graph (Microsoft Learn, "ID token claims reference").
const MOST_GROUPS = 200;

/** Version 2 of Microsoft Learn, "ID token claims reference". */
export function idTokenOf(place: Place, application: Application, facts: SignInFacts): string {
  const { provider, base, now } = place;
  const { user, sid, authTime, nonce, scopes } = facts;
  const [key] = provider.keys;
  if (key === undefined) throw new Error('the identity provider has no key');
  const iat = Math.floor(now.getTime() / 1000) - BACKDATED_S;
  const roles = rolesOf(place, user);
  return signJwt(key, {
    aud: application.appId,
    iss: `${base}/v2.0`,
    iat,
    nbf: iat,
    exp: iat + LIFE_S,
    aio: opaque(48),
    ...(application.hasAuthTime && { auth_time: Math.floor(authTime.getTime() / 1000) }),
    ...(application.hasGroups && groupClaims(place, user)),
    ...(scopes.includes('email') && user.mail !== null && { email: user.mail }),
    ...(scopes.includes('profile') && profileOf(user)),
    ...(nonce !== null && { nonce }),
    rh: `1.${opaque(40)}.`,
    ...(roles.length > 0 && { roles }),
    sid,
    sub: pairwiseId(provider, application.appId, user.id),
    tid: provider.tenantId,
    uti: opaque(16),
    ver: '2.0',
  });
}

/** `oid` needs the scope, as the name does. */
function profileOf({ id, displayName, userPrincipalName }: SourceUser): object {
  return { name: displayName, oid: id, preferred_username: userPrincipalName };
}

function groupClaims(place: Place, user: SourceUser): object {
  const groups = groupsOf(place, user);
  if (groups.length <= MOST_GROUPS) return groups.length === 0 ? {} : { groups };
  const endpoint = `https://graph.microsoft.com/v1.0/users/${user.id}/getMemberObjects`;
  return { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } };
}

function opaque(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
