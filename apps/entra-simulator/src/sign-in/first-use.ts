import { randomBytes, randomUUID } from 'node:crypto';
import type { Source } from '../source/source.js';
import type { Cloud } from '../wire/clouds.js';
import { newSigningKey } from '../wire/entra-token.js';
import { newCertificate } from './certificate.js';
import {
  assignRoles,
  UNCONFIGURED,
  type Application,
  type ClientSecret,
  type IdentityProvider,
} from './identity-provider.js';

const YEAR_MS = 365 * 86_400_000;

/** App roles of the console, in the order in which the first people of the company are given one. */
export const ROLES = [
  'Rollcall.IdentityAdministrator',
  'Rollcall.Auditor',
  'Rollcall.People',
  'Rollcall.Employee',
] as const;

/** A tenant that has no applications and has assigned nobody. */
export async function newProvider(tenant: {
  readonly cloud: Cloud;
  readonly tenantId: string;
}): Promise<IdentityProvider> {
  const salt = randomBytes(16).toString('base64url');
  return { ...tenant, salt, keys: [await newSigningKey()], applications: [], assignments: {} };
}

/**
 * A console’s applications: an app registration for OpenID Connect, and an enterprise application for SAML, as Entra needs two.
 *
 * @param url where its browsers reach it
 */
export async function withConsole(provider: IdentityProvider, url: string, now: Date): Promise<IdentityProvider> {
  const oidc: Application = {
    ...newApplication('Rollcall'),
    secrets: [newSecret(now)],
    redirectUris: [`${url}/sso/oidc/callback`, `${url}/sign-in`],
    logoutUrl: `${url}/sso/oidc/logout`,
  };
  const saml: Application = {
    ...newApplication('Rollcall by SAML'),
    identifier: `${url}/sso/saml/metadata`,
    replyUrls: [`${url}/sso/saml/acs`],
    samlLogoutUrl: `${url}/sso/saml/logout`,
    certificates: [await newCertificate(now)],
  };
  return { ...provider, applications: [...provider.applications, oidc, saml] };
}

export function newApplication(displayName: string): Application {
  return { ...UNCONFIGURED, appId: randomUUID(), displayName };
}

export function newSecret(now: Date): ClientSecret {
  const value = `sim8Q~${randomBytes(24).toString('base64url')}`;
  return { value, expiresAt: new Date(now.getTime() + YEAR_MS).toISOString() };
}

/** The first of the company who can sign in have one role each. */
export function withFirstRoles(provider: IdentityProvider, { users }: Source): IdentityProvider {
  const people = [...users.values()].filter((user) => user.accountEnabled && user.deletedAt === null);
  return ROLES.reduce((before, role, index) => {
    const person = people[index];
    return person === undefined ? before : assignRoles(before, person.id, [role]);
  }, provider);
}
