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
import { CUSTOM_USER_URN, ENTERPRISE_USER_URN, USER_URN, GROUP_URN } from '../urn.js';
import { versionTag } from '../version.js';

export type Meta<Name extends string> = { resourceType: Name; created: string; lastModified: string; version: string };

/** The whole user without anything that depends on where it is read: what an event carries. */
export type UserRecord = UserAttributes & { schemas: string[]; id: string; meta: Meta<'User'> };
export type GroupRecord = GroupAttributes & { schemas: string[]; id: string; meta: Meta<'Group'> };

export function userRecord({ attributes, ...stored }: StoredUser, type: ResourceType): UserRecord {
  const shown = visible(attributes, type);
  const extensions = [ENTERPRISE_USER_URN, CUSTOM_USER_URN] as const;
  return {
    schemas: [USER_URN, ...extensions.filter((urn) => shown[urn] !== undefined)],
    id: stored.id,
    ...shown,
    meta: metaOf('User', stored),
  };
}

export function groupRecord({ attributes, ...stored }: StoredGroup): GroupRecord {
  return { schemas: [GROUP_URN], id: stored.id, ...attributes, meta: metaOf('Group', stored) };
}

/**
 * The user as an answer shows it: `schemas` exact, `meta.location` under the base URL (the SCIM root, without a slash at
 * its end), and the manager always as an object: a bare string breaks Entra's deserialiser (entra-scim §2.6).
 */
export function presentUser(loaded: LoadedUser, { baseUrl, type, projection = EVERYTHING }: UserShowing): JsonObject {
  const { groups = [], isManagerKnown = true, ...stored } = loaded;
  const record = userRecord(stored, type);
  const enterprise = record[ENTERPRISE_USER_URN];
  const shown = {
    ...record,
    meta: { ...record.meta, location: `${baseUrl}/Users/${stored.id}` },
    ...(enterprise?.manager === undefined
      ? {}
      : {
          [ENTERPRISE_USER_URN]: {
            ...enterprise,
            manager: presentManager(enterprise.manager.value, isManagerKnown ? baseUrl : null),
          },
        }),
    ...(groups.length === 0 ? {} : { groups: groups.map((group) => presentMembership(group, baseUrl)) }),
  };
  return project(shown, type, projection);
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
 * shown, because Entra expects it of a new group (entra-scim §2.5, row 10).
 */
export function presentGroup(stored: LoadedGroup, baseUrl: string, projection: Projection = EVERYTHING): JsonObject {
  const { members, ...group } = stored;
  const record = groupRecord(group);
  const shown = {
    ...record,
    ...(members === undefined ? {} : { members: members.map((member) => presentMember(member, baseUrl)) }),
    meta: { ...record.meta, location: `${baseUrl}${GROUP_TYPE.endpoint}/${stored.id}` },
  };
  return project(shown, GROUP_TYPE, projection);
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
