import type { Source, SourceUser } from '../source/source.js';
import { CLOUDS, type Cloud } from '../wire/clouds.js';
import type { Application, IdentityProvider } from './identity-provider.js';
import { Refusal } from './refusal.js';

/** In the place of a tenant: whichever one a work account is of. */
export const ORGANIZATIONS = 'organizations';

/** Where a request came in, and what is there at that moment: settings and people may change between two of them. */
export interface Place {
  readonly cloud: Cloud;
  /** The tenant's address: authority, and its id. */
  readonly base: string;
  readonly provider: IdentityProvider;
  readonly source: Source;
  readonly now: Date;
}

/** Where those sign in of whom nobody says whose they are. @param base of a tenant beside it */
export function ofAll(base: string): string {
  return base.replace(/[^/]+$/, ORGANIZATIONS);
}

export function applicationOf({ provider }: Place, appId: string): Application {
  const found = provider.applications.find((one) => one.appId === appId);
  if (found === undefined) throw new Refusal(700016, appId, provider.tenantId);
  return found;
}

/** `entityID` of the tenant's metadata, and issuer of its assertions, which no local address replaces. */
export function samlIssuerOf({ cloud, provider }: Place): string {
  return `${CLOUDS[cloud].sts}/${provider.tenantId}/`;
}

/** Of what single logout sends, it is another (Microsoft Learn, "Single sign-out SAML protocol"). */
export function logoutIssuerOf({ cloud, provider }: Place): string {
  return `${CLOUDS[cloud].authority}/${provider.tenantId}/`;
}

/** Whoever may try to sign in by this name, their userPrincipalName. */
export function personNamed({ source, provider }: Place, name: string): SourceUser {
  const wanted = name.trim().toLowerCase();
  const found = [...source.users.values()].find(
    (user) => user.deletedAt === null && user.userPrincipalName.toLowerCase() === wanted,
  );
  if (found === undefined) throw new Refusal(50034, name.trim() || '(nothing)', provider.tenantId);
  return signingIn(found);
}

/** Somebody who was let in before. */
export function personOf({ source }: Place, oid: string): SourceUser | null {
  const found = source.users.get(oid);
  return found?.deletedAt !== null || !found.accountEnabled ? null : found;
}

function signingIn(user: SourceUser): SourceUser {
  if (!user.accountEnabled) throw new Refusal(50057);
  return user;
}

/** Values of the app roles that somebody has. */
export function rolesOf({ provider }: Place, { id }: SourceUser): readonly string[] {
  return provider.assignments[id] ?? [];
}

export function assertAssigned({ provider }: Place, application: Application, user: SourceUser): void {
  if (!application.isAssignmentRequired || Object.hasOwn(provider.assignments, user.id)) return;
  throw new Refusal(50105, application.displayName, application.appId, user.userPrincipalName);
}

/** Ids of the groups that somebody is in. */
export function groupsOf({ source }: Place, { id }: SourceUser): readonly string[] {
  return [...source.groups.values()].filter(({ members }) => members.includes(id)).map((group) => group.id);
}
