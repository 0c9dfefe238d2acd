import { decodeJwt, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { v7 as uuid } from 'uuid';
import { approvedClaim, type Audience } from '#service';
import { ACCOUNT_TOKEN_S, type Account, type HeldGrant } from '../../tenants/console-client.js';
import { rolesAt, scopesAt } from '../../tenants/reader.js';
import type { TokenReader } from '../../tenants/token-client.js';

export interface TokenIssuerOptions {
  /** `iss`, which the projections compare. */
  readonly issuer: string;
  /** Asked for each token: they change while the process runs. */
  readonly keys: {
    readonly kid: string;
    readonly privateKey: CryptoKey;
    readonly published: { readonly keys: readonly JWK[] };
  };
}

/** Of an operator who reads by a grant: what is taken back ends soon, though nobody hears of it. */
export const GRANT_TOKEN_S = 60;

/** Of what was approved: long enough to do it. */
const APPROVED_TOKEN_S = 60;

interface ForAccount {
  readonly audience: Audience;
  readonly kid: string;
  readonly grant: HeldGrant | null;
}

/** A token by a grant ends with it, and one for a single act soon. @param now milliseconds since 1970 */
export function lifetimeOf(
  { grant, account }: { readonly grant: HeldGrant | null; readonly account: Pick<Account, 'approved'> },
  now: number = Date.now(),
): number {
  if (grant === null) return account.approved === null ? ACCOUNT_TOKEN_S : APPROVED_TOKEN_S;
  return Math.max(1, Math.min(GRANT_TOKEN_S, Math.floor((grant.endsAt - now) / 1_000)));
}

interface Signing {
  readonly audience: Audience;
  /** Seconds. */
  readonly lifetime: number;
}

/** Makes short-lived tokens of readers and of accounts: bound to one tenant and one audience, signed with EdDSA. */
export class TokenIssuer {
  readonly #options: TokenIssuerOptions;

  constructor(options: TokenIssuerOptions) {
    this.#options = options;
  }

  get published(): { readonly keys: readonly JWK[] } {
    return this.#options.keys.published;
  }

  issue(reader: TokenReader, audience: Audience): Promise<string> {
    const { tenantId: tid, id: sub, tokenLifetime: lifetime } = reader;
    const roles = rolesAt(audience, reader);
    const scopes = scopesAt(audience, reader);
    // RFC 9068 §2.2.3
    const said = { ...(roles.length > 0 && { roles }), ...(scopes !== null && { scope: scopes.join(' ') }) };
    return this.#sign({ sub, tid, ...said }, { audience, lifetime });
  }

  /** Of somebody who signed in to the console, which said so by the key of this id. */
  issueFor(account: Account, at: ForAccount): Promise<string> {
    const { id: sub, tenantId: tid, roles, authTime, amr, address, person, seesSensitive, approved } = account;
    const how = { auth_time: authTime, amr, ...(address !== null && { addr: address }), azp: at.kid };
    const by = at.grant === null ? {} : { grant: at.grant.id };
    const more = { ...(person !== null && { person }), ...(seesSensitive && { sensitive: true }) };
    const only = approved === null ? {} : { approved: approvedClaim(approved) };
    const lifetime = lifetimeOf({ grant: at.grant, account });
    return this.#sign({ sub, tid, roles, ...how, ...by, ...more, ...only }, { audience: at.audience, lifetime });
  }

  /** The same for another audience, of a token that was let in here. @param exports the tenant that is exported with it */
  issueAgain(
    token: string,
    { audience, exports }: { readonly audience: Audience; readonly exports: string | null },
  ): Promise<string> {
    const { sub, tid, roles, auth_time, amr, addr, azp } = decodeJwt(token);
    const said = Object.entries({ sub, tid, roles, auth_time, amr, addr, azp }).filter(
      ([, value]) => value !== undefined,
    );
    const claims = { ...Object.fromEntries(said), ...(exports !== null && { export: exports }) };
    return this.#sign(claims, { audience, lifetime: GRANT_TOKEN_S });
  }

  #sign(claims: JWTPayload, { audience, lifetime }: Signing): Promise<string> {
    const { issuer, keys } = this.#options;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: keys.kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(`rollcall:${audience}`)
      .setJti(uuid())
      .setIssuedAt()
      .setExpirationTime(`${lifetime} s`)
      .sign(keys.privateKey);
  }
}
