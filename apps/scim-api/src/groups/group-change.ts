import type { GroupEvent, GroupMember } from '#contracts';
import type { MembershipDelta, ScimError, StoredGroup } from '#scim';
import type { WriteRequest } from '../writes/write-request.js';

/** What a write does to the attributes of a group; its members are rows that are never loaded. */
export interface GroupChange {
  readonly request: WriteRequest;
  readonly groupId: string;
  readonly isNew: boolean;
  /** Normalised displayName that the decision may give to the group; null when it leaves the name alone. */
  readonly name: string | null;
  /** Null when the write does not touch the members. */
  readonly membership: MembershipDelta | null;
  /** Whether it may end memberships: then the connection's brake is asked. */
  readonly mayEnd?: boolean;
  /** @param nameOwner id of the group that has `name` now */
  decide(state: StoredGroup | null, nameOwner: string | null): GroupPlan;
  /** The fact, when attributes or members did change; null when nothing did. */
  conclude(plan: GroupSaving, effect: MembershipEffect): GroupOutcome;
}

export interface GroupSaving {
  readonly kind: 'save';
  readonly before: StoredGroup | null;
  readonly after: StoredGroup;
}
export type GroupPlan =
  | GroupSaving
  | { readonly kind: 'delete'; readonly event: GroupEvent }
  | { readonly kind: 'refused'; readonly error: ScimError };

/** Who really came and went: adding a member who is there changes nothing. */
export interface MembershipEffect {
  readonly added: readonly GroupMember[];
  readonly removed: readonly GroupMember[];
}

export type GroupOutcome =
  | { readonly kind: 'saved'; readonly group: StoredGroup; readonly event: GroupEvent; readonly created: boolean }
  | { readonly kind: 'unchanged'; readonly group: StoredGroup };

export type GroupDecision =
  | GroupOutcome
  | { readonly kind: 'deleted'; readonly event: GroupEvent }
  | { readonly kind: 'refused'; readonly error: ScimError };
