import { textOf, type JsonObject, type JsonValue } from '../json.js';
import { wrongType, type Spot } from './spot.js';
import { finished, type Steps } from '../steps.js';
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
  return elements.length < 2 ? elements : finished(mergeSteps(elements));
}

/** Elements that are compared in one step. */
const MERGED_AT_ONCE = 1_000;

/** As {@link mergePairs}, and may be interrupted. */
export function* mergeSteps(elements: readonly JsonObject[]): Steps<readonly JsonObject[]> {
  const byPair = new Map<string, JsonObject>();
  for (const [at, element] of elements.entries()) {
    const pair = pairOf(element);
    byPair.set(pair, withPrimaryOf(byPair.get(pair), element));
    if (at % MERGED_AT_ONCE === MERGED_AT_ONCE - 1) yield;
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
