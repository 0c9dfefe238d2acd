import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { BulkOperation } from './operation.js';

const PREFIX = 'bulkId:';

/** RFC 7644 §3.7.2: `x` of `bulkId:x`; null for any other text. Ids are UUIDs, so none looks like a reference. */
export function bulkIdIn(text: string): string | null {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : null;
}

/** The bulkIds that an operation's path and data name, each once. */
export function bulkReferences(operation: BulkOperation): readonly string[] {
  const found = new Set<string>();
  if ('target' in operation && 'bulkId' in operation.target) found.add(operation.target.bulkId);
  if ('data' in operation) {
    replaceReferences(operation.data, (bulkId) => {
      found.add(bulkId);
      return '';
    });
  }
  return [...found];
}

/**
 * The data with each reference replaced by the id that `idOf` gives for it. A reference is a whole value, whatever
 * attribute holds it, or a quoted value in the path of a PATCH operation: `members[value eq "bulkId:x"]`.
 */
export function replaceReferences(data: JsonObject, idOf: (bulkId: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, replaced(value, name, idOf)]));
}

function replaced(value: JsonValue, name: string, idOf: (bulkId: string) => string): JsonValue {
  if (typeof value === 'string') {
    const bulkId = bulkIdIn(value);
    if (bulkId !== null) return idOf(bulkId);
    return name.toLowerCase() === 'path' ? replacedInPath(value, idOf) : value;
  }
  if (isJsonArray(value)) return value.map((element) => replaced(element, name, idOf));
  return isJsonObject(value) ? replaceReferences(value, idOf) : value;
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
