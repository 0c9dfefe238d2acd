import { ScimError } from '../errors/error.js';
import { isMembers } from '../reading/group.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { shownName, wrongType } from '../reading/spot.js';
import { excuse, onlyElement, type Reading } from '../reading/quirks.js';
import type { ResourceType, Schema } from '../schema/attribute.js';
import { findAttribute, findExtension } from '../schema/lookup.js';
import { normalise } from './normalise.js';
import type { Operation, Target } from './operation.js';
import { keptAttribute } from '../reading/kept.js';
import { underUrnOfToday } from '../reading/old-urns.js';
import { invalidPath, parsePath } from './path.js';
import type { Steps } from '../steps.js';

/** An operation as it was sent, with a legible op. */
export interface SentOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string | null;
  readonly value: JsonValue | undefined;
}

/** One operation per attribute: takes apart what has no path, and what names a whole extension. */
export function* spread(type: ResourceType, sent: SentOperation, reading: Reading): Steps<readonly Operation[]> {
  const { op, path: sentPath, value } = sent;
  if (sentPath === null) return yield* spreadObject(type, sent, reading);
  const path = underUrnOfToday(type, sentPath, reading);
  // The URN of the resource's own schema stands for all that a path could name.
  if (path.toLowerCase() === type.schema.id.toLowerCase())
    return yield* spreadObject(type, { op, path: null, value }, reading);
  const extension = findExtension(type, path);
  if (extension !== undefined) return yield* spreadExtension(type, { op, extension, value }, reading);
  return yield* normalise(targetOf(type, path, { value, reading }), { op, value }, reading);
}

/** RFC 7644 §3.5.2.1: without a path the value holds the attributes. Entra's keys are paths of their own. */
function* spreadObject(
  type: ResourceType,
  { op, value }: SentOperation,
  reading: Reading,
): Steps<readonly Operation[]> {
  if (op === 'remove') throw new ScimError('path-missing');
  if (!isJsonObject(value))
    throw wrongType({ path: 'value' }, 'an object, as the operation has no path', value ?? null);
  const operations: Operation[] = [];
  for (const [sentKey, inner] of entriesOf(value)) {
    const key = underUrnOfToday(type, sentKey, reading);
    if (isIgnored(key, reading) || isUnsaid(type, { key, value: inner, reading })) continue;
    checkKey(type, key, reading);
    operations.push(...(yield* spread(type, { op, path: key, value: inner }, reading)));
    yield;
  }
  return operations;
}

/** RFC 7643 §2.1: names have no case, so two that differ in it alone say two things of one attribute. */
function entriesOf(value: JsonObject): readonly (readonly [string, JsonValue])[] {
  const entries = Object.entries(value);
  if (new Set(entries.map(([name]) => name.toLowerCase())).size < entries.length) {
    throw new ScimError('malformed-patch', 'value: names an attribute twice; send it once.');
  }
  return entries;
}

/** What a client sends along without meaning to change it. */
function isIgnored(key: string, reading: Reading): boolean {
  const name = key.toLowerCase();
  if (name === 'password') return excuse(reading, 'password-dropped');
  return ['id', 'schemas', 'meta'].includes(name) && excuse(reading, 'read-only-key');
}

/** Null beside other attributes is how clients write "not said": no group is emptied by it, as by no PUT. */
function isUnsaid(type: ResourceType, { key, value, reading }: Sent & { readonly key: string }): boolean {
  return type.name === 'Group' && value === null && isMembers(key) && excuse(reading, 'members-unsaid');
}

function checkKey(type: ResourceType, key: string, reading: Reading): void {
  if (findExtension(type, key) !== undefined) return;
  const ref = findAttribute(type, key);
  const isPlain = ref !== undefined && ref.sub === null && ref.extension === null;
  if (isPlain || excuse(reading, 'flattened-key')) return;
  throw invalidPath('value', `${shownName(key) || 'a key '}is not the name of an attribute; use a path instead`);
}

function* spreadExtension(type: ResourceType, sent: SentExtension, reading: Reading): Steps<readonly Operation[]> {
  const { op, extension } = sent;
  const value = onlyElement(sent.value ?? null, reading) ?? sent.value;
  const isAll = value === null || (op === 'remove' && (value === undefined || value === ''));
  const named = isAll ? clearing(extension) : value;
  if (!isJsonObject(named)) throw wrongType({ path: extension.id }, 'an object', value ?? null);
  // Read to the letter, a remove takes the whole extension, whatever its value names.
  if (op === 'remove' && !isAll && !excuse(reading, 'remove-by-value')) {
    throw new ScimError('malformed-patch', `${extension.id}: remove takes no value; send a path of what is to go.`);
  }
  const innerOp = isAll ? 'remove' : op;
  const operations: Operation[] = [];
  for (const [name, inner] of entriesOf(named)) {
    const path = `${extension.id}:${name}`;
    const change = innerOp === 'remove' ? { op: innerOp, value: undefined } : { op: innerOp, value: inner };
    const target = targetOf(type, path, { value: change.value, reading });
    operations.push(...(yield* normalise(target, change, reading)));
    yield;
  }
  return operations;
}

interface SentExtension {
  readonly op: SentOperation['op'];
  readonly extension: Schema;
  readonly value: JsonValue | undefined;
}

function clearing(extension: Schema): JsonObject {
  return Object.fromEntries(extension.attributes.map(({ name }) => [name, null]));
}

function targetOf(type: ResourceType, path: string, { value, reading }: Sent): Target {
  const kept = keptAttribute(type, path, { value, reading });
  return kept === undefined ? parsePath(type, path, reading) : { ref: kept, filter: null };
}

interface Sent {
  readonly value: JsonValue | undefined;
  readonly reading: Reading;
}
