import type { JsonObject } from '../json.js';
import type { CUSTOM_USER_URN, ENTERPRISE_USER_URN } from '../urn.js';
import type { EXTERNAL_ID } from './common.js';
import type { ENTERPRISE_USER } from './enterprise-user.js';
import type { GROUP } from './group.js';
import type { USER } from './user.js';
import type { AttributeOf, ValuesOf } from './value-of.js';

export type ResourceTypeName = 'User' | 'Group';

/** By the names of the company's definitions, old ones included: see `visible`. */
export type CustomValues = { [name: string]: string | number };

export type EnterpriseUser = ValuesOf<AttributeOf<typeof ENTERPRISE_USER>>;

/**
 * A user in canonical form, as it is stored: names spelled as the schema spells them, native types, no nulls, no empty
 * arrays or objects, no id, meta, schemas or password. `active` is always there.
 */
export type UserAttributes = ValuesOf<typeof EXTERNAL_ID | AttributeOf<typeof USER>> & {
  active: boolean;
  [ENTERPRISE_USER_URN]?: EnterpriseUser;
  [CUSTOM_USER_URN]?: CustomValues;
};

export type Address = NonNullable<UserAttributes['addresses']>[number];

/** A group in canonical form, without its members: there may be a hundred thousand, and they are rows of their own. */
export type GroupAttributes = ValuesOf<
  typeof EXTERNAL_ID | Exclude<AttributeOf<typeof GROUP>, { readonly name: 'members' }>
>;

/** `type` is null where the client did not say: the store knows what the id stands for. */
export type MemberReference = { readonly value: string; readonly type: ResourceTypeName | null };

/** A member that is to be added, and where the request names it. */
export type SentMember = MemberReference & { readonly place: string };

/** A resource as it is stored; times are RFC 3339 in UTC. */
export interface Stored<Attributes extends JsonObject> {
  readonly id: string;
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly created: string;
  readonly lastModified: string;
  readonly attributes: Attributes;
}
export type StoredUser = Stored<UserAttributes>;
export type StoredGroup = Stored<GroupAttributes>;

/** A group as the representation of a user shows it. */
export interface PresentedMembership {
  readonly value: string;
  readonly display: string;
}

/** A member as a group's representation shows it. */
export interface PresentedMember {
  readonly value: string;
  readonly type: ResourceTypeName;
  readonly display?: string;
}
