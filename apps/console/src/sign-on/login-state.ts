import { randomBytes } from 'node:crypto';
import type { Former } from '../sessions/session.js';
import type { SignOnMethod } from './settings.js';

/** What somebody goes to Entra for: to sign in, to try the settings, or to say once more that it is them. */
export type Purpose = 'sign-in' | 'test' | 'step-up';

/** So long somebody may take at Entra. */
export const LOGIN_SECONDS = 600;

/** What the browser is asked back for, by method. */
export type LoginSecrets =
  | CodeSecrets<'oidc'>
  | CodeSecrets<'microsoft'>
  /** The request's id, which the assertion has to answer. */
  | { readonly method: 'saml'; readonly requestId: string };

/** Of OpenID Connect, with whichever app. */
export interface CodeSecrets<Method extends SignOnMethod> {
  readonly method: Method;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who goes to Entra, and for what. */
export interface Going {
  /** Of Rollcall; what comes back lets nobody in elsewhere. {@link NO_TENANT}: Entra’s answer says whose they are. */
  readonly tenantId: string;
  readonly purpose: Purpose;
  /** Where they want to go then: a path of ours. */
  readonly to: string;
  /** Of a test whose it is, of a step-up who it has to be. */
  readonly account: string | null;
  /** The session that the browser had, which a new one replaces: a cross-site POST does not bring its cookie. */
  readonly former: Former | null;
}

/** What the cookie keeps while somebody is at Entra. */
export interface LoginState extends Going {
  /** By which it is remembered that it was used. */
  readonly id: string;
  readonly secrets: LoginSecrets;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export function newLogin(going: Going, secrets: LoginSecrets, now: number = Date.now()): LoginState {
  const id = randomBytes(16).toString('base64url');
  return { ...going, id, secrets, expiresAt: now + LOGIN_SECONDS * 1_000 };
}

export function methodOfLogin({ secrets }: LoginState): SignOnMethod {
  return secrets.method;
}
