import { withValueAt } from '../schema/value-at.js';
import { ScimError } from '../errors/error.js';
import { isDeeperThan, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { keptAttribute } from './kept.js';
import { membersOf } from './members.js';
import { underUrnOfToday } from './old-urns.js';
import { unknownAttribute, wrongType } from './place.js';
import { excuse, mayLeaveOut, type Reading } from './quirks.js';
import type { ResourceType } from '../schema/attribute.js';
import { findAttribute, findExtension, findWithoutUrn, leafOf, type AttributeRef } from '../schema/lookup.js';
import { checkResourceSchemas } from './schemas.js';
import { finished, type Steps } from '../steps.js';
import { readValue, valueSteps } from './value.js';

/** Levels of objects and arrays in a message: an extension's multi-valued complex attribute in a PATCH has seven. */
export const MAX_BODY_DEPTH = 10;

export function readBody(body: unknown): JsonObject {
  return finished(bodySteps(body));
}

/** Bodies that are no deeper than they may be: a PUT asks twice. */
const flat = new WeakSet<object>();
/** Items of a list that are looked into in one step: 0.1 ms of members. */
const ITEMS_AT_ONCE = 1_000;

/** As {@link readBody}, and may be interrupted between the items of a list. */
export function* bodySteps(body: unknown): Steps<JsonObject> {
  if (!isJsonObject(body)) throw new ScimError('malformed-body');
  if (flat.has(body)) return body;
  for (const value of Object.values(body)) {
    const [items, depth] = isJsonArray(value) ? [value, MAX_BODY_DEPTH - 2] : [[value], MAX_BODY_DEPTH - 1];
    for (const [at, item] of items.entries()) {
      if (isDeeperThan(item, depth)) throw new ScimError('value-too-deep');
      if (at % ITEMS_AT_ONCE === ITEMS_AT_ONCE - 1) yield;
    }
  }
  flat.add(body);
  return body;
}

/** The resource in a body as canonical attributes; read-only ones are ignored (RFC 7644 §3.3). Required ones are unchecked. */
export function readResource(type: ResourceType, body: unknown, reading: Reading): JsonObject {
  return finished(resourceSteps(type, body, reading));
}

/** As {@link readResource}, and may be interrupted between the elements of an attribute. */
export function* resourceSteps(type: ResourceType, body: unknown, reading: Reading): Steps<JsonObject> {
  const resource = yield* bodySteps(body);
  checkResourceSchemas(type, membersOf(resource, ['schemas']).schemas, reading);
  let attributes: JsonObject = {};
  const seen = new Set<string>();
  for (const { ref, value } of assignments(type, resource, reading)) {
    if (ref.attribute.mutability === 'readOnly') continue;
    if (seen.has(ref.key)) throw namedTwice(ref.key);
    seen.add(ref.key);
    const canonical = yield* valueSteps(leafOf(ref), value, { path: ref.key, reading });
    if (canonical !== undefined) attributes = withValueAt(attributes, ref, canonical);
  }
  return attributes;
}

/** One attribute of the resource in a body, read as `readResource` reads it. */
export function readAttribute(key: string, { type, body, reading }: Message): JsonValue | undefined {
  const resource = readBody(body);
  checkResourceSchemas(type, membersOf(resource, ['schemas']).schemas, reading);
  const [only, another] = assignments(type, resource, reading).filter(({ ref }) => ref.key === key);
  if (another !== undefined) throw namedTwice(key);
  return only === undefined ? undefined : readValue(leafOf(only.ref), only.value, { path: key, reading });
}

/** Whether the body says anything of the attribute but null. */
export function isSaid(key: string, { type, body, reading }: Message): boolean {
  return assignments(type, readBody(body), reading).some(({ ref, value }) => ref.key === key && value !== null);
}

interface Message {
  readonly type: ResourceType;
  readonly body: unknown;
  readonly reading: Reading;
}

function namedTwice(key: string): ScimError {
  return new ScimError('malformed-body', `${key}: the body names the attribute twice.`);
}

/** RFC 7643 §2.2: throws unless each required attribute is assigned, and not empty. */
export function assertRequired(type: ResourceType, attributes: JsonObject): void {
  for (const { name, required } of type.schema.attributes) {
    if (required && (attributes[name] === undefined || attributes[name] === '')) {
      throw new ScimError('required-missing', `${name}: required, but missing or empty; map a value to it.`);
    }
  }
}

interface Assignment {
  readonly ref: AttributeRef;
  readonly value: JsonValue;
}

function assignments(type: ResourceType, resource: JsonObject, reading: Reading): readonly Assignment[] {
  return Object.entries(resource).flatMap(([sent, value]) => {
    const name = underUrnOfToday(type, sent, reading);
    const extension = findExtension(type, name);
    if (extension === undefined) return assignment(type, name, { value, reading });
    if (value === null) return [];
    if (!isJsonObject(value)) throw wrongType({ path: extension.id }, 'an object', value);
    return Object.entries(value).flatMap(([inner, innerValue]) =>
      assignment(type, `${extension.id}:${inner}`, { value: innerValue, reading }),
    );
  });
}

function assignment(type: ResourceType, name: string, { value, reading }: Sent): readonly Assignment[] {
  const ref = findAttribute(type, name);
  if (ref !== undefined && isPlainKey(ref, name)) return [{ ref, value }];
  // `emails.value` says of no element that it is its value: only in a path has it a meaning.
  const isOfElements = ref?.sub != null && ref.attribute.multiValued;
  if (ref !== undefined && !isOfElements && excuse(reading, 'flattened-key')) return [{ ref, value }];
  const misplaced = findWithoutUrn(type, name);
  if (misplaced !== undefined && excuse(reading, 'missing-urn')) return [{ ref: misplaced, value }];
  const kept = keptAttribute(type, name, { value, reading });
  if (kept !== undefined) return [{ ref: kept, value }];
  if (!mayLeaveOut(name, reading)) throw unknownAttribute(type.name, name);
  return [];
}

interface Sent {
  readonly value: JsonValue;
  readonly reading: Reading;
}

/** True for the key of a whole attribute, written where RFC 7643 §3 puts it. */
function isPlainKey(ref: AttributeRef, name: string): boolean {
  return ref.sub === null && name.length === ref.key.length;
}
