import { valueAt, withValueAt } from '../schema/value-at.js';
import { ScimError } from '../errors/error.js';
import { isJsonArray, isJsonObject, type JsonObject } from '../json.js';
import { mergePairs } from '../reading/elements.js';
import type { QuirkName } from '../reading/quirks.js';
import { missingIn } from '../reading/read-resource.js';
import type { Attribute, ResourceType } from '../schema/attribute.js';
import { finished, type Steps } from '../steps.js';
import { settle } from '../reading/standing.js';
import { addElements, removeElements, setElements } from './elements.js';
import type { Operation, Patch } from './operation.js';
import { startWork, waysOf, type Spend, type Ways } from './work.js';

/**
 * RFC 7644 §3.5.2: the operations in order, each on what the one before it left. All or nothing: it throws, or returns
 * new attributes, and never touches those it was given. `noted` takes the quirks that only the resource can tell.
 */
export function applyOperations(type: ResourceType, attributes: JsonObject, application: Application): JsonObject {
  return finished(operationSteps(type, attributes, application));
}

/** As {@link applyOperations}, and may be interrupted between two operations, and between two values that one compares. */
export function* operationSteps(
  type: ResourceType,
  attributes: JsonObject,
  { operations, doubts, noted, spend = startWork() }: Application,
): Steps<JsonObject> {
  const ways = waysOf(noted, spend);
  let patched = mergeStored(attributes, operations);
  for (const operation of operations) {
    patched = yield* applyOperation(patched, operation, ways);
    yield ways.stretch();
  }
  const missing = missingIn(type, patched);
  if (missing !== undefined) {
    throw new ScimError('required-removed', `${missing}: required, and would be empty; replace it with a value.`);
  }
  yield* settle(type, doubts, { before: attributes, after: patched });
  return patched;
}

interface Application extends Pick<Patch, 'operations' | 'doubts'> {
  readonly noted: Set<QuirkName>;
  /** What the request may still cost, if this is not all of it. */
  readonly spend?: Spend | undefined;
}

/** Pairs that older writes left twice merge at the next write of their attribute (RFC 7643 §2.4). */
function mergeStored(attributes: JsonObject, operations: readonly Operation[]): JsonObject {
  let merged = attributes;
  const seen = new Set<Attribute>();
  for (const { target } of operations) {
    const { ref } = target;
    if (!ref.attribute.multiValued || seen.has(ref.attribute)) continue;
    seen.add(ref.attribute);
    const stored = valueAt(attributes, ref);
    // One value has no pair.
    if (!isJsonArray(stored) || stored.length < 2) continue;
    merged = withValueAt(merged, ref, mergePairs(stored.filter(isJsonObject)));
  }
  return merged;
}

function* applyOperation(attributes: JsonObject, operation: Operation, ways: Ways): Steps<JsonObject> {
  const { ref } = operation.target;
  if (!ref.attribute.multiValued) {
    return withValueAt(attributes, ref, operation.op === 'remove' ? undefined : operation.value);
  }
  const current = valueAt(attributes, ref);
  const elements = isJsonArray(current) ? current.filter(isJsonObject) : [];
  const next = yield* changeElements(elements, operation, ways);
  return withValueAt(attributes, ref, next.length === 0 ? undefined : next);
}

function* changeElements(
  elements: readonly JsonObject[],
  operation: Operation,
  ways: Ways,
): Steps<readonly JsonObject[]> {
  if (operation.op === 'remove') return yield* removeElements(elements, operation, ways);
  const { value, op } = operation;
  if (selects(operation)) return yield* setElements(elements, operation, ways);
  const incoming = isJsonArray(value) ? value.filter(isJsonObject) : [];
  return op === 'replace' ? incoming : yield* addElements(elements, incoming, ways);
}

function selects({ target }: Operation): boolean {
  return target.filter !== null || target.ref.sub !== null;
}
