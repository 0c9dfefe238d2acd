import { ScimError } from './error.js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.js';
import { applyOperations } from './patch/apply.js';
import type { Patch } from './patch/operation.js';
import { startReading, type QuirkName, type ReadingRules } from './quirks.js';
import { assertRequired, readResource } from './read-resource.js';
import type { GroupAttributes, MemberReference, ResourceTypeName } from './resource.js';
import { GROUP_TYPE } from './schema/group.js';

export interface DecodedGroup {
  readonly attributes: GroupAttributes;
  /** In the order sent, each id once. */
  readonly members: readonly MemberReference[];
  readonly quirks: readonly QuirkName[];
}

/**
 * The body of a POST, or of a PUT: then `members` is the whole new list, to be applied as
 * `{ clear: true, add: members, remove: [] }`.
 */
export function decodeGroup(body: unknown, rules: Omit<ReadingRules, 'type'>): DecodedGroup {
  const reading = startReading(rules);
  const { members, ...attributes } = readResource(GROUP_TYPE, body, reading);
  assertRequired(GROUP_TYPE, attributes);
  return { attributes: asGroup(attributes), members: readMembers(members ?? []), quirks: [...reading.applied] };
}

/** The operations on everything but the members: what `splitGroupPatch` calls `attributes`. */
export function applyGroupPatch(attributes: GroupAttributes, patch: Patch): GroupAttributes {
  return asGroup(applyOperations(GROUP_TYPE, attributes, { operations: patch.operations, noted: new Set() }));
}

/** Canonical elements of `members` as references, each id once; the last one wins. */
export function readMembers(members: JsonValue): readonly MemberReference[] {
  const byId = new Map<string, MemberReference>();
  for (const member of isJsonArray(members) ? members : []) {
    const reference = readMember(member);
    byId.set(reference.value, reference);
  }
  return [...byId.values()];
}

function readMember(member: JsonValue): MemberReference {
  const { value, type, $ref } = isJsonObject(member) ? member : {};
  if (typeof value !== 'string' || value === '') {
    throw new ScimError('required-missing', 'members.value: required, but missing or empty; send the member’s id.');
  }
  return { value, type: typeNamed(type) ?? typeOfReference($ref) };
}

function typeNamed(type: JsonValue | undefined): ResourceTypeName | null {
  const lower = typeof type === 'string' ? type.toLowerCase() : '';
  return lower === 'user' ? 'User' : lower === 'group' ? 'Group' : null;
}

function typeOfReference($ref: JsonValue | undefined): ResourceTypeName | null {
  const collection = typeof $ref === 'string' ? /\/(User|Group)s\/[^/]+$/.exec($ref)?.[1] : undefined;
  return typeNamed(collection);
}

/** Decoder: what `readResource` and `applyOperations` let through has the types of the schema. */
function asGroup(attributes: JsonObject): GroupAttributes {
  return attributes as GroupAttributes;
}
