import * as client from 'openid-client';
import { fetchWithin, type EntraClouds, type EntraIssuer, type EntraKeys } from '#service';
import type { Found } from '../sign-on/found.js';
import type { CodeSecrets, Going } from '../sign-on/login-state.js';
import type { OidcSettings, SignOn } from '../sign-on/settings.js';
import { AwayError, type Leaving, type Way } from '../sign-on/way.js';
import { codeRequest } from './code-request.js';
import { BOUNDS, type Discovered, type Discoveries } from './discovery.js';
import { judgeIdToken, SKEW_S } from './judge-id-token.js';
import { signOutUrl } from './sign-out-url.js';

/** Why a code was not taken for a sign-in; what exactly is for the log. */
export class NotValidError extends Error {
  constructor(cause: unknown) {
    super('what came back is not valid', { cause });
    this.name = 'NotValidError';
  }
}

export interface OidcOptions {
  readonly clouds: EntraClouds;
  /** As browsers reach the console. */
  readonly consoleUrl: string;
  readonly discoveries: Discoveries;
  readonly keys: EntraKeys;
}

/**
 * OpenID Connect with the tenant's own app: code, PKCE, state, nonce; the secret in the body. Discovery and keys are the tenant's at
 * Entra, in its cloud.
 */
export class Oidc implements Way {
  readonly redirectUri: string;
  readonly #clouds: EntraClouds;
  readonly #discoveries: Discoveries;
  readonly #keys: EntraKeys;

  constructor({ clouds, consoleUrl, discoveries, keys }: OidcOptions) {
    this.redirectUri = `${consoleUrl}/sso/oidc/callback`;
    this.#clouds = clouds;
    this.#discoveries = discoveries;
    this.#keys = keys;
  }

  async leave({ oidc }: SignOn, { purpose }: Going): Promise<Leaving> {
    if (oidc === null) throw new Error('OpenID Connect is not set');
    if (oidc.secret === null) throw noSecret();
    const { authorization_endpoint: endpoint } = await this.#discoveries.of(this.#issuerOf(oidc));
    const { redirectUri } = this;
    return codeRequest({ method: 'oidc', endpoint, clientId: oidc.clientId, redirectUri, purpose });
  }

  /**
   * @param answer the address that the browser came back to
   * @throws NotValidError
   * @throws AwayError
   */
  async redeem(
    oidc: OidcSettings,
    { answer, secrets }: { readonly answer: URL; readonly secrets: CodeSecrets<'oidc'> },
  ): Promise<Found> {
    const config = await this.#configurationOf(oidc);
    const { state, nonce, verifier } = secrets;
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    try {
      const { id_token: idToken = '' } = await client.authorizationCodeGrant(config, answer, checks);
      const { clientId, tid } = oidc;
      const issuer = this.#issuerOf(oidc);
      return await judgeIdToken(idToken, { issuer, tid, clientId, nonce, keys: this.#keys.of(issuer) });
    } catch (error) {
      throw new NotValidError(error);
    }
  }

  async signOut({ oidc }: SignOn): Promise<string | null> {
    return oidc === null ? null : signOutUrl(await this.#discoveries.of(this.#issuerOf(oidc)), this.redirectUri);
  }

  async #configurationOf(oidc: OidcSettings): Promise<client.Configuration> {
    const { clientId, secret } = oidc;
    if (secret === null) throw noSecret();
    const issuer = this.#issuerOf(oidc);
    const discovered = await this.#discoveries.of(issuer);
    const metadata = { id_token_signed_response_alg: 'RS256', [client.clockTolerance]: SKEW_S };
    const config = new client.Configuration({ ...discovered }, clientId, metadata, authentication(discovered, secret));
    config[client.customFetch] = fetchBounded;
    // ENTRA_AUTHORITIES names addresses of this machine alone.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (issuer.authority.startsWith('http:')) client.allowInsecureRequests(config);
    return config;
  }

  #issuerOf({ cloud, tid }: OidcSettings): EntraIssuer {
    if (!this.#clouds.isServed(cloud)) throw new AwayError(new Error('the cloud is not served any more'));
    return this.#clouds.issuerOf(cloud, tid);
  }
}

function noSecret(): AwayError {
  return new AwayError(new Error('the secret of the app cannot be opened'));
}

function authentication(discovered: Discovered, secret: string): client.ClientAuth {
  const { token_endpoint_auth_methods_supported: methods = ['client_secret_post'] } = discovered;
  return methods.includes('client_secret_post') ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
}

/** To the addresses of a discovery document, which lie at the cloud's host. */
const fetchBounded: client.CustomFetch = (url, { method, headers, body }) =>
  fetchWithin(url, { method, headers, ...(body !== null && body !== undefined && { body }) }, BOUNDS);
