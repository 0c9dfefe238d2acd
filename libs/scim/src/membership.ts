import { ScimError } from './error.js';
import type { Filter } from './filter/tree.js';
import { readMembers } from './group.js';
import type { Operation, Patch } from './patch/operation.js';
import type { MemberReference } from './resource.js';

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

/** A group's PATCH in two: attributes are applied to what is loaded, members to rows that never are. */
export function splitGroupPatch(patch: Patch): SplitGroupPatch {
  const isMembership = ({ target }: Operation) => target.ref.attribute.name === 'members';
  const operations = patch.operations.filter(isMembership);
  return {
    attributes: { ...patch, operations: patch.operations.filter((operation) => !isMembership(operation)) },
    membership: operations.length === 0 ? null : foldMembership(operations),
  };
}

/** The operations in order, folded: whatever the list was, the delta leaves what they would have left. */
function foldMembership(operations: readonly Operation[]): MembershipDelta {
  let clear = false;
  const add = new Map<string, MemberReference>();
  const remove = new Set<string>();
  for (const operation of operations) {
    const step = readStep(operation);
    if (step.clear) {
      clear = true;
      add.clear();
      remove.clear();
    }
    for (const id of step.remove) {
      add.delete(id);
      remove.add(id);
    }
    for (const member of step.add) {
      remove.delete(member.value);
      add.set(member.value, member);
    }
  }
  return { clear, add: [...add.values()], remove: clear ? [] : [...remove] };
}

function readStep(operation: Operation): MembershipDelta {
  const { ref, filter } = operation.target;
  // RFC 7643 §4.2: the sub-attributes of a member are immutable; a member comes or goes as a whole.
  if (ref.sub !== null) throw immutable();
  if (operation.op === 'remove') {
    if (operation.values !== null) return { clear: false, add: [], remove: idsOf(readMembers(operation.values)) };
    return filter === null ? ALL : { clear: false, add: [], remove: selectedIds(filter) };
  }
  if (filter !== null) throw immutable();
  return { clear: operation.op === 'replace', add: readMembers(operation.value), remove: [] };
}

const ALL: MembershipDelta = { clear: true, add: [], remove: [] };

function idsOf(members: readonly MemberReference[]): readonly string[] {
  return members.map(({ value }) => value);
}

/** The ids of `value eq "a"`, or of several joined by `or`. Any other filter would need the list. */
function selectedIds(filter: Filter): readonly string[] {
  if (filter.kind === 'or') return filter.operands.flatMap(selectedIds);
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.path.key === 'value' && filter.value !== null) {
    return [String(filter.value)];
  }
  throw new ScimError('unsupported-filter', 'members: select members to remove by value eq "…", joined by or.');
}

function immutable(): ScimError {
  return new ScimError('read-only', 'members: a member cannot be changed; remove it, and add another.');
}
