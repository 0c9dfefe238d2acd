import { ScimError } from '../errors/error.js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import {
  complexFromString,
  excuse,
  isEmptyText,
  onlyElement,
  roleFromJsonString,
  roleWithDisplay,
  scalarFromObject,
} from './quirks.js';
import { idInReference, mergeSteps, saysNothing } from './elements.js';
import { inside, unknownAttribute, wrongType, type Spot } from './spot.js';
import { readScalar } from './scalar.js';
import { doubt } from './standing.js';
import { finished, type Steps } from '../steps.js';
import type { Attribute } from '../schema/attribute.js';
import { findSub } from '../schema/lookup.js';

/**
 * The canonical form of a value: native types, names as the schema spells them, no nulls, nothing read-only. Undefined is
 * "not assigned", for which null and [] are other words (RFC 7643 §2.5). `where` is the path for the error's detail.
 */
export function readValue(attribute: Attribute, value: JsonValue, at: Spot): JsonValue | undefined {
  if (isUnassigned(value, at)) return undefined;
  return attribute.multiValued ? readElements(attribute, value, at) : readSingle(attribute, value, at);
}

/** As {@link readValue}, and may be interrupted between elements: a group may have eighty thousand. */
export function* valueSteps(attribute: Attribute, value: JsonValue, at: Spot): Steps<JsonValue | undefined> {
  if (isUnassigned(value, at)) return undefined;
  return attribute.multiValued ? yield* elementSteps(attribute, value, at) : readSingle(attribute, value, at);
}

function isUnassigned(value: JsonValue, { reading }: Spot): boolean {
  return value === null || (isJsonArray(value) && value.length === 0) || isEmptyText(value, reading);
}

function readSingle(attribute: Attribute, value: JsonValue, at: Spot): JsonValue | undefined {
  if (value === null || isEmptyText(value, at.reading)) return undefined;
  // Nearly all values are texts, and none of these is one.
  const isShaped = typeof value === 'object';
  const only = isShaped ? onlyElement(value, at.reading) : undefined;
  if (only !== undefined) return readSingle(attribute, only, at);
  if (attribute.type === 'complex') return readComplex(attribute, value, at);
  const scalar = isShaped ? scalarFromObject(value, at.reading) : undefined;
  if (scalar !== undefined) return readSingle(attribute, scalar, at);
  return readScalar(attribute, value, at);
}

/** Elements that are read in one step: half a millisecond. */
const READ_AT_ONCE = 250;

/** The elements of a multi-valued attribute, each once, at most one of them primary (RFC 7643 §2.4). */
function readElements(attribute: Attribute, value: JsonValue, at: Spot): readonly JsonObject[] | undefined {
  const sent = sentElements(attribute, value, at);
  return finished(wholeOf(attribute, readRange(attribute, sent, at, { from: 0, to: sent.length }), at));
}

/** As {@link readElements}, and may be interrupted. */
export function* elementSteps(
  attribute: Attribute,
  value: JsonValue,
  at: Spot,
): Steps<readonly JsonObject[] | undefined> {
  const sent = sentElements(attribute, value, at);
  const elements: JsonObject[] = [];
  for (let from = 0; from < sent.length; from += READ_AT_ONCE) {
    const to = Math.min(from + READ_AT_ONCE, sent.length);
    elements.push(...readRange(attribute, sent, at, { from, to }));
    if (to === from + READ_AT_ONCE) yield;
  }
  return yield* wholeOf(attribute, elements, at);
}

/** A change may send all of a list that stands beyond its bound (see `settle`); none was ever so many times as long. */
const SENT_AT_MOST = 10;

/** What was sent, counted before one element is looked at. */
function sentElements(attribute: Attribute, value: JsonValue, at: Spot): readonly JsonValue[] {
  const sent = isJsonArray(value) ? value : excuse(at.reading, 'element-without-array') ? [value] : undefined;
  if (sent === undefined) throw wrongType(at, 'an array', value);
  // Of a change it is what comes of it that is asked; members are never loaded.
  const isSettled = at.reading.message === 'change' && !isMembers(attribute);
  if (sent.length > attribute.maxValues * (isSettled ? SENT_AT_MOST : 1)) throw tooManyValues(attribute, at, isSettled);
  return sent;
}

function tooManyValues({ maxValues }: Attribute, { path }: Spot, isSettled: boolean): ScimError {
  const remedy = isSettled ? 'remove some first' : 'send fewer at once';
  return new ScimError('too-many-values', `${path}: more than ${maxValues} values; ${remedy}.`);
}

function readRange(
  attribute: Attribute,
  sent: readonly JsonValue[],
  { path, reading }: Spot,
  { from, to }: { readonly from: number; readonly to: number },
): JsonObject[] {
  const elements: JsonObject[] = [];
  for (let index = from; index < to; index += 1) {
    const element = readElement(attribute, sent[index] ?? null, { path: `${path}[${index}]`, reading });
    if (element !== undefined) elements.push(element);
  }
  return elements;
}

function* wholeOf(
  attribute: Attribute,
  elements: readonly JsonObject[],
  { path }: Spot,
): Steps<readonly JsonObject[] | undefined> {
  const merged = isMembers(attribute) || elements.length < 2 ? elements : yield* mergeSteps(elements);
  assertOnePrimary(merged, path);
  return merged.length === 0 ? undefined : merged;
}

/**
 * One element. One without its value says nothing: a creation leaves it out where that is all that Entra says (undefined);
 * elsewhere it is refused, because what it leaves out would be taken from what is there.
 */
