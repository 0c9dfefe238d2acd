import { decodeJwt } from 'jose';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { isUuid } from '#postgres';
import { fetchWithin, type EntraClouds, type EntraIssuer, type EntraKeys } from '#service';
import type { Found } from '../sign-on/found.js';
import type { CodeSecrets, Going } from '../sign-on/login-state.js';
import type { SignOn } from '../sign-on/settings.js';
import { AwayError, NoTokenError, type Leaving, type Way } from '../sign-on/way.js';
import { codeRequest } from './code-request.js';
import { BOUNDS, type Discovered, type Discoveries } from './discovery.js';
import { judgeIdToken } from './judge-id-token.js';
import { NotValidError } from './oidc.js';
import { clientFields, type OwnApp } from './own-app.js';
import { signOutUrl } from './sign-out-url.js';

export interface MicrosoftOptions {
  readonly app: OwnApp;
  readonly clouds: EntraClouds;
  readonly consoleUrl: string;
  readonly discoveries: Discoveries;
  readonly keys: EntraKeys;
}

/** An ID token that nobody has judged: whose keys are to be asked is what it says itself. */
export interface Unjudged {
  /** Of Entra, as the token claims. */
  readonly tid: string;
  readonly idToken: string;
  readonly nonce: string;
}

const Answer = Compile(Type.Object({ id_token: Type.String({ maxLength: 20_000 }) }));
const Refusal = Compile(
  Type.Object({
    error: Type.String({ pattern: '^[a-z_]{1,60}$' }),
    error_codes: Type.Optional(Type.Array(Type.Integer(), { maxItems: 10 })),
  }),
);
/** Entra's name for whichever tenant a work account is of; its issuer is a template. */
const [ANY, TEMPLATE] = ['organizations', '{tenantid}'];

/**
 * “Sign in with Microsoft”: OpenID Connect with the one app of this installation. Nobody says beforehand whose they are: the answer
 * says it, and is then held against the issuer and the keys of that tenant of Entra alone.
 */
export class Microsoft implements Way {
  readonly redirectUri: string;
  readonly #options: MicrosoftOptions;

  constructor(options: MicrosoftOptions) {
    this.redirectUri = `${options.consoleUrl}/sso/microsoft/callback`;
    this.#options = options;
  }

  get app(): OwnApp {
    return this.#options.app;
  }

  /** Of a company that is known, its tenant of Entra signs in; else whichever one has an account. */
  async leave({ microsoft }: SignOn, { purpose }: Going): Promise<Leaving> {
    const { authorization_endpoint: endpoint } = await this.#discovered(microsoft?.tid ?? null);
    const { clientId } = this.#options.app;
    return codeRequest({ method: 'microsoft', endpoint, clientId, redirectUri: this.redirectUri, purpose });
  }

  /**
   * @param answer the address that the browser came back to
   * @param tid of Entra; null: whoever came by the button
   * @throws NotValidError
   * @throws AwayError
   */
  async redeem(
    { answer, secrets }: { readonly answer: URL; readonly secrets: CodeSecrets<'microsoft'> },
    tid: string | null,
  ): Promise<Unjudged> {
    const { token_endpoint: endpoint } = await this.#discovered(tid);
    const [code = '', ...more] = answer.searchParams.getAll('code');
    try {
      if (code === '' || more.length > 0) throw new Error('there is not one code');
      const form = {
        ...(await clientFields(this.#options.app, endpoint)),
        grant_type: 'authorization_code',
        code,
        redirect_uri: this.redirectUri,
        code_verifier: secrets.verifier,
      };
      const idToken = await tokenFor(endpoint, form);
      const { tid: said } = decodeJwt(idToken);
      if (typeof said !== 'string' || !isUuid(said)) throw new Error('it names no tenant');
      return { tid: said, idToken, nonce: secrets.nonce };
    } catch (error) {
      throw new NotValidError(error);
    }
  }

  /** By issuer and keys of the tenant that it says it is of. @throws NotValidError */
  async judge({ tid, idToken, nonce }: Unjudged): Promise<Found> {
    const { app, keys } = this.#options;
    const issuer = this.#issuerOf(tid);
    try {
      const expected = { issuer, tid, clientId: app.clientId, nonce, keys: keys.of(issuer) };
      return { ...(await judgeIdToken(idToken, expected)), method: 'microsoft' };
    } catch (error) {
      throw new NotValidError(error);
    }
  }

  async signOut({ microsoft }: SignOn): Promise<string | null> {
    return microsoft === null ? null : signOutUrl(await this.#discovered(microsoft.tid), this.redirectUri);
  }

  #discovered(tid: string | null): Promise<Discovered> {
    const { discoveries } = this.#options;
    if (tid !== null) return discoveries.of(this.#issuerOf(tid));
    return discoveries.of(this.#issuerOf(ANY), this.#issuerOf(TEMPLATE).issuer);
  }

  #issuerOf(tid: string): EntraIssuer {
    const { clouds, app } = this.#options;
    if (!clouds.isServed(app.cloud)) throw new AwayError(new Error('the cloud is not served any more'));
    return clouds.issuerOf(app.cloud, tid);
  }
}

async function tokenFor(endpoint: string, form: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetchWithin(endpoint, { method: 'POST', body: new URLSearchParams(form) }, BOUNDS);
  const body: unknown = await answer.json();
  if (answer.ok && Answer.Check(body)) return body.id_token;
  // Not the description: it may name who signed in.
  const why = Refusal.Check(body) ? `${body.error} ${(body.error_codes ?? []).join(' ')}` : 'no ID token';
  throw new NoTokenError(`the token endpoint answered ${answer.status}: ${why.trim()}`);
}
