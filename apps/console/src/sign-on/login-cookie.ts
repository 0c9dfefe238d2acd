import { isLoopback, readCookie } from '../sessions/cookie.js';
import { LOGIN_SECONDS, type LoginState } from './login-state.js';
import { Seal } from './seal.js';
import type { SignOnMethod } from './settings.js';

/**
 * What a browser keeps while its user is at Entra: the login state, sealed, so that no replica keeps anything and nobody else reads or
 * makes one. `__Host-rollcall-login`; on plain http and loopback `rollcall-login`. What SAML posts back comes from another site, and
 * brings only cookies of `SameSite=None`, which browsers take with `Secure` alone, on http://localhost too.
 */
export class LoginCookie {
  readonly name: string;
  readonly #isPlain: boolean;
  readonly #seal: Seal;

  /** @param secret the same in all replicas */
  constructor(secret: string, consoleUrl: string) {
    this.#seal = new Seal(secret, 'login');
    this.#isPlain = isLoopback(consoleUrl);
    this.name = this.#isPlain ? 'rollcall-login' : '__Host-rollcall-login';
  }

  /** The header that sets it. */
  set(state: LoginState): string {
    const sealed = this.#seal.close(JSON.stringify(state), this.name).toString('base64url');
    return `${this.name}=${sealed}; Max-Age=${LOGIN_SECONDS}${this.#rules(state.secrets.method)}`;
  }

  /** The header that takes it away. */
  end(method: SignOnMethod): string {
    return `${this.name}=; Max-Age=0${this.#rules(method)}`;
  }

  /** Null: there is none, it is not ours, or it has expired. */
  read(header: string | undefined, now: number = Date.now()): LoginState | null {
    const sealed = readCookie(header, this.name);
    const text = sealed === undefined ? null : this.#seal.open(Buffer.from(sealed, 'base64url'), this.name);
    if (text === null) return null;
    // Nobody but us can have sealed it.
    const state = JSON.parse(text) as LoginState;
    return state.expiresAt > now ? state : null;
  }

  #rules(method: SignOnMethod): string {
    const site = method === 'saml' ? '; SameSite=None; Secure' : `; SameSite=Lax${this.#isPlain ? '' : '; Secure'}`;
    return `; Path=/; HttpOnly${site}`;
  }
}
