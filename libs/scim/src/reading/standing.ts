import { valueAt } from '../schema/value-at.js';
import { ScimError } from '../errors/error.js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { Spot } from './spot.js';
import type { Doubt } from './quirks.js';
import type { ResourceType } from '../schema/attribute.js';
import { listAttributes, type AttributeRef } from '../schema/lookup.js';
import type { Steps } from '../steps.js';

/**
 * A value that a bound, or a rule newer than what may be stored, refuses. A creation is refused at once; of a change only
 * what stands can tell, which is not known before the write.
 *
 * @throws ScimError that of a creation
 */
export function doubt(value: JsonValue, error: ScimError, { path, reading }: Spot): void {
  if (reading.message === 'create') throw error;
  reading.doubts.push({ path, value, error });
}

interface Sides {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/**
 * A bound is asked of what a request sets, never of what stands, and of nothing that gets smaller: whoever is stored beyond
 * one must still be shrunk and disabled, also by a client that sends all it has. A PUT and a PATCH are settled alike, and may
 * be interrupted between two values.
 *
 * @throws ScimError that of the first value that neither stands at its path nor takes the place of a longer text, or
 * `too-many-values` of a list that grows beyond its bound
 */
export function* settle(type: ResourceType, doubts: readonly Doubt[], sides: Sides): Steps<void> {
  assertCounts(type, sides);
  if (doubts.length === 0) return;
  const stood = yield* valuesByPath(sides.before);
  const fresh = yield* thoseFresh(doubts, stood);
  if (fresh.length === 0) return;
  const left = yield* valuesByPath(sides.after);
  for (const [path, doubted] of Map.groupBy(fresh, (one) => plain(one.path))) {
    const refused = doubted.find(({ error }) => error.code !== 'value-too-long');
    if (refused !== undefined) throw refused.error;
    const keys = new Set(doubted.map(({ value }) => keyOf(value)));
    const isSmaller = areShorter(keys, { stood: stood.get(path) ?? NONE, left: left.get(path) ?? NONE });
    if (!isSmaller && doubted[0] !== undefined) throw doubted[0].error;
  }
}

/** Values, or doubts, that are looked at in one step. */
const AT_ONCE = 500;

/** The doubted values that do not stand at their paths. */
function* thoseFresh(doubts: readonly Doubt[], stood: ReadonlyMap<string, Values>): Steps<readonly Doubt[]> {
  const fresh: Doubt[] = [];
  for (const [at, one] of doubts.entries()) {
    if (stood.get(plain(one.path))?.has(keyOf(one.value)) !== true) fresh.push(one);
    if (at % AT_ONCE === AT_ONCE - 1) yield;
  }
  return fresh;
}

type Values = ReadonlyMap<string, number>;
const NONE: Values = new Map();

/** Whether each of the texts is left in the place of a longer one that went; keys are longer than texts by the same. */
function areShorter(fresh: ReadonlySet<string>, { stood, left }: { stood: Values; left: Values }): boolean {
  const came = lengths(left, (key) => fresh.has(key));
  const went = lengths(stood, (key) => !left.has(key));
  return [...fresh].every((key) => left.has(key)) && came.every((length, at) => length < (went[at] ?? 0));
}

function lengths(values: Values, isMeant: (key: string) => boolean): readonly number[] {
  const meant = [...values].filter(([key]) => isMeant(key));
  return meant.flatMap(([key, times]) => Array.from({ length: times }, () => key.length)).sort((a, b) => b - a);
}

function assertCounts(type: ResourceType, { before, after }: Sides): void {
  for (const ref of listAttributes(type)) {
    const { maxValues } = ref.attribute;
    if (lengthAt(after, ref) <= Math.max(maxValues, lengthAt(before, ref))) continue;
    throw new ScimError('too-many-values', `${ref.key}: more than ${maxValues} values; remove some first.`);
  }
}

function lengthAt(attributes: JsonObject, ref: AttributeRef): number {
  const list = valueAt(attributes, ref);
  return isJsonArray(list) ? list.length : 0;
}

/** The place of an element in its list says nothing, for a list may have lost one; names have no case. */
function plain(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '').toLowerCase();
}

/** Of a text, or of an element whatever the order of its parts. */
function keyOf(value: JsonValue): string {
  if (typeof value === 'string') return `"${value}`;
  return JSON.stringify(value, isJsonObject(value) ? Object.keys(value).sort() : null);
}

/** How often each text and each element is at its path. */
function* valuesByPath(attributes: JsonObject): Steps<ReadonlyMap<string, Values>> {
  const found = new Map<string, Map<string, number>>();
  let looked = 0;
  for (const [path, value] of leavesOf(attributes, '')) {
    const values = found.get(path) ?? new Map<string, number>();
    const key = keyOf(value);
    found.set(path, values.set(key, (values.get(key) ?? 0) + 1));
    looked += 1;
    if (looked % AT_ONCE === 0) yield;
  }
  return found;
}

/** One by one: whoever asks for them may stop between two. */
function* leavesOf(value: JsonValue, path: string): Generator<readonly [string, JsonValue]> {
  if (typeof value === 'string') yield [path, value];
  else if (isJsonArray(value)) {
    for (const element of value) {
      if (isJsonObject(element)) yield [path, element];
      yield* leavesOf(element, path);
    }
  } else if (isJsonObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      yield* leavesOf(inner, `${prefixOf(path)}${name.toLowerCase()}`);
    }
  }
}

/** A URN and its attribute are joined by a colon, an attribute and its part by a dot. */
function prefixOf(path: string): string {
  if (path === '') return '';
  return /^urn:[^.]*:\d+\.\d+:\w+$/.test(path) ? `${path}:` : `${path}.`;
}