function readElement(attribute: Attribute, item: JsonValue, at: Spot): JsonObject | undefined {
  const element = readParts(attribute, item, at);
  if (!saysNothing(attribute, element)) return element;
  if (mayBeLeftOut(attribute, element, at)) return undefined;
  doubt(element, withoutValue(attribute, at.path), at);
  return element;
}

/** What is said of an element, which need not be all of it. */
export function readParts(attribute: Attribute, item: JsonValue, at: Spot): JsonObject {
  const role = roleFromJsonString(item, attribute, at.reading);
  const sent = role ?? roleWithDisplay(toObject(attribute, item, at), attribute, at.reading);
  return readSubAttributes(attribute, subAttributesOf(attribute, sent, at), at);
}

function mayBeLeftOut(attribute: Attribute, element: JsonObject, { reading }: Spot): boolean {
  const isLabel = Object.keys(element).every((name) => name === 'type' || name === 'primary');
  // Of a member it would be who belongs to the group that is left out.
  const isSpare = isLabel && !isMembers(attribute) && reading.message === 'create';
  return isSpare && excuse(reading, 'element-without-value');
}

/** Members have no primary: they are one by their id, and keep the places at which they were sent. */
function isMembers(attribute: Attribute): boolean {
  return findSub(attribute, 'primary') === undefined;
}

export function withoutValue(attribute: Attribute, path: string): ScimError {
  const detail =
    findSub(attribute, 'value') === undefined
      ? `${path}: says nothing but type or primary; send more of it, or leave it out.`
      : `${path}.value: required, but missing or empty; send it, or leave the whole element out.`;
  return new ScimError('required-missing', detail);
}

export function assertOnePrimary(elements: readonly JsonObject[], path: string): void {
  if (elements.length > 1 && elements.filter((element) => element.primary === true).length > 1) {
    throw new ScimError('several-primaries', `${path}: more than one value is primary; mark one.`);
  }
}

/** A complex value: nothing where it names parts as unassigned, refused where it names none that could be. */
function readComplex(attribute: Attribute, value: JsonValue, at: Spot): JsonObject | undefined {
  const object = toObject(attribute, value, at);
  const sent = writableParts(attribute, object, at);
  if (sent.size === 0) {
    const isBare = Object.keys(object).length === 0 && at.reading.message === 'create';
    if (isBare && excuse(at.reading, 'element-without-value')) return undefined;
    throw nothingToWrite(value, at);
  }
  const read = readSubAttributes(attribute, sent, at);
  return Object.keys(read).length === 0 ? undefined : read;
}

export function nothingToWrite(value: JsonValue, at: Spot): ScimError {
  return wrongType(at, 'an object with an attribute that can be written', value);
}

function readSubAttributes(attribute: Attribute, sent: ReadonlyMap<Attribute, JsonValue>, at: Spot): JsonObject {
  const read: { [name: string]: JsonValue } = {};
  // In the schema's order, so that equal elements have equal JSON.
  for (const sub of attribute.subAttributes) {
    const raw = sent.get(sub);
    if (raw === undefined || sub.mutability === 'readOnly') continue;
    const canonical = readValue(sub, raw, inside(at, sub.name));
    if (canonical !== undefined) read[sub.name] = canonical;
  }
  return read;
}

/** What a value that is not multi-valued says of the parts that a client may set. */
export function writableParts(attribute: Attribute, value: JsonObject, at: Spot): ReadonlyMap<Attribute, JsonValue> {
  const sent = subAttributesOf(attribute, value, at);
  const [id, reference] = [findSub(attribute, 'value'), findSub(attribute, '$ref')];
  const url = reference === undefined ? null : (sent.get(reference) ?? null);
  for (const sub of attribute.subAttributes) if (sub.mutability === 'readOnly') sent.delete(sub);
  const named = id === undefined || url === null ? null : idBeside({ id: sent.get(id), url }, at);
  return id === undefined || named === null ? sent : sent.set(id, named);
}

/** RFC 7643 §4.3: the URL alone says who the manager is, too; §2.5: an id of null is none. Null where it is not asked. */
function idBeside(
  { id, url }: { readonly id: JsonValue | undefined; readonly url: JsonValue },
  at: Spot,
): string | null {
  const isAlone = id === undefined || id === null;
  if (url === null || (url === '' && id !== undefined)) return null;
  if (!isAlone && !isEmptyText(id, at.reading)) return null;
  const named = idInReference(url, inside(at, '$ref'));
  if (isAlone) return named;
  throw new ScimError('wrong-type', `${at.path}: an empty value beside a $ref says two things; send one of them.`);
}

/** The members of a complex value by their attributes. A name of no schema may be a misspelled one that matters. */
function subAttributesOf(attribute: Attribute, value: JsonObject, at: Spot): Map<Attribute, JsonValue> {
  const found = new Map<Attribute, JsonValue>();
  for (const name in value) {
    const [sub, inner] = [findSub(attribute, name), value[name] ?? null];
    if (sub === undefined) {
      // RFC 7643 §2.4 gives every multi-valued attribute a "$ref"; those of ours have none to keep.
      if (name !== '$ref' || !attribute.multiValued) throw unknownAttribute(at.path, name);
    } else if (found.has(sub)) {
      throw new ScimError('malformed-body', `${at.path}.${sub.name}: named twice; send it once.`);
    } else {
      found.set(sub, inner);
    }
  }
  return found;
}

export function toObject(attribute: Attribute, value: JsonValue, at: Spot): JsonObject {
  const complex = isJsonObject(value) ? value : complexFromString(value, attribute, at.reading);
  if (complex === undefined) throw wrongType(at, 'an object', value);
  return complex;
}
