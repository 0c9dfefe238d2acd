import type { Going, LoginSecrets } from './login-state.js';
import type { SignOn } from './settings.js';

/** Where a browser is sent, and what it has to be asked back for. */
export interface Leaving {
  readonly url: string;
  readonly secrets: LoginSecrets;
}

/** A way to Entra: OpenID Connect, or SAML. */
export interface Way {
  /** A step-up and a test ask for the user anew. @throws AwayError when Entra cannot be asked where it signs people in */
  leave(signOn: SignOn, going: Going): Promise<Leaving>;
  /** Where the session at Entra is ended. null: nowhere. Absent: by SAML, whose single logout Entra begins. */
  signOut?(signOn: SignOn): Promise<string | null>;
}

/** Entra was asked for a token, and gives none. */
export class NoTokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoTokenError';
  }
}

/** Entra cannot be reached, or answers what is none of its answers. */
export class AwayError extends Error {
  constructor(cause: unknown) {
    super('Entra cannot be asked at this moment', { cause });
    this.name = 'AwayError';
  }
}
