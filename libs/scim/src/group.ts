import type { Patch } from './patch/operation.js';
import type { QuirkName, Tolerance } from './quirks.js';
import type { GroupAttributes, MemberReference } from './resource.js';

export interface DecodedGroup {
  readonly attributes: GroupAttributes;
  /** In the order sent, each id once. */
  readonly members: readonly MemberReference[];
  readonly quirks: readonly QuirkName[];
}

export function decodeGroup(_body: unknown, _tolerance: Tolerance): DecodedGroup {
  throw new Error('TODO');
}

/** The body of a PUT. `members` is the whole new list: apply it as `{ clear: true, add: members, remove: [] }`. */
export function replaceGroup(_current: GroupAttributes, _body: unknown, _tolerance: Tolerance): DecodedGroup {
  throw new Error('TODO');
}

/**
 * What a PATCH does to the membership, without the list: first all are removed if `clear`, then `remove`, then `add`.
 * Adding a present member and removing an absent one change nothing; no id is in both.
 */
export interface MembershipDelta {
  readonly clear: boolean;
  readonly add: readonly MemberReference[];
  readonly remove: readonly string[];
}

export interface SplitGroupPatch {
  /** For `applyGroupPatch`: the operations on everything but members. */
  readonly attributes: Patch;
  /** Null if the patch does not touch the members. */
  readonly membership: MembershipDelta | null;
}

export function splitGroupPatch(_patch: Patch): SplitGroupPatch {
  throw new Error('TODO');
}

export function applyGroupPatch(_attributes: GroupAttributes, _patch: Patch): GroupAttributes {
  throw new Error('TODO');
}
