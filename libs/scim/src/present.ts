import type { JsonObject } from './json.js';
import type { Projection } from './project.js';
import type { GroupAttributes, PresentedMember, StoredGroup, StoredUser, UserAttributes } from './resource.js';

export type Meta<Name extends string> = { resourceType: Name; created: string; lastModified: string; version: string };

/** The whole user without anything that depends on where it is read: what an event carries. */
export type UserRecord = UserAttributes & { schemas: string[]; id: string; meta: Meta<'User'> };
export type GroupRecord = GroupAttributes & { schemas: string[]; id: string; meta: Meta<'Group'> };

export function userRecord(_stored: StoredUser): UserRecord {
  throw new Error('TODO');
}

export function groupRecord(_stored: StoredGroup): GroupRecord {
  throw new Error('TODO');
}

/** The user as an answer shows it: with meta.location, and the manager always as an object with `$ref`. */
export function presentUser(_stored: StoredUser, _baseUrl: string, _projection?: Projection): JsonObject {
  throw new Error('TODO');
}

/** `members` undefined: they were not loaded, and are left out. */
export function presentGroup(
  _stored: StoredGroup & { readonly members?: readonly PresentedMember[] | undefined },
  _baseUrl: string,
  _projection?: Projection,
): JsonObject {
  throw new Error('TODO');
}
