import { ScimError } from '../errors/error.js';
import { matchesFilter } from '../filter/evaluate.js';
import { mergePairs, saysNothing, withPrimaryOf } from '../reading/elements.js';
import { isJsonObject, sameJson, type JsonObject, type JsonValue } from '../json.js';
import { startReading } from '../reading/quirks.js';
import { readScalar } from '../reading/scalar.js';
import type { Attribute } from '../schema/attribute.js';
import { findSub } from '../schema/lookup.js';
import { assertOnePrimary, withoutValue } from '../reading/value.js';
import { equalities, withoutPrimaryClause } from './equalities.js';
import type { Operation, Target } from './operation.js';
import { COPYING_WORK, comparingWork, matchingWork, type Ways, type Spend } from './work.js';
import type { Steps } from '../steps.js';

type Removal = Extract<Operation, { op: 'remove' }>;
type Setting = Exclude<Operation, { op: 'remove' }>;

/** RFC 7644 §3.5.2.1: appends what is not there yet; a value with the same type is the same one, and joins it. */
export function* addElements(
  elements: readonly JsonObject[],
  incoming: readonly JsonObject[],
  ways: Ways,
): Steps<readonly JsonObject[]> {
  const { spend } = ways;
  // An operation copies what is there, whether or not it compares it.
  spend(COPYING_WORK * elements.length);
  const present = [...elements];
  const places = new Map<JsonValue | undefined, number[]>();
  const remember = (element: JsonObject, at: number): void => {
    const alike = places.get(element.value);
    if (alike === undefined) places.set(element.value, [at]);
    else alike.push(at);
  };
  present.forEach(remember);
  for (const element of incoming) {
    // One that holds it, or is the same, has its value; an element without a value may be held by any.
    const candidates = element.value === undefined ? present.keys() : (places.get(element.value) ?? []);
    const at = placeFor(element, { present, candidates, spend });
    const stretch = ways.stretch();
    if (stretch > 0) yield stretch;
    if (at === null) continue;
    if (at === present.length) remember(element, at);
    present[at] = withPrimaryOf(present[at], { ...present[at], ...element });
    if (element.primary === true) takePrimary(present, at, spend);
  }
  return present;
}

/** Where the element goes: over the one that it is, or behind all; null if it is held already. */
function placeFor(element: JsonObject, { present, candidates, spend }: Search): number | null {
  let same: number | undefined;
  for (const at of candidates) {
    const known = present[at] ?? {};
    spend(comparingWork(element));
    if (holds(known, element)) return null;
    if (same === undefined && isSameValue(known, element)) same = at;
  }
  return same ?? present.length;
}

interface Search {
  readonly present: readonly JsonObject[];
  readonly candidates: Iterable<number>;
  readonly spend: Spend;
}

/** RFC 7644 §3.5.2: a value that becomes primary takes that from the others. */
function takePrimary(present: JsonObject[], primary: number, spend: Spend): void {
  spend(present.length);
  for (const [at, element] of present.entries()) {
    if (at !== primary && element.primary === true) present[at] = { ...element, primary: false };
  }
}

/** RFC 7644 §3.5.2.2. Removing what is not there succeeds: the result is what was asked for. */
export function* removeElements(
  elements: readonly JsonObject[],
  { target, values }: Removal,
  ways: Ways,
): Steps<readonly JsonObject[]> {
  const { ref, filter } = target;
  if (values !== null) return yield* unnamed(elements, { values, attribute: ref.attribute }, ways);
  if (filter === null && ref.sub === null) return [];
  const left = yield* eachOf(elements, (element) => without(target, element, ways.spend), ways);
  return mergePairs(left);
}

interface Names {
  readonly values: readonly unknown[];
  readonly attribute: Attribute;
}

/** Those that no value means. The values may be ten thousand, for one element alone. */
function* unnamed(elements: readonly JsonObject[], names: Names, ways: Ways): Steps<readonly JsonObject[]> {
  const left: JsonObject[] = [];
  for (const element of elements) if (!(yield* isNamed(element, names, ways))) left.push(element);
  return left;
}

function* isNamed(element: JsonObject, { values, attribute }: Names, ways: Ways): Steps<boolean> {
  const work = comparingWork(element);
  for (const value of values) {
    ways.spend(work);
    const stretch = ways.stretch();
    if (stretch > 0) yield stretch;
    if (isNamedBy(value, element, attribute)) return true;
  }
  return false;
}

/** What is left of the element: itself, if the path does not select it. */
function without(target: Target, element: JsonObject, spend: Spend): readonly JsonObject[] {
  const { ref } = target;
  if (!isSelected(target, element, spend)) return [element];
  if (ref.sub === null) return [];
  const { [ref.sub.name]: removed, ...rest } = element;
  if (removed === undefined) return [element];
  return saysNothing(ref.attribute, rest) ? [] : [rest];
}

/** `flatMap`, which may be interrupted. */
function* eachOf<Left>(
  elements: readonly JsonObject[],
  visit: (element: JsonObject, at: number) => readonly Left[],
  ways: Ways,
): Steps<readonly Left[]> {
  const left: Left[] = [];
  for (const [at, element] of elements.entries()) {
    left.push(...visit(element, at));
    const stretch = ways.stretch();
    if (stretch > 0) yield stretch;
  }
  return left;
}

