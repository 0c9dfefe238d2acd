import type { Cloud } from '#service';
import type { Role } from '../sessions/session.js';

/** By what people of a tenant come in with Entra. */
export const METHODS = ['oidc', 'saml', 'microsoft'] as const;
export type SignOnMethod = (typeof METHODS)[number];

/** So long after it began, enforcement is undone without more ado. */
export const UNDO_SECONDS = 24 * 3_600;
/** A test that passed is good for enforcing for so long. */
export const TEST_SECONDS = 3_600;
/** Of the emergency accounts of a tenant, as many are advised. */
export const ADVISED_EMERGENCY = 2;

export interface MethodSettings {
  readonly on: boolean;
  readonly cloud: Cloud;
  /** The tenant of Entra that vouches, and no other. */
  readonly tid: string;
  /** Of the test that passed last, since these settings are as they are. */
  readonly testedAt: Date | null;
  readonly testedBy: string | null;
  readonly testedRoles: readonly Role[];
}

export interface OidcSettings extends MethodSettings {
  readonly clientId: string;
  /** null: none was given, or it was sealed under another CONSOLE_KEY. */
  readonly secret: string | null;
  readonly secretExpiresAt: Date | null;
}

export interface SamlSettings extends MethodSettings {
  readonly appId: string;
  readonly idpInitiated: boolean;
}

/** What an answer of Entra is held against: of others it says nothing. */
export interface HeldAgainst {
  readonly cloud: Cloud;
  readonly tid: string;
  readonly appId: string;
  /** Of OpenID Connect, by the company's own app. */
  readonly secret: string | null;
}

/** By the app of this installation, which is everybody’s: whose people come is what the tenant says and what a test has shown. */
export interface MicrosoftSettings extends MethodSettings {
  /** The client id of the app that was tested. */
  readonly appId: string;
  /**
   * An identity administrator has signed in from that tenant of Entra, by the app that this installation has now. Until then anybody
   * may have claimed it, and it lets nobody in.
   */
  readonly isProven: boolean;
}

/** Entra alone lets people in, but for emergency accounts. */
export interface Enforced {
  readonly since: Date;
  readonly undoUntil: Date;
  /** The account. */
  readonly by: string;
}

/** How people of a tenant come in with Entra. */
export interface SignOn {
  readonly oidc: OidcSettings | null;
  readonly saml: SamlSettings | null;
  readonly microsoft: MicrosoftSettings | null;
  /** Whether the role `employee` opens anything. */
  readonly employees: boolean;
  readonly enforced: Enforced | null;
}

export const NO_SIGN_ON: SignOn = { oidc: null, saml: null, microsoft: null, employees: false, enforced: null };

/** By which of those that are on somebody comes in: by the one that they came by before, where it is on. */
export function methodOf(signOn: SignOn, before: SignOnMethod = 'oidc'): SignOnMethod | null {
  if (isOpen(signOn, before)) return before;
  return METHODS.find((method) => isOpen(signOn, method)) ?? null;
}

export type AnySettings = OidcSettings | SamlSettings | MicrosoftSettings;

export function heldAgainstOf(settings: AnySettings): HeldAgainst {
  const { cloud, tid } = settings;
  const secret = 'secret' in settings ? settings.secret : null;
  return { cloud, tid, appId: 'clientId' in settings ? settings.clientId : settings.appId, secret };
}

/** Whether they are what it was held against. */
export function isHeldAgainst(settings: AnySettings | null, { cloud, tid, appId, secret }: HeldAgainst): boolean {
  if (settings === null) return false;
  const own = heldAgainstOf(settings);
  return own.cloud === cloud && own.tid === tid && own.appId === appId && own.secret === secret;
}

/** Whether somebody may come in by it. */
export function isOpen(signOn: SignOn, method: SignOnMethod): boolean {
  if (method === 'microsoft' && signOn.microsoft?.isProven !== true) return false;
  return signOn[method]?.on === true;
}
