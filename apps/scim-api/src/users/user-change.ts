import type { UserEvent } from '#contracts';
import type { ScimError, Steps, StoredUser } from '#scim';
import type { WriteRequest } from '../writes/write-request.js';

/** Normalised userName → id of the user who has it at this point of the batch. */
export type NameOwners = ReadonlyMap<string, string>;

/** What one write does to one user: which names it may take, and what it decides once they are claimed. */
export interface UserChange {
  readonly request: WriteRequest;
  readonly userId: string;
  /** True when the user cannot exist yet, so that there is nothing to load. */
  readonly isNew: boolean;
  /** Normalised userNames that the decision may give to the user. */
  readonly names: readonly string[];
  /** Whether it may disable or delete the user: then the connection's brake is asked. */
  readonly mayEnd?: boolean;
  decide(state: StoredUser | null, owners: NameOwners): UserDecision;
  /** The same in steps, where a decision may take long: a batch gives the event loop back between them. */
  steps?(state: StoredUser | null, owners: NameOwners): Steps<UserDecision>;
}

export type UserDecision =
  | { readonly kind: 'saved'; readonly user: StoredUser; readonly event: UserEvent; readonly created: boolean }
  | { readonly kind: 'deleted'; readonly event: UserEvent }
  | { readonly kind: 'unchanged'; readonly user: StoredUser }
  | {
      readonly kind: 'refused';
      readonly error: ScimError;
      /** Who has the name that the user may not have. */
      readonly owner?: string;
    };
