import type { EntraClouds, EntraKeys } from '#service';
import { assertionTrust, bearerTrust, judgeEntraToken, type Mismatch } from './entra-token.js';
import type { Federation } from './federation.js';

export type Judged = Mismatch | { readonly expires: number };

/** What Entra signs, held against the setting of a connection: by the keys of that cloud and tenant, in a cloud that is served. */
export class Assertions {
  readonly #clouds: EntraClouds;
  readonly #keys: EntraKeys;

  constructor(clouds: EntraClouds, keys: EntraKeys) {
    this.#clouds = clouds;
    this.#keys = keys;
  }

  /** In place of a client's secret. */
  judgeAssertion(assertion: string, federation: Federation): Promise<Judged> {
    return this.#judge(assertion, federation, assertionTrust);
  }

  /** On a request of SCIM. */
  judgeBearer(token: string, federation: Federation): Promise<Judged> {
    return this.#judge(token, federation, bearerTrust);
  }

  async #judge(token: string, federation: Federation, trust: typeof assertionTrust): Promise<Judged> {
    const { cloud, tenantId } = federation;
    if (!this.#clouds.isServed(cloud)) return { reason: 'assertion_issuer', expected: null, received: cloud };
    const issuer = this.#clouds.issuerOf(cloud, tenantId);
    return judgeEntraToken(token, trust(federation, issuer, this.#keys.of(issuer)));
  }
}
