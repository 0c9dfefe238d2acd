import { textOf, type JsonObject, type JsonValue } from '../json.js';
import { wrongType, type Spot } from './spot.js';
import type { Attribute } from '../schema/attribute.js';
import { findSub } from '../schema/lookup.js';

/**
 * True for an element without its value, or with an empty one; for an address, which has none, when type and primary are
 * all that it says.
 */
export function saysNothing(attribute: Attribute, element: JsonObject): boolean {
  if (findSub(attribute, 'value') !== undefined) return element.value === undefined || element.value === '';
  return Object.entries(element).every(([name, part]) => name === 'type' || name === 'primary' || part === '');
}

/**
 * RFC 7643 §2.4: the same pair of type and value not twice. The later one stays, primary if either was. Addresses, which
 * have no value, are the same when all of them but primary is.
 */
export function mergePairs(elements: readonly JsonObject[]): readonly JsonObject[] {
  if (elements.length < 2) return elements;
  const byPair = new Map<string, JsonObject>();
  for (const element of elements) {
    const pair = pairOf(element);
    byPair.set(pair, withPrimaryOf(byPair.get(pair), element));
  }
  return byPair.size === elements.length ? elements : [...byPair.values()];
}

/** The element, primary if the earlier one was. */
export function withPrimaryOf(earlier: JsonObject | undefined, element: JsonObject): JsonObject {
  return earlier?.primary === true && element.primary !== true ? { ...element, primary: true } : element;
}

function pairOf(element: JsonObject): string {
  const { type = '', value } = element;
  // U+0000 is in no text that is stored.
  if (typeof value === 'string') return `${textOf(type)}\u0000${value}`;
  const { primary: _primary, ...said } = element;
  return JSON.stringify(said);
}

/** The id at the end of the URL of a user, whole or relative: `https://host/scim/v2/Users/1`, `../Users/1`. */
export function idInReference(url: JsonValue, at: Spot): string {
  const [, id] = (typeof url === 'string' ? /(?:^|\/)Users\/([\w.~-]{1,256})$/.exec(url) : null) ?? [];
  if (id === undefined) throw wrongType(at, 'the URL of a user, or their id as value beside it', url);
  return id;
}
