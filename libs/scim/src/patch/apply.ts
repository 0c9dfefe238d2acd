import { valueAt, withValueAt } from '../attributes.js';
import { ScimError } from '../error.js';
import { isJsonArray, isJsonObject, type JsonObject } from '../json.js';
import type { QuirkName } from '../quirks.js';
import type { ResourceType } from '../schema/attribute.js';
import { addElements, removeElements, setElements } from './elements.js';
import type { Operation } from './operation.js';
import { startWork, type Spend } from './work.js';

/**
 * RFC 7644 §3.5.2: the operations in order, each on what the one before it left. All or nothing: it throws, or returns
 * new attributes, and never touches those it was given. `noted` takes the quirks that only the resource can tell.
 */
export function applyOperations(
  type: ResourceType,
  attributes: JsonObject,
  { operations, noted, spend = startWork() }: Application,
): JsonObject {
  const ways: Ways = { noted, spend };
  const patched = operations.reduce((before, operation) => applyOperation(before, operation, ways), attributes);
  for (const { name, required } of type.schema.attributes) {
    if (required && (patched[name] === undefined || patched[name] === '')) {
      throw new ScimError('required-removed', `${name}: required, and would be empty; replace it with a value.`);
    }
  }
  return patched;
}

interface Application {
  readonly operations: readonly Operation[];
  readonly noted: Set<QuirkName>;
  /** What the request may still cost, if this is not all of it. */
  readonly spend?: Spend | undefined;
}

interface Ways {
  readonly noted: Set<QuirkName>;
  readonly spend: Spend;
}

function applyOperation(attributes: JsonObject, operation: Operation, { noted, spend }: Ways): JsonObject {
  const { ref } = operation.target;
  if (!ref.attribute.multiValued) {
    return withValueAt(attributes, ref, operation.op === 'remove' ? undefined : operation.value);
  }
  const current = valueAt(attributes, ref);
  const elements = isJsonArray(current) ? current.filter(isJsonObject) : [];
  const next = changeElements(elements, operation, spend);
  const { maxValues } = ref.attribute;
  if (next.length > maxValues && next.length > elements.length) {
    throw new ScimError('too-many-values', `${ref.key}: more than ${maxValues} values; remove some first.`);
  }
  if (selects(operation) && next.length > elements.length) noted.add('create-if-missing');
  return withValueAt(attributes, ref, next.length === 0 ? undefined : next);
}

function changeElements(elements: readonly JsonObject[], operation: Operation, spend: Spend): readonly JsonObject[] {
  if (operation.op === 'remove') return removeElements(elements, operation, spend);
  const { value, op } = operation;
  if (selects(operation)) return setElements(elements, operation, spend);
  const incoming = isJsonArray(value) ? value.filter(isJsonObject) : [];
  return op === 'replace' ? incoming : addElements(elements, incoming, spend);
}

function selects({ target }: Operation): boolean {
  return target.filter !== null || target.ref.sub !== null;
}
