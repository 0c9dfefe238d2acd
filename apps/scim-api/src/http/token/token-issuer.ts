import { SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { v7 as uuid } from 'uuid';
import type { Audience } from '#service';
import type { Account } from '../../tenants/console-client.js';
import { rolesAt } from '../../tenants/reader.js';
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

/** Seconds: as long as what the console said of somebody is believed. */
export const ACCOUNT_TOKEN_S = 300;

interface ForAccount {
  readonly audience: Audience;
  readonly kid: string;
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
    return this.#sign({ sub, tid, ...(roles.length > 0 && { roles }) }, { audience, lifetime });
  }

  /** Of somebody who signed in to the console, which said so by the key of this id. */
  issueFor({ id: sub, tenantId: tid, roles, authTime, amr, address }: Account, at: ForAccount): Promise<string> {
    const how = { auth_time: authTime, amr, ...(address !== null && { addr: address }), azp: at.kid };
    return this.#sign({ sub, tid, roles, ...how }, { audience: at.audience, lifetime: ACCOUNT_TOKEN_S });
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
