import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.js';
import type { Place } from './place.js';

/**
 * Whether the text stands at its place in the resource that a PUT replaces: a bound is asked of what a request sets, and who
 * is stored beyond one must still be disabled by a client that sends all it has.
 */
export function stands(text: string, { path, reading: { message } }: Place): boolean {
  if (message.kind !== 'replace') return false;
  return message.isUnseen === true || textsIn(message.over).has(keyOf(path, text));
}

const known = new WeakMap<JsonObject, ReadonlySet<string>>();

/** The place of an element in its list says nothing: a list may have lost one. */
function keyOf(path: string, text: string): string {
  return `${path.replaceAll(/\[\d+\]/g, '')}\n${text}`;
}

function textsIn(attributes: JsonObject): ReadonlySet<string> {
  const found = known.get(attributes) ?? new Set(keysIn(attributes, ''));
  known.set(attributes, found);
  return found;
}

function keysIn(value: JsonValue, path: string): readonly string[] {
  if (typeof value === 'string') return [keyOf(path, value)];
  if (isJsonArray(value)) return value.flatMap((element) => keysIn(element, path));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => keysIn(inner, `${prefixOf(path)}${name}`));
}

/** A URN and its attribute are joined by a colon, an attribute and its part by a dot. */
function prefixOf(path: string): string {
  if (path === '') return '';
  return /^urn:[^.]*:\d+\.\d+:\w+$/.test(path) ? `${path}:` : `${path}.`;
}
