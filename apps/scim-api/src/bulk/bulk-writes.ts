import type { ScimError } from '#scim';
import type { GroupChange, GroupDecision } from '../groups/group-change.js';
import type { UserChange, UserDecision } from '../users/user-change.js';

/** Changes of users that share a transaction, at most: as many as the writer gathers. */
export const MAX_BLOCK = 64;

/** Changes of one tenant's users, decided in their order. */
export interface UserBlock {
  readonly tenantId: string;
  readonly steps: readonly BlockStep[];
  /** After so many failures the rest is left undone. */
  readonly stopAfter: number;
}

/** A change, and the places in its block of those without which it makes no sense: they create what it names. */
export interface BlockStep {
  readonly change: UserChange;
  readonly needs: readonly number[];
  /** Why the change is refused when the one at `place`, which it needs, was. */
  readonly without: (place: number, error: unknown) => ScimError;
}

/** What became of a change of a block: decided, or why it could not be. */
export type Settled = UserDecision | { readonly kind: 'failed'; readonly error: unknown };

/** All decisions, or the refusals by their place: then nothing was stored. */
export type Together<Decision> =
  | { readonly kind: 'stored'; readonly decisions: readonly Decision[] }
  | { readonly kind: 'refused'; readonly refusals: ReadonlyMap<number, ScimError> };

/** How a bulk writes. Every method resolves after the commit, or throws what a single write would be answered with. */
export interface BulkWrites {
  /** One for each step, in order, and at least one; fewer when `stopAfter` ended it, or one transaction takes no more. */
  changeUsers(block: UserBlock): Promise<readonly Settled[]>;
  createUsersTogether(tenantId: string, changes: readonly UserChange[]): Promise<Together<UserDecision>>;
  createGroupsTogether(tenantId: string, changes: readonly GroupChange[]): Promise<Together<GroupDecision>>;
  deleteUser(change: UserChange): Promise<UserDecision>;
  changeGroup(change: GroupChange): Promise<GroupDecision>;
  deleteGroup(change: GroupChange): Promise<GroupDecision>;
}
