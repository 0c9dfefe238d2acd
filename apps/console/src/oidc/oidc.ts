import * as client from 'openid-client';
import { EntraKeys, fetchWithin, type EntraClouds, type EntraIssuer, type Logger } from '#service';
import type { Found } from '../sign-on/found.js';
import type { Going, LoginSecrets } from '../sign-on/login-state.js';
import type { OidcSettings, SignOn } from '../sign-on/settings.js';
import { AwayError, type Leaving, type Way } from '../sign-on/way.js';
import { BOUNDS, Discoveries, type Discovered } from './discovery.js';
import { judgeIdToken, SKEW_S } from './judge-id-token.js';

type Secrets = Extract<LoginSecrets, { readonly method: 'oidc' }>;

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
  readonly logger: Logger;
}

/** `oid` comes with `profile`. */
const SCOPE = 'openid profile';

/**
 * OpenID Connect with the tenant's own app: code, PKCE, state, nonce; the secret in the body. Discovery and keys are the tenant's at
 * Entra, in its cloud.
 */
export class Oidc implements Way {
  readonly redirectUri: string;
  readonly #clouds: EntraClouds;
  readonly #discoveries = new Discoveries();
  readonly #keys: EntraKeys;

  constructor({ clouds, consoleUrl, logger }: OidcOptions) {
    this.redirectUri = `${consoleUrl}/sso/oidc/callback`;
    this.#clouds = clouds;
    this.#keys = new EntraKeys(logger);
  }

  async leave({ oidc }: SignOn, { purpose }: Going): Promise<Leaving> {
    if (oidc === null) throw new Error('OpenID Connect is not set');
    const config = await this.#configurationOf(oidc);
    const secrets = {
      method: 'oidc',
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    } as const;
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: this.redirectUri,
      scope: SCOPE,
      response_mode: 'query',
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
      ...PROMPTS[purpose],
    });
    return { url: url.href, secrets };
  }

  /**
   * @param answer the address that the browser came back to
   * @throws NotValidError
   * @throws AwayError
   */
  async redeem(
    oidc: OidcSettings,
    { answer, secrets }: { readonly answer: URL; readonly secrets: Secrets },
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

  async #configurationOf(oidc: OidcSettings): Promise<client.Configuration> {
    const { clientId, secret } = oidc;
    if (secret === null) throw new AwayError(new Error('the secret of the app cannot be opened'));
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

/** Who tests looks at whom they sign in as; a step-up is a sign-in anew. */
const PROMPTS: Readonly<Record<Going['purpose'], Readonly<Record<string, string>>>> = {
  'sign-in': {},
  test: { prompt: 'select_account' },
  'step-up': { prompt: 'login', max_age: '0' },
};

function authentication(discovered: Discovered, secret: string): client.ClientAuth {
  const { token_endpoint_auth_methods_supported: methods = ['client_secret_post'] } = discovered;
  return methods.includes('client_secret_post') ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
}

/** To the addresses of a discovery document, which lie at the cloud's host. */
const fetchBounded: client.CustomFetch = (url, { method, headers, body }) =>
  fetchWithin(url, { method, headers, ...(body !== null && body !== undefined && { body }) }, BOUNDS);
