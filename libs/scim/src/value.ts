import { ScimError } from './error.js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.js';
import {
  complexFromString,
  excuse,
  isEmptyText,
  mayLeaveOut,
  onlyElement,
  roleFromJsonString,
  scalarFromObject,
} from './quirks.js';
import { unknownAttribute, wrongType, type Place } from './place.js';
import { readScalar } from './scalar.js';
import type { Attribute } from './schema/attribute.js';
import { findSub } from './schema/lookup.js';

/**
 * The canonical form of a value: native types, names as the schema spells them, no nulls, nothing read-only. Undefined is
 * "not assigned", for which null and [] are other words (RFC 7643 §2.5). `where` is the path for the error's detail.
 */
export function readValue(attribute: Attribute, value: JsonValue, at: Place): JsonValue | undefined {
  if (value === null) return undefined;
  if (isJsonArray(value) && value.length === 0) return undefined;
  if (isEmptyText(value, at.reading)) return undefined;
  return attribute.multiValued ? readElements(attribute, value, at) : readSingle(attribute, value, at);
}

function readSingle(attribute: Attribute, value: JsonValue, at: Place): JsonValue | undefined {
  if (value === null || isEmptyText(value, at.reading)) return undefined;
  const only = onlyElement(value, at.reading);
  if (only !== undefined) return readSingle(attribute, only, at);
  if (attribute.type === 'complex') return readComplex(attribute, toObject(attribute, value, at), at);
  const scalar = scalarFromObject(value, at.reading);
  if (scalar !== undefined) return readSingle(attribute, scalar, at);
  return readScalar(attribute, value, at);
}

/** The elements of a multi-valued attribute, each once, at most one of them primary (RFC 7643 §2.4). */
export function readElements(attribute: Attribute, value: JsonValue, at: Place): readonly JsonObject[] | undefined {
  const sent = isJsonArray(value) ? value : excuse(at.reading, 'element-without-array') ? [value] : undefined;
  if (sent === undefined) throw wrongType(at, 'an array', value);
  if (sent.length > attribute.maxValues) {
    throw new ScimError('too-many-values', `${at.path}: more than ${attribute.maxValues} values; send fewer at once.`);
  }
  const distinct = new Map<string, JsonObject>();
  for (const item of sent) {
    const element = readElement(attribute, item, at);
    if (element !== undefined) distinct.set(JSON.stringify(element), element);
  }
  const elements = [...distinct.values()];
  assertOnePrimary(elements, at.path);
  return elements.length === 0 ? undefined : elements;
}

/** One element; undefined for one that says nothing. */
export function readElement(attribute: Attribute, item: JsonValue, at: Place): JsonObject | undefined {
  if (item === null) return undefined;
  const role = roleFromJsonString(item, attribute, at.reading);
  const element = readComplex(attribute, role ?? toObject(attribute, item, at), at);
  if (element === undefined || !isLabelOnly(element)) return element;
  if (excuse(at.reading, 'element-without-value')) return undefined;
  throw new ScimError('required-missing', `${at.path}: a value carries only type or primary; send its value, too.`);
}

/** True for what is left when an element has lost its value: type and primary only say which one it was. */
export function isLabelOnly(element: JsonObject): boolean {
  return Object.keys(element).every((name) => name === 'type' || name === 'primary');
}

export function assertOnePrimary(elements: readonly JsonObject[], path: string): void {
  if (elements.filter((element) => element.primary === true).length > 1) {
    throw new ScimError('several-primaries', `${path}: more than one value is primary; mark one.`);
  }
}

function readComplex(attribute: Attribute, value: JsonObject, at: Place): JsonObject | undefined {
  const read: { [name: string]: JsonValue } = {};
  const sent = subAttributesOf(attribute, value, at);
  // In the schema's order, so that equal elements have equal JSON.
  for (const sub of attribute.subAttributes) {
    const raw = sent.get(sub);
    if (raw === undefined || sub.mutability === 'readOnly') continue;
    const canonical = readValue(sub, raw, { ...at, path: `${at.path}.${sub.name}` });
    if (canonical !== undefined) read[sub.name] = canonical;
  }
  return Object.keys(read).length === 0 ? undefined : read;
}

/** The members of a complex value by their attributes; unknown ones are left out, or refused in a strict reading. */
export function subAttributesOf(attribute: Attribute, value: JsonObject, at: Place): Map<Attribute, JsonValue> {
  const found = new Map<Attribute, JsonValue>();
  for (const [name, inner] of Object.entries(value)) {
    const sub = findSub(attribute, name);
    if (sub === undefined) {
      if (!mayLeaveOut(name, at.reading)) throw unknownAttribute(at.path, name);
    } else {
      found.set(sub, inner);
    }
  }
  return found;
}

export function toObject(attribute: Attribute, value: JsonValue, at: Place): JsonObject {
  const complex = isJsonObject(value) ? value : complexFromString(value, attribute, at.reading);
  if (complex === undefined) throw wrongType(at, 'an object', value);
  return complex;
}
