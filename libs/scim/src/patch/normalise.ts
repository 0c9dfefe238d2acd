import { ScimError } from '../errors/error.js';
import { isJsonArray, type JsonValue } from '../json.js';
import type { Spot } from '../reading/spot.js';
import { excuse, isEmptyText, onlyElement, type Reading } from '../reading/quirks.js';
import type { Attribute } from '../schema/attribute.js';
import { leafOf, subRef } from '../schema/lookup.js';
import type { Steps } from '../steps.js';
import {
  elementSteps,
  nothingToWrite,
  readParts,
  readValue,
  toObject,
  valueSteps,
  withoutValue,
  writableParts,
} from '../reading/value.js';
import { doubt } from '../reading/standing.js';
import { equalities } from './equalities.js';
import type { Operation, Target } from './operation.js';

/** The operation on one attribute in normal form: its value canonical, and "set to nothing" turned into a remove. */
export function* normalise(target: Target, sent: SentValue, reading: Reading): Steps<readonly Operation[]> {
  const { ref } = target;
  assertWritable(ref.attribute, ref.key);
  if (ref.sub !== null) assertWritable(ref.sub, ref.key);
  if (sent.op === 'remove') return [yield* normaliseRemove(target, sent.value, reading)];
  if (sent.value === undefined) throw new ScimError('wrong-type', `${ref.key}: ${sent.op} needs a value; send one.`);
  const change: Change = { op: sent.op, value: sent.value };
  if (leafOf(ref).type === 'complex' && !ref.attribute.multiValued)
    return yield* spreadComplex(target, change, reading);
  const value = yield* readChange(target, change, { path: ref.key, reading });
  if (value === undefined) return addsToList(target, change) ? [] : [{ op: 'remove', target, values: null }];
  const mayCreate = reading.tolerance === 'tolerant' && isByLabel(target);
  return [{ op: sent.op, target, value, onNoMatch: mayCreate ? 'create' : 'refuse' }];
}

/** Entra selects by type or primary. Who names the value itself means one that stands: another one is not to be made. */
function isByLabel({ filter }: Target): boolean {
  const asked = equalities(filter);
  return asked !== null && Object.keys(asked).every((name) => name === 'type' || name === 'primary');
}

interface SentValue {
  readonly op: 'add' | 'remove' | 'replace';
  readonly value: JsonValue | undefined;
}

interface Change {
  readonly op: 'add' | 'replace';
  readonly value: JsonValue;
}

/** RFC 7644 §3.5.2.1: what is added to a list comes on top of what is there, so no values at all change nothing. */
function addsToList({ ref, filter }: Target, { op }: Change): boolean {
  return op === 'add' && ref.attribute.multiValued && ref.sub === null && filter === null;
}

function* readChange({ ref, filter }: Target, { op, value }: Change, at: Spot): Steps<JsonValue | undefined> {
  if (ref.sub !== null) {
    const part = readValue(ref.sub, value, at);
    // An element without its value says nothing; a strict reading takes an empty text for no other word of null.
    const isEmpty = part === '' && ref.attribute.multiValued && ref.sub.name === 'value';
    if (isEmpty) doubt(part, withoutValue(ref.attribute, ref.attribute.name), at);
    return part;
  }
  if (filter === null) return yield* valueSteps(ref.attribute, value, at);
  if (value === null || isEmptyText(value, at.reading)) return undefined;
  const one = onlyElement(value, at.reading) ?? value;
  // What is added to a value comes beside what it has; what replaces one is asked of its value when it is known.
  const parts = readParts(ref.attribute, one, at);
  if (op === 'add' && Object.keys(parts).length === 0) throw nothingToWrite(one, at);
  return parts;
}

/**
 * Entra's Remove with a value takes these values away and no others (rules.md, E4): read literally, which is to ignore
 * the value, it would empty the group. A strict reading refuses it, rather than guess.
 */
function* normaliseRemove(target: Target, value: JsonValue | undefined, reading: Reading): Steps<Operation> {
  const { ref, filter } = target;
  const isWhole = ref.attribute.multiValued && ref.sub === null && filter === null;
  if (!isWhole || value === undefined || value === null || isEmptyText(value, reading)) {
    return { op: 'remove', target, values: null };
  }
  if (!excuse(reading, 'remove-by-value')) {
    throw new ScimError('malformed-patch', `${ref.key}: remove takes no value; select by ${ref.key}[value eq "…"].`);
  }
  if (isJsonArray(value) && value.length === 0) return { op: 'remove', target, values: [] };
  const values = yield* elementSteps(ref.attribute, value, { path: ref.key, reading });
  return { op: 'remove', target, values: values ?? [] };
}

/** RFC 7644 §3.5.2.3: sub-attributes that the value does not name stay as they are; so each becomes an operation. */
function* spreadComplex(target: Target, { op, value }: Change, reading: Reading): Steps<readonly Operation[]> {
  const { ref } = target;
  const at: Spot = { path: ref.key, reading };
  const one = onlyElement(value, reading) ?? value;
  const isEmpty = one === null || (isJsonArray(one) && one.length === 0) || isEmptyText(one, reading);
  if (isEmpty) return [{ op: 'remove', target, values: null }];
  const writable = [...writableParts(ref.attribute, toObject(ref.attribute, one, at), at)];
  if (writable.length === 0) throw nothingToWrite(one, at);
  const operations: Operation[] = [];
  for (const [sub, inner] of writable) {
    operations.push(...(yield* normalise({ ...target, ref: subRef(ref, sub) }, { op, value: inner }, reading)));
  }
  return operations;
}

function assertWritable({ mutability }: Attribute, path: string): void {
  if (mutability === 'readOnly') {
    throw new ScimError('read-only', `${path}: read-only, set by the service; remove it from the mapping.`);
  }
}
