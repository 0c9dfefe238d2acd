import type { CredentialLookup, Unbelieved } from './identity.js';

/** Three parts with dots between them: ours have none. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whatever a bearer is: a token of ours by its hash, one that Entra signed by its signature. */
export class Bearers implements CredentialLookup {
  readonly #issued: CredentialLookup;
  readonly #signed: CredentialLookup;

  constructor(issued: CredentialLookup, signed: CredentialLookup) {
    this.#issued = issued;
    this.#signed = signed;
  }

  find(token: string): ReturnType<CredentialLookup['find']> {
    return JWT.test(token) ? this.#signed.find(token) : this.#issued.find(token);
  }

  async explain(token: string): Promise<Unbelieved | null> {
    return JWT.test(token) ? ((await this.#signed.explain?.(token)) ?? null) : null;
  }
}
