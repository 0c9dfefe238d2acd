import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { Steps } from '../steps.js';
import type { BulkOperation } from './operation.js';

const PREFIX = 'bulkId:';

/** RFC 7644 §3.7.2: `x` of `bulkId:x`; null for any other text. Ids are UUIDs, so none looks like a reference. */
export function bulkIdIn(text: string): string | null {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : null;
}

/** The bulkIds that an operation's path and data name, each once. May be interrupted as {@link replacedSteps}. */
export function* referenceSteps(operation: BulkOperation): Steps<readonly string[]> {
  const found = new Set<string>();
  if ('target' in operation && 'bulkId' in operation.target) found.add(operation.target.bulkId);
  if ('data' in operation) {
    yield* replacedSteps(operation.data, (bulkId) => {
      found.add(bulkId);
      return '';
    });
  }
  return [...found];
}

/** Elements of a list in which references are sought in one step. */
const SOUGHT_AT_ONCE = 250;
/** Of a list of no more any may be long: each is interrupted for itself. */
const FEW = 25;

/**
 * The data with each reference replaced by the id that `idOf` gives for it. A reference is a whole value, whatever
 * attribute holds it, or a quoted value in the path of a PATCH operation: `members[value eq "bulkId:x"]`. May be interrupted
 * between the elements of a long list.
 */
export function* replacedSteps(data: JsonObject, idOf: (bulkId: string) => string): Steps<JsonObject> {
  const entries: (readonly [string, JsonValue])[] = [];
  for (const [name, value] of Object.entries(data)) {
    // Most data is short, and a generator for each of its values would go to the collector.
    const isPlain = typeof value !== 'object' || value === null;
    entries.push([name, isPlain ? replaced(value, name, idOf) : yield* valueSteps(value, name, idOf)]);
  }
  return Object.fromEntries(entries);
}

function* valueSteps(value: JsonValue, name: string, idOf: (bulkId: string) => string): Steps<JsonValue> {
  if (isJsonObject(value)) return yield* replacedSteps(value, idOf);
  if (!isJsonArray(value)) return replaced(value, name, idOf);
  const elements: JsonValue[] = [];
  for (const [at, element] of value.entries()) {
    elements.push(value.length > FEW ? replaced(element, name, idOf) : yield* valueSteps(element, name, idOf));
    if (at % SOUGHT_AT_ONCE === SOUGHT_AT_ONCE - 1) yield;
  }
  return elements;
}

function replaced(value: JsonValue, name: string, idOf: (bulkId: string) => string): JsonValue {
  if (typeof value === 'string') {
    const bulkId = bulkIdIn(value);
    if (bulkId !== null) return idOf(bulkId);
    return name.toLowerCase() === 'path' ? replacedInPath(value, idOf) : value;
  }
  if (isJsonArray(value)) return value.map((element) => replaced(element, name, idOf));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, part]) => [inner, replaced(part, inner, idOf)]));
}

function replacedInPath(path: string, idOf: (bulkId: string) => string): string {
  return path.replaceAll(/"bulkId:((?:[^"\\]|\\.)*)"/g, (quoted) => {
    // A JSON string, as every value of a filter (RFC 7644 §3.4.2.2).
    const text = parsed(quoted);
    const bulkId = text === null ? null : bulkIdIn(text);
    return bulkId === null ? quoted : JSON.stringify(idOf(bulkId));
  });
}

function parsed(quoted: string): string | null {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}
