import type { PresentedMember, PresentedMembership } from '#scim';

/** Members of the groups, or groups of the users, that one page of a list shows: about as many bytes as a page of users. */
export const MAX_LISTED_MEMBERSHIPS = 20_000;
/** Bytes of the names of groups that the users of one page, or one user, are shown with; a name shown twice counts twice. */
export const MAX_LISTED_NAME_BYTES = 1_048_576;
/** Of one group, looked up with it; to read more is a list. */
export const FIRST_MEMBERS = 1_000;
/** Of these, read at once. */
export const MEMBERS_PAGE = 5_000;

/** Who belongs to what, whole: a list of members is never cut. */
export interface MembershipReads {
  /**
   * For each of the groups, in their order, all its members; ends before the group with which there would be more than
   * MAX_LISTED_MEMBERSHIPS.
   */
  membersOf(tenantId: string, groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly PresentedMember[]>>;
  /**
   * As `membersOf`, for the groups that the users are members of themselves; ends also before the user with whom their names
   * would be more than MAX_LISTED_NAME_BYTES.
   */
  groupsOf(tenantId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, readonly PresentedMembership[]>>;
  /**
   * The next members of a group in the order of their ids: FIRST_MEMBERS, then MEMBERS_PAGE at a time; fewer only when there
   * are no more.
   */
  members(tenantId: string, groupId: string, after: string | null): Promise<readonly PresentedMember[]>;
  /** Before more than the first members are read. @throws ShareExceeded */
  admit(tenantId: string): void;
}
