import { ScimError } from '../errors/error.js';
import type { Filter } from '../filter/tree.js';
import { asGroup, memberSteps, typeNamed } from '../reading/group.js';
import { GROUP_TYPE } from '../schema/group.js';
import type { GroupAttributes, MemberReference, SentMember } from '../schema/resource.js';
import { finished, type Steps } from '../steps.js';
import { applyOperations } from './apply.js';
import type { Operation, Patch } from './operation.js';

/**
 * What a PATCH does to the membership, without the list: first all are removed if `clear`, then `remove`, then `add`.
 * Adding a present member and removing an absent one change nothing; no id is in both. What is removed with a type goes
 * only if it is of that type.
 */
export interface MembershipDelta {
  readonly clear: boolean;
  readonly add: readonly SentMember[];
  readonly remove: readonly MemberReference[];
}

export interface SplitGroupPatch {
  /** For `applyGroupPatch`: the operations on everything but members. */
  readonly attributes: Patch;
  /** Null if the patch does not touch the members. */
  readonly membership: MembershipDelta | null;
}

/** A group's PATCH in two: attributes are applied to what is loaded, members to rows that never are. */
export function splitGroupPatch(patch: Patch): SplitGroupPatch {
  return finished(splitSteps(patch));
}

/** As {@link splitGroupPatch}, and may be interrupted between two members. */
export function* splitSteps(patch: Patch): Steps<SplitGroupPatch> {
  const isMembership = ({ target }: Operation) => target.ref.attribute.name === 'members';
  const operations = patch.operations.filter(isMembership);
  return {
    attributes: { ...patch, operations: patch.operations.filter((operation) => !isMembership(operation)) },
    membership: operations.length === 0 ? null : yield* deltaOf(operations),
  };
}

/** The operations on everything but the members: what `splitGroupPatch` calls `attributes`. */
export function applyGroupPatch(attributes: GroupAttributes, patch: Patch): GroupAttributes {
  return asGroup(applyOperations(GROUP_TYPE, attributes, { ...patch, noted: new Set() }));
}

/** The operations in order, as one: whatever the list was, the delta leaves what they would have left. */
function* deltaOf(operations: readonly Operation[]): Steps<MembershipDelta> {
  let clear = false;
  const add = new Map<string, SentMember>();
  // By id and then by type: a removal of the id whatever it is holds those of one type.
  const remove = new Map<string, Map<MemberReference['type'], MemberReference>>();
  for (const operation of operations) {
    const step = yield* readStep(operation, operations.length);
    if (step.clear) {
      clear = true;
      add.clear();
      remove.clear();
    }
    for (const member of step.remove) {
      if (!goes(add.get(member.value), member)) continue;
      add.delete(member.value);
      remove.set(member.value, new Map([...(remove.get(member.value) ?? []), [member.type, member]]));
    }
    for (const member of step.add) {
      remove.delete(member.value);
      add.set(member.value, member);
    }
  }
  const removed = [...remove.values()].flatMap((types) => types.get(null) ?? [...types.values()]);
  return { clear, add: [...add.values()], remove: clear ? [] : removed };
}

/** Whether the removal takes what the same PATCH added; what that is may be known to the store alone. */
function goes(added: SentMember | undefined, { type }: MemberReference): boolean {
  if (added === undefined || type === null || added.type === type) return true;
  if (added.type !== null) return false;
  throw new ScimError('unsupported-filter', `${added.place}: added and removed by its type in one PATCH; send two.`);
}

function* readStep(operation: Operation, of: number): Steps<MembershipDelta> {
  const { ref, filter } = operation.target;
  // RFC 7643 §4.2: the sub-attributes of a member are immutable; a member comes or goes as a whole.
  if (ref.sub !== null) throw immutable();
  const list = of === 1 ? 'members' : `Operations[${operation.index ?? 0}].members`;
  if (operation.op === 'remove') {
    if (operation.values !== null) return { clear: false, add: [], remove: yield* whatever(operation.values, list) };
    return filter === null ? ALL : { clear: false, add: [], remove: selected(filter) };
  }
  if (filter !== null) throw immutable();
  const add = yield* memberSteps(operation.value, list);
  return { clear: operation.op === 'replace', add, remove: [] };
}

const ALL: MembershipDelta = { clear: true, add: [], remove: [] };

/** Entra's Remove by value: the id says who goes. */
function* whatever(values: Parameters<typeof memberSteps>[0], list: string): Steps<readonly MemberReference[]> {
  return (yield* memberSteps(values, list)).map(({ value }) => ({ value, type: null }));
}

/** Who is selected by `value eq "a"`, by several joined by `or`, and those of a type. Another filter would need the list. */
function selected(filter: Filter): readonly MemberReference[] {
  if (filter.kind === 'or') return filter.operands.flatMap(selected);
  if (filter.kind === 'and') {
    const types = filter.operands.filter(isTypeClause);
    const [only, another] = filter.operands.filter((operand) => !isTypeClause(operand));
    if (only === undefined || another !== undefined) throw unsupported();
    return types.reduce<readonly MemberReference[]>(ofType, selected(only));
  }
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.path.key === 'value' && filter.value !== null) {
    return [{ value: String(filter.value), type: null }];
  }
  throw unsupported();
}

function isTypeClause(filter: Filter): boolean {
  return filter.kind === 'compare' && filter.operator === 'eq' && filter.path.key === 'type' && filter.value !== null;
}

function ofType(members: readonly MemberReference[], clause: Filter): readonly MemberReference[] {
  const type = typeNamed(clause.kind === 'compare' ? clause.value : null);
  // Nothing is of another type than these two.
  return type === null
    ? []
    : members.flatMap((one) => (one.type === null || one.type === type ? { ...one, type } : []));
}

function unsupported(): ScimError {
  return new ScimError(
    'unsupported-filter',
    'members: select members to remove by value eq "…", joined by or, with or without and type eq "…".',
  );
}

function immutable(): ScimError {
  return new ScimError('read-only', 'members: a member cannot be changed; remove it, and add another.');
}
