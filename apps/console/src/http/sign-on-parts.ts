import type { EntraClouds } from '#service';
import type { Microsoft } from '../oidc/microsoft.js';
import type { Choices } from '../sign-on/choice.js';
import type { Complete } from '../sign-on/complete.js';
import type { LoginCookie } from '../sign-on/login-cookie.js';
import type { SamlMetadata } from '../sign-on/saml-view.js';
import type { SignOnMethod } from '../sign-on/settings.js';
import type { Way } from '../sign-on/way.js';
import type { EnforcementStore } from '../storage/enforcement-store.js';
import type { SamlParts } from './saml-parts.js';
import type { LoginStore } from '../storage/login-store.js';
import type { SignOnStore } from '../storage/sign-on-store.js';
import type { Asking } from '../storage/tell.js';

/** What signing in with Entra needs. */
export interface SignOnParts {
  readonly store: SignOnStore;
  readonly enforcement: EnforcementStore;
  readonly logins: LoginStore;
  readonly cookie: LoginCookie;
  readonly complete: Complete<Asking & { readonly address: string }>;
  /** null: not to be had in this installation. */
  /** The installation’s own app. null: it has none, and there is no button. */
  readonly microsoft: Microsoft | null;
  readonly choices: Choices;
  readonly ways: Readonly<Record<SignOnMethod, Way | null>>;
  readonly samlMetadata: SamlMetadata | null;
  readonly saml: SamlParts;
  readonly clouds: EntraClouds;
}
