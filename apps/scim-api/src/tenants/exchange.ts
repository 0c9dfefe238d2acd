import { decodeProtectedHeader, errors, importJWK, jwtVerify, type CryptoKey, type JWTPayload } from 'jose';
import { INSTALLATION } from '#contracts';
import { audiencesOf, isGrantedAt, type Audience, type FailureReason } from '#service';
import { CONSOLE, LONGEST_ASSERTION_S, type Account, type ConsoleStore, type HeldGrant } from './console-client.js';
import { readExchange } from './exchange-request.js';
import { readAccount } from './read-account.js';
import { refuse, type Parameters, type TokenRefusal } from './token-request.js';

export interface ExchangeOptions {
  readonly consoles: ConsoleStore;
  /** The endpoint as clients reach it: `aud` of all that the console signs. */
  readonly tokenUrl: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** For whom a token is made, or why none is. */
export type Exchanged =
  | {
      readonly kind: 'account';
      readonly account: Account;
      readonly audience: Audience;
      readonly kid: string;
      /** By which an operator reads of a tenant. */
      readonly grant: HeldGrant | null;
    }
  | { readonly kind: 'refused'; readonly refusal: TokenRefusal }
  | { readonly kind: 'nobody'; readonly reason: FailureReason };

/** Clocks of the console and of ours. */
const SKEW_S = 5;
const MAX_JTI = 200;

/**
 * RFC 8693: the console, which proves by its key that it is it (RFC 7523 §2.2), gets a token of somebody who signed in there, and
 * says by the same key who that is.
 */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** @param authorization the header, where one was sent */
  async judge(authorization: string | undefined, form: Parameters): Promise<Exchanged> {
    const asked = readExchange(authorization, form);
    if (!asked.ok) return { kind: 'refused', refusal: asked };
    const client = await this.#client(asked.assertion);
    if ('reason' in client) return { kind: 'nobody', reason: client.reason };
    const account = await this.#account(asked.subjectToken, client);
    if (typeof account === 'string') return refused('invalid_request', `subject_token: ${account}.`);
    if (!audiencesOf(account.roles).includes(asked.audience)) {
      return refused('invalid_target', 'No role of the account opens anything there.');
    }
    const { audience } = asked;
    if (account.granted === null) return { kind: 'account', account, audience, kid: client.kid, grant: null };
    return this.#granted({ ...account, tenantId: account.granted }, { audience, kid: client.kid });
  }

  /** The tenant's word counts at this moment, and not the console's. */
  async #granted(
    account: Account,
    { audience, kid }: { readonly audience: Audience; readonly kid: string },
  ): Promise<Exchanged> {
    const { consoles } = this.#options;
    const { tenantId } = account;
    const isOpen = isGrantedAt(audience) && (await consoles.isTenantLetIn(tenantId));
    const grant = isOpen ? await consoles.grantOf(tenantId) : null;
    if (grant === null) return refused('invalid_target', 'No grant of this tenant opens anything there.');
    return { kind: 'account', account, audience, kid, grant };
  }

  async #client(assertion: string): Promise<Client | { readonly reason: FailureReason }> {
    const kid = kidIn(assertion);
    if (kid === null) return { reason: 'malformed' };
    const jwk = await this.#options.consoles.key(kid);
    if (jwk === null) return { reason: 'unknown-key' };
    const key = await importJWK(jwk, 'ES256');
    if (key instanceof Uint8Array) return { reason: 'unknown-key' };
    const said = await this.#verified(assertion, { kid, key });
    if (typeof said === 'string') return { reason: said };
    const { sub, jti, exp = 0 } = said;
    if (sub !== CONSOLE) return { reason: 'foreign' };
    if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI) return { reason: 'malformed' };
    // Last of all: what nobody signed is never remembered.
    const isFirst = await this.#options.consoles.use(jti, new Date(exp * 1_000));
    return isFirst ? { kid, key } : { reason: 'expired' };
  }

  /** @returns what is wrong with it, in words */
  async #account(token: string, client: Client): Promise<Account | string> {
    if (kidIn(token) !== client.kid) return 'it is not signed by the key that client_assertion is signed by';
    const said = await this.#verified(token, client);
    if (typeof said === 'string') return IN_WORDS[said] ?? 'it cannot be read';
    const account = readAccount(said, this.#seconds() + SKEW_S);
    if (typeof account === 'string') return account;
    const { tenantId } = account;
    const isThere = tenantId === INSTALLATION || (await this.#options.consoles.isTenantLetIn(tenantId));
    return isThere ? account : 'tid names no tenant that is served';
  }

  async #verified(token: string, { key }: Client): Promise<JWTPayload | FailureReason> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['ES256'],
        issuer: CONSOLE,
        audience: this.#options.tokenUrl,
        requiredClaims: ['sub', 'iat', 'exp'],
        clockTolerance: SKEW_S,
        currentDate: new Date(this.#seconds() * 1_000),
      });
      const { iat = 0, exp = Infinity } = payload;
      return exp - iat > LONGEST_ASSERTION_S || iat > this.#seconds() + SKEW_S ? 'expired' : payload;
    } catch (error) {
      return reasonOf(error);
    }
  }

  #seconds(): number {
    return (this.#options.now ?? Date.now)() / 1_000;
  }
}

interface Client {
  readonly kid: string;
  readonly key: CryptoKey;
}

const IN_WORDS: Readonly<Partial<Record<FailureReason, string>>> = {
  expired: `it has expired, or was to be good for more than ${LONGEST_ASSERTION_S} s`,
  foreign: 'iss or aud is another, or a claim is missing',
  forged: 'its signature is wrong',
};

function reasonOf(error: unknown): FailureReason {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return 'foreign';
  if (error instanceof errors.JOSEError) return 'forged';
  throw error;
}

function kidIn(token: string): string | null {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' && kid !== '' && kid.length <= MAX_KID ? kid : null;
  } catch {
    return null;
  }
}

const MAX_KID = 200;

function refused(error: TokenRefusal['error'], description: string): Exchanged {
  return { kind: 'refused', refusal: refuse(error, description) };
}
