import { SignJWT, type CryptoKey, type JWK } from 'jose';
import { v7 as uuid } from 'uuid';
import type { Audience } from '../../tenants/reader.js';
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

/** Makes the readers' short-lived tokens: bound to one tenant and one audience, signed with EdDSA. */
export class TokenIssuer {
  readonly #options: TokenIssuerOptions;

  constructor(options: TokenIssuerOptions) {
    this.#options = options;
  }

  get published(): { readonly keys: readonly JWK[] } {
    return this.#options.keys.published;
  }

  issue(reader: TokenReader, audience: Audience): Promise<string> {
    const { issuer, keys } = this.#options;
    return new SignJWT({ tid: reader.tenantId, ...(reader.roles.length > 0 && { roles: reader.roles }) })
      .setProtectedHeader({ alg: 'EdDSA', kid: keys.kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(`rollcall:${audience}`)
      .setSubject(reader.id)
      .setJti(uuid())
      .setIssuedAt()
      .setExpirationTime(`${reader.tokenLifetime} s`)
      .sign(keys.privateKey);
  }
}
