import type { Cloud } from '../wire/clouds.js';
import type { SigningKey } from '../wire/entra-token.js';
import type { Certificate } from './certificate.js';

/** A tenant of Entra as those know it who let its people in: its keys, its applications, and who is assigned which role. */
export interface IdentityProvider {
  /** Whose it is where an address names no cloud. */
  readonly cloud: Cloud;
  readonly tenantId: string;
  /** What makes the ids of its people others for each application. */
  readonly salt: string;
  /** Of id tokens: the first one signs, all are published. */
  readonly keys: readonly SigningKey[];
  readonly applications: readonly Application[];
  /** By object id: values of app roles; none is Default Access. */
  readonly assignments: Readonly<Record<string, readonly string[]>>;
}

/** An app registration, and the enterprise application that belongs to it. */
export interface Application {
  /** Its client id. */
  readonly appId: string;
  readonly displayName: string;
  readonly secrets: readonly ClientSecret[];
  /** Public keys or certificates, in PEM, of a client that signs its assertions. */
  readonly clientKeys: readonly string[];
  readonly redirectUris: readonly string[];
  /** Asked in a frame when somebody signs out (OpenID Connect Front-Channel Logout 1.0). */
  readonly logoutUrl: string | null;
  /** The entity id of the service provider; null: no SAML. */
  readonly identifier: string | null;
  readonly replyUrls: readonly string[];
  readonly samlLogoutUrl: string | null;
  readonly signing: SamlSigning;
  /** The first one signs, all are in the metadata. */
  readonly certificates: readonly Certificate[];
  readonly isAssignmentRequired: boolean;
  /** Whether the optional claim `auth_time` is configured. */
  readonly hasAuthTime: boolean;
  /** Whether the groups claim is configured. */
  readonly hasGroups: boolean;
}

export interface ClientSecret {
  readonly value: string;
  readonly expiresAt: string;
}

export const SIGNED_PARTS = ['assertion', 'response', 'both'] as const;
export const SIGNATURE_ALGORITHMS = ['sha256', 'sha1'] as const;

/** *SAML Signing Certificate*: what is signed, and how. */
export interface SamlSigning {
  readonly part: (typeof SIGNED_PARTS)[number];
  readonly algorithm: (typeof SIGNATURE_ALGORITHMS)[number];
}

/** What an application has before anybody configures it. */
export const UNCONFIGURED: Omit<Application, 'appId' | 'displayName'> = {
  secrets: [],
  clientKeys: [],
  redirectUris: [],
  logoutUrl: null,
  identifier: null,
  replyUrls: [],
  samlLogoutUrl: null,
  signing: { part: 'assertion', algorithm: 'sha256' },
  certificates: [],
  isAssignmentRequired: false,
  hasAuthTime: true,
  hasGroups: false,
};

export function withApplication(
  provider: IdentityProvider,
  appId: string,
  change: (application: Application) => Application,
): IdentityProvider {
  const applications = provider.applications.map((one) => (one.appId === appId ? change(one) : one));
  return { ...provider, applications };
}

export function assignRoles(provider: IdentityProvider, oid: string, roles: readonly string[]): IdentityProvider {
  const all = [...new Set([...(provider.assignments[oid] ?? []), ...roles])];
  return { ...provider, assignments: { ...provider.assignments, [oid]: all } };
}

/** @param roles none: all of them, and the assignment itself */
export function unassignRoles(provider: IdentityProvider, oid: string, roles: readonly string[]): IdentityProvider {
  const { [oid]: held = [], ...others } = provider.assignments;
  const left = held.filter((role) => !roles.includes(role));
  return { ...provider, assignments: roles.length === 0 || left.length === 0 ? others : { ...others, [oid]: left } };
}
