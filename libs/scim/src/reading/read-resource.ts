import { setValueAt, type Draft } from '../schema/value-at.js';
import { ScimError } from '../errors/error.js';
import { isDeeperThan, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { keptAttribute } from './kept.js';
import { namedIn } from './named-in.js';
import { underUrnOfToday } from './old-urns.js';
import { unknownAttribute, wrongType, type Spot } from './spot.js';
import { excuse, mayLeaveOut, type Reading } from './quirks.js';
import type { ResourceType } from '../schema/attribute.js';
import { findAttribute, findExtension, findWithoutUrn, leafOf, type AttributeRef } from '../schema/lookup.js';
import { checkResourceSchemas } from './schemas.js';
import type { Steps } from '../steps.js';
import { readValue, valueSteps } from './value.js';

/** Levels of objects and arrays in a message: an extension's multi-valued complex attribute in a PATCH has seven. */
export const MAX_BODY_DEPTH = 10;

export function readBody(body: unknown): JsonObject {
  if (!isJsonObject(body)) throw new ScimError('malformed-body');
  if (!flat.has(body) && isDeeperThan(body, MAX_BODY_DEPTH)) throw new ScimError('value-too-deep');
  return body;
}

/** Long bodies that were found no deeper than they may be: the PUT of a group asks twice. */
const flat = new WeakSet<object>();
/** Items of a list that are looked into in one step: 0.1 ms of members. */
const ITEMS_AT_ONCE = 1_000;

/** As {@link readBody}, and may be interrupted between the items of a list. */
export function* bodySteps(body: unknown): Steps<JsonObject> {
  if (!isJsonObject(body)) throw new ScimError('malformed-body');
  if (flat.has(body)) return body;
  let hasLong = false;
  for (const value of Object.values(body)) {
    const items = isJsonArray(value) && value.length > ITEMS_AT_ONCE ? value : [];
    for (let at = 0; at < items.length; at += 1) {
      if (isDeeperThan(items[at], MAX_BODY_DEPTH - 2)) throw new ScimError('value-too-deep');
      if (at % ITEMS_AT_ONCE === ITEMS_AT_ONCE - 1) yield;
    }
    if (items.length > 0) hasLong = true;
    else if (isDeeperThan(value, MAX_BODY_DEPTH - 1)) throw new ScimError('value-too-deep');
  }
  if (hasLong) flat.add(body);
  return body;
}

/** Attributes that are read in one step. */
const READ_AT_ONCE = 250;
/** Elements of a list that are read with what is beside it. */
const FEW = 25;

/**
 * The resource in a body as canonical attributes; read-only ones are ignored (RFC 7644 §3.3), required ones unchecked.
 * `unsaid` is what there is unless the body says otherwise, and becomes the result. It may be interrupted between two
 * attributes, and between the elements of one.
 */
export function* resourceSteps(
  type: ResourceType,
  body: unknown,
  reading: Reading,
  unsaid: Draft = {},
): Steps<JsonObject> {
  const seen = new Set<string>();
  const all = yield* assignments(type, yield* bodySteps(body), reading);
  for (const [index, { ref, value }] of all.entries()) {
    if (index % READ_AT_ONCE === READ_AT_ONCE - 1) yield;
    if (isIgnored(ref, seen)) continue;
    if (isLong(value)) yield;
    const at: Spot = { path: ref.key, reading };
    // Nearly all values are texts, and a generator for each would go to the collector.
    const canonical = isLong(value) ? yield* valueSteps(leafOf(ref), value, at) : readValue(leafOf(ref), value, at);
    if (canonical !== undefined) setValueAt(unsaid, ref, canonical);
  }
  return unsaid;
}

function isLong(value: JsonValue): boolean {
  return isJsonArray(value) && value.length > FEW;
}

function isIgnored({ key, attribute }: AttributeRef, seen: Set<string>): boolean {
  if (attribute.mutability === 'readOnly') return true;
  if (seen.has(key)) throw namedTwice(key);
  seen.add(key);
  return false;
}

/** Whether the body says anything of the attribute but null. */
export function* isSaid(key: string, { type, body, reading }: Message): Steps<boolean> {
  const all = yield* assignments(type, yield* bodySteps(body), reading);
  return all.some(({ ref, value }) => ref.key === key && value !== null);
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
  const missing = missingIn(type, attributes);
  if (missing === undefined) return;
  throw new ScimError('required-missing', `${missing}: required, but missing or empty; map a value to it.`);
}

/** The name of the first required attribute that is not assigned, or empty. */
export function missingIn(type: ResourceType, attributes: JsonObject): string | undefined {
  for (const { name, required } of type.schema.attributes) {
    if (required && (attributes[name] === undefined || attributes[name] === '')) return name;
  }
  return undefined;
}

interface Assignment {
  readonly ref: AttributeRef;
  readonly value: JsonValue;
}

/** May be interrupted between two objects of extensions: in other spellings of its URN one may be there a hundred times. */
function* assignments(type: ResourceType, resource: JsonObject, reading: Reading): Steps<readonly Assignment[]> {
  checkResourceSchemas(type, namedIn(resource, ['schemas']).schemas, reading);
  const found: Assignment[] = [];
  const assign = (name: string, value: JsonValue | undefined): void => {
    if (value === undefined) return;
    const ref = namedBy(type, name, { value, reading });
    if (ref !== undefined) found.push({ ref, value });
  };
  // Object.entries would leave a list of each name and value to the collector. Of `for … in` in a generator V8 learns nothing: it
  // compiled this, and threw that away, eight times a second.
  for (const sent of Object.keys(resource)) {
    const value = resource[sent];
    const name = underUrnOfToday(type, sent, reading);
    const extension = findExtension(type, name);
    if (extension === undefined) assign(name, value);
    else if (isJsonObject(value)) {
      for (const inner of Object.keys(value)) assign(`${extension.id}:${inner}`, value[inner]);
      yield;
    } else if (value !== undefined && value !== null) throw wrongType({ path: extension.id }, 'an object', value);
  }
  return found;
}

/** What a name stands for; undefined for what is left out. */
function namedBy(type: ResourceType, name: string, { value, reading }: Sent): AttributeRef | undefined {
  const ref = findAttribute(type, name);
  if (ref !== undefined && isPlainKey(ref, name)) return ref;
  // `emails.value` says of no element that it is its value: only in a path has it a meaning.
  const isOfElements = ref?.sub != null && ref.attribute.multiValued;
  if (ref !== undefined && !isOfElements && excuse(reading, 'flattened-key')) return ref;
  const misplaced = findWithoutUrn(type, name);
  if (misplaced !== undefined && excuse(reading, 'missing-urn')) return misplaced;
  const kept = keptAttribute(type, name, { value, reading });
  if (kept === undefined && !mayLeaveOut(name, reading)) throw unknownAttribute(type.name, name, misplaced?.key);
  return kept;
}

interface Sent {
  readonly value: JsonValue;
  readonly reading: Reading;
}

/** True for the key of a whole attribute, written where RFC 7643 §3 puts it. */
function isPlainKey(ref: AttributeRef, name: string): boolean {
  return ref.sub === null && name.length === ref.key.length;
}
