import { ScimError } from '../errors/error.js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { excuse, startReading, type Doubt, type QuirkName, type Reading, type ReadingRules } from './quirks.js';
import { assertRequired, isSaid, resourceSteps } from './read-resource.js';
import type { GroupAttributes, ResourceTypeName, SentMember } from '../schema/resource.js';
import { findAttribute } from '../schema/lookup.js';
import { GROUP_TYPE } from '../schema/group.js';
import { settle } from './standing.js';
import { finished, type Steps } from '../steps.js';

export interface DecodedGroup {
  readonly attributes: GroupAttributes;
  /** In the order sent, each id once. */
  readonly members: readonly SentMember[];
  readonly quirks: readonly QuirkName[];
}

/** The body of a POST. */
export function decodeGroup(body: unknown, rules: Omit<ReadingRules, 'type'>): DecodedGroup {
  return finished(groupSteps(body, rules));
}

/** As {@link decodeGroup}, and may be interrupted between two members. */
export function groupSteps(body: unknown, rules: Omit<ReadingRules, 'type'>): Steps<DecodedGroup> {
  return readGroup(body, startReading(rules, 'create'));
}

export interface GroupReplacement extends Omit<DecodedGroup, 'members'> {
  /** The whole new list; null leaves the members alone. */
  readonly members: readonly SentMember[] | null;
  /** For `replaceGroupAttributes`, which knows what stands. */
  readonly doubts: readonly Doubt[];
}

/** The body of a PUT. A tolerant reading takes members that it does not name, or names null, for not said. */
export function decodeGroupReplacement(body: unknown, rules: Omit<ReadingRules, 'type'>): GroupReplacement {
  return finished(groupReplacementSteps(body, rules));
}

/** As {@link decodeGroupReplacement}, and may be interrupted between two members. */
export function* groupReplacementSteps(body: unknown, rules: Omit<ReadingRules, 'type'>): Steps<GroupReplacement> {
  const reading = startReading(rules, 'change');
  const group = yield* readGroup(body, reading);
  const isNamed = yield* isSaid('members', { type: GROUP_TYPE, body, reading });
  const isUnsaid = !isNamed && excuse(reading, 'members-unsaid');
  const members = isUnsaid ? null : group.members;
  return { ...group, members, quirks: [...reading.applied], doubts: reading.doubts };
}

/** The attributes of a PUT over those that stand. Throws ScimError for what only those that stand may be. */
export function replaceGroupAttributes(
  current: GroupAttributes,
  { attributes, doubts }: Pick<GroupReplacement, 'attributes' | 'doubts'>,
): GroupAttributes {
  finished(settle(GROUP_TYPE, doubts, { before: current, after: attributes }));
  return attributes;
}

/** True for the name of the list of members, however a key may spell it. */
export function isMembers(name: string): boolean {
  return findAttribute(GROUP_TYPE, name)?.key === 'members';
}

function* readGroup(body: unknown, reading: Reading): Steps<DecodedGroup> {
  const { members, ...attributes } = yield* resourceSteps(GROUP_TYPE, body, reading);
  assertRequired(GROUP_TYPE, attributes);
  const read = yield* memberSteps(members ?? []);
  return { attributes: asGroup(attributes), members: read, quirks: [...reading.applied] };
}

/** Members that are read in one step: less than a millisecond. */
const MEMBERS_AT_ONCE = 2_000;

/** Canonical elements of `members` as references, each id once; the last one wins. `list` is where they were sent. */
export function* memberSteps(members: JsonValue, list = 'members'): Steps<readonly SentMember[]> {
  const byId = new Map<string, SentMember>();
  for (const [at, member] of (isJsonArray(members) ? members : []).entries()) {
    const reference = readMember(member, `${list}[${at}]`);
    byId.set(reference.value, reference);
    if (at % MEMBERS_AT_ONCE === MEMBERS_AT_ONCE - 1) yield;
  }
  return [...byId.values()];
}

function readMember(member: JsonValue, place: string): SentMember {
  const { value, type, $ref } = isJsonObject(member) ? member : {};
  if (typeof value !== 'string' || value === '') {
    throw new ScimError('required-missing', `${place}.value: required, but missing or empty; send the member’s id.`);
  }
  return { value, type: typeNamed(type) ?? typeOfReference($ref), place };
}

export function typeNamed(type: JsonValue | undefined): ResourceTypeName | null {
  const lower = typeof type === 'string' ? type.toLowerCase() : '';
  return lower === 'user' ? 'User' : lower === 'group' ? 'Group' : null;
}

function typeOfReference($ref: JsonValue | undefined): ResourceTypeName | null {
  const collection = typeof $ref === 'string' ? /\/(User|Group)s\/[^/]+$/.exec($ref)?.[1] : undefined;
  return typeNamed(collection);
}

/** Decoder: what `resourceSteps` and `applyOperations` let through has the types of the schema. */
export function asGroup(attributes: JsonObject): GroupAttributes {
  return attributes as GroupAttributes;
}