/** RFC 7644 §3.5.2.3 with a filter or a sub-attribute: every selected element changes; none selected is noTarget. */
export function* setElements(
  elements: readonly JsonObject[],
  operation: Setting,
  ways: Ways,
): Steps<readonly JsonObject[]> {
  const { noted, spend } = ways;
  const { target, onNoMatch } = operation;
  const selected = yield* eachOf(elements, (element, at) => (isSelected(target, element, spend) ? [at] : []), ways);
  const unmarked = selected.length === 0 && onNoMatch === 'create' ? unmarkedPrimary(elements, target) : null;
  if (unmarked !== null) noted.add('primary-by-path');
  const touched = new Set(unmarked === null ? selected : [unmarked]);
  if (touched.size === 0) {
    const created = createdElement(operation);
    noted.add('create-if-missing');
    return mergePairs(onlyPrimary([...elements, created], new Set([elements.length])));
  }
  const mark = unmarked === null ? {} : { primary: true };
  const next = elements.map((element, at) => (touched.has(at) ? changed({ ...element, ...mark }, operation) : element));
  return mergePairs(onlyPrimary(next, touched));
}

/**
 * Of a path by `primary` that selects nothing: the one value that it would select if it were marked as primary. It is
 * changed in its place, or the old address would stand beside the new one.
 */
function unmarkedPrimary(elements: readonly JsonObject[], { filter }: Target): number | null {
  const rest = withoutPrimaryClause(filter);
  if (rest === null) return null;
  const fitting = elements.flatMap((element, at) =>
    rest.every((clause) => matchesFilter(clause, element)) ? [at] : [],
  );
  const [only, another] = fitting;
  return another === undefined ? (only ?? null) : null;
}

/** Entra sets `emails[type eq "work"].value` before there is one, and means: create it (rules.md, E3). */
function createdElement(operation: Setting): JsonObject {
  const { target, onNoMatch } = operation;
  const { key, attribute } = target.ref;
  const asked = onNoMatch === 'create' ? given(target) : null;
  const created = asked === null ? null : changed(asked, operation);
  if (created === null || saysNothing(attribute, created)) {
    throw new ScimError('no-target', `${key}: no value matches the path; add one first, or correct the filter.`);
  }
  return created;
}

function changed(element: JsonObject, { op, target, value }: Setting): JsonObject {
  if (target.ref.sub !== null) return { ...element, [target.ref.sub.name]: value };
  const incoming = isJsonObject(value) ? value : {};
  if (op === 'add') return { ...element, ...incoming };
  // A replaced value keeps what it was selected by, or the next cycle would not find it.
  const next = { ...given(target), ...incoming };
  const { attribute, key } = target.ref;
  if (saysNothing(attribute, incoming) && !sameJson(next, element)) throw withoutValue(attribute, key);
  return next;
}

/** What the filter says of an element: of one that it selects it stands, and a label that creates one fits in its path. */
function given({ ref, filter }: Target): JsonObject | null {
  const asked = equalities(filter);
  const reading = startReading({ tolerance: 'strict' }, 'change');
  for (const [name, value] of Object.entries(asked ?? {})) {
    const sub = findSub(ref.attribute, name);
    if (sub !== undefined) readScalar(sub, value, { path: `${ref.key}.${name}`, reading });
  }
  return asked;
}

function isSelected({ filter }: Target, element: JsonObject, spend: Spend): boolean {
  spend(filter === null ? comparingWork(element) : matchingWork(filter, element));
  return filter === null || matchesFilter(filter, element);
}

/** RFC 7644 §3.5.2: a value that becomes primary takes that from the others. */
function onlyPrimary(elements: readonly JsonObject[], touched: ReadonlySet<number>): readonly JsonObject[] {
  const claims = elements.filter((element, at) => touched.has(at) && element.primary === true);
  if (claims.length === 0) return elements;
  assertOnePrimary(claims, 'primary');
  return elements.map((element, at) =>
    !touched.has(at) && element.primary === true ? { ...element, primary: false } : element,
  );
}

/** True if the element says already all that the other one says. */
function holds(element: JsonObject, other: JsonObject): boolean {
  return Object.entries(other).every(([name, value]) => sameJson(element[name], value));
}

function isSameValue(left: JsonObject, right: JsonObject): boolean {
  if (left.value !== undefined) return left.value === right.value && left.type === right.type;
  return sameJson({ ...left, primary: true }, { ...right, primary: true });
}

/** True if a value of Entra's Remove means the element: how it is labelled matters only where it says nothing else. */
function isNamedBy(value: unknown, element: JsonObject, attribute: Attribute): boolean {
  if (!isJsonObject(value)) return false;
  // One without its value names itself alone, or a label would take all that bear it.
  if (saysNothing(attribute, value)) return sameJson(value, element);
  const names = Object.keys(value);
  const telling = names.filter((name) => !LABELS.has(name));
  return (telling.length > 0 ? telling : names).every((name) => sameJson(element[name], value[name]));
}

const LABELS: ReadonlySet<string> = new Set(['display', 'primary', '$ref']);
