import { visible } from '../reading/custom-values.js';
import type { JsonObject, JsonValue } from '../json.js';
import { EVERYTHING, project, type Projection } from './project.js';
import type {
  GroupAttributes,
  PresentedMember,
  PresentedMembership,
  StoredGroup,
  StoredUser,
  UserAttributes,
} from '../schema/resource.js';
import type { ResourceType } from '../schema/attribute.js';
import { GROUP_TYPE } from '../schema/group.js';
import type { Draft } from '../schema/value-at.js';
import { CUSTOM_USER_URN, ENTERPRISE_USER_URN, USER_URN, GROUP_URN } from '../urn.js';
import { versionTag } from '../version.js';

export type Meta<Name extends string> = { resourceType: Name; created: string; lastModified: string; version: string };

/** The whole user without anything that depends on where it is read: what an event carries. */
export type UserRecord = UserAttributes & { schemas: string[]; id: string; meta: Meta<'User'> };
export type GroupRecord = GroupAttributes & { schemas: string[]; id: string; meta: Meta<'Group'> };

export function userRecord(user: StoredUser, type: ResourceType): UserRecord {
  const shown = visible(user.attributes, type);
  return { schemas: schemasOf(shown), id: user.id, ...shown, meta: metaOf('User', user) };
}

function schemasOf(user: UserAttributes): string[] {
  const schemas: string[] = [USER_URN];
  if (user[ENTERPRISE_USER_URN] !== undefined) schemas.push(ENTERPRISE_USER_URN);
  if (user[CUSTOM_USER_URN] !== undefined) schemas.push(CUSTOM_USER_URN);
  return schemas;
}

export function groupRecord(group: StoredGroup): GroupRecord {
  return { schemas: [GROUP_URN], id: group.id, ...group.attributes, meta: metaOf('Group', group) };
}

/**
 * The user as an answer shows it: `schemas` exact, `meta.location` under the base URL (the SCIM root, without a slash at
 * its end), and the manager always as an object: a bare string breaks Entra's deserialiser (rules.md, E5).
 */
export function presentUser(user: LoadedUser, { baseUrl, type, projection = EVERYTHING }: UserShowing): JsonObject {
  const { id, groups = [], isManagerKnown = true } = user;
  // New, and nobody else's yet: each copy would go to the collector.
  const record: Draft = userRecord(user, type);
  record.meta = { ...metaOf('User', user), location: `${baseUrl}${type.endpoint}/${id}` };
  const enterprise = user.attributes[ENTERPRISE_USER_URN];
  if (enterprise?.manager !== undefined) {
    const manager = presentManager(enterprise.manager.value, isManagerKnown ? baseUrl : null);
    record[ENTERPRISE_USER_URN] = { ...enterprise, manager };
  }
  if (groups.length > 0) record.groups = groups.map((group) => presentMembership(group, baseUrl));
  return project(record, type, projection);
}

/** `groups` undefined: they were not loaded, and are left out. A manager who is no user has no address. */
export type LoadedUser = StoredUser & {
  readonly groups?: readonly PresentedMembership[] | undefined;
  /** True unless said otherwise. */
  readonly isManagerKnown?: boolean | undefined;
};

export interface UserShowing {
  readonly baseUrl: string;
  /** The type of the company's users. */
  readonly type: ResourceType;
  readonly projection?: Projection;
}

/**
 * The group as an answer shows it; `members` undefined: they were not loaded, and are left out. An empty list is
 * shown, because Entra expects it of a new group (rules.md, E6).
 */
export function presentGroup(group: LoadedGroup, baseUrl: string, projection: Projection = EVERYTHING): JsonObject {
  const record: Draft = groupRecord(group);
  record.meta = { ...metaOf('Group', group), location: `${baseUrl}${GROUP_TYPE.endpoint}/${group.id}` };
  if (group.members !== undefined) record.members = group.members.map((member) => presentMember(member, baseUrl));
  return project(record, GROUP_TYPE, projection);
}

export type LoadedGroup = StoredGroup & { readonly members?: readonly PresentedMember[] | undefined };

/** Memberships of its own, which RFC 7643 §4.1.2 calls direct; those through groups in groups are not followed. */
function presentMembership({ value, display }: PresentedMembership, baseUrl: string): JsonObject {
  return { value, $ref: `${baseUrl}${GROUP_TYPE.endpoint}/${value}`, display, type: 'direct' };
}

function presentManager(value: string, baseUrl: string | null): JsonObject {
  return baseUrl === null ? { value } : { value, $ref: `${baseUrl}/Users/${value}` };
}

function presentMember({ value, type, display }: PresentedMember, baseUrl: string): Record<string, JsonValue> {
  const shown = { value, $ref: `${baseUrl}/${type}s/${value}`, type };
  return display === undefined ? shown : { ...shown, display };
}

function metaOf<Name extends string>(resourceType: Name, stored: Times): Meta<Name> {
  const { created, lastModified, version } = stored;
  return { resourceType, created, lastModified, version: versionTag(version) };
}

type Times = Pick<StoredUser, 'created' | 'lastModified' | 'version'>;
