import { ScimError } from '../error.js';
import { matchesFilter } from '../filter/evaluate.js';
import { isJsonObject, sameJson, type JsonObject } from '../json.js';
import { assertOnePrimary, isLabelOnly } from '../value.js';
import { equalities } from './equalities.js';
import type { Operation, Target } from './operation.js';

type Removal = Extract<Operation, { op: 'remove' }>;
type Setting = Exclude<Operation, { op: 'remove' }>;

/** RFC 7644 §3.5.2.1: appends what is not there yet; a value with the same type is the same one (RFC 7643 §2.4). */
export function addElements(elements: readonly JsonObject[], incoming: readonly JsonObject[]): readonly JsonObject[] {
  return incoming.reduce((present: readonly JsonObject[], element) => {
    if (present.some((known) => holds(known, element))) return present;
    const at = present.findIndex((known) => isSameValue(known, element));
    const next = at < 0 ? [...present, element] : present.with(at, { ...present[at], ...element });
    return onlyPrimary(next, new Set([at < 0 ? present.length : at]));
  }, elements);
}

/** RFC 7644 §3.5.2.2. Removing what is not there succeeds: the result is what was asked for. */
export function removeElements(elements: readonly JsonObject[], { target, values }: Removal): readonly JsonObject[] {
  const { ref, filter } = target;
  if (values !== null) return elements.filter((element) => !values.some((value) => isNamedBy(value, element)));
  if (filter === null && ref.sub === null) return [];
  return elements.flatMap((element) => {
    if (!isSelected(target, element)) return [element];
    if (ref.sub === null) return [];
    const { [ref.sub.name]: removed, ...rest } = element;
    if (removed === undefined) return [element];
    return isLabelOnly(rest) ? [] : [rest];
  });
}

/** RFC 7644 §3.5.2.3 with a filter or a sub-attribute: every selected element changes; none selected is noTarget. */
export function setElements(elements: readonly JsonObject[], operation: Setting): readonly JsonObject[] {
  const { target } = operation;
  const touched = new Set(elements.flatMap((element, at) => (isSelected(target, element) ? [at] : [])));
  if (touched.size === 0) return createElement(elements, operation);
  const next = elements.map((element, at) => (touched.has(at) ? changed(element, operation) : element));
  return onlyPrimary(next, touched);
}

/** Entra sets `emails[type eq "work"].value` before there is one, and means: create it (entra-scim §2.6). */
function createElement(elements: readonly JsonObject[], operation: Setting): readonly JsonObject[] {
  const { target, onNoMatch } = operation;
  const given = onNoMatch === 'create' ? equalities(target.filter) : null;
  if (given === null) {
    const { key } = target.ref;
    throw new ScimError('no-target', `${key}: no value matches the path; add one first, or correct the filter.`);
  }
  return onlyPrimary([...elements, changed(given, operation)], new Set([elements.length]));
}

function changed(element: JsonObject, { op, target, value }: Setting): JsonObject {
  if (target.ref.sub !== null) return { ...element, [target.ref.sub.name]: value };
  const incoming = isJsonObject(value) ? value : {};
  // A replaced value keeps what it was selected by, or the next cycle would not find it.
  return op === 'add' ? { ...element, ...incoming } : { ...equalities(target.filter), ...incoming };
}

function isSelected({ filter }: Target, element: JsonObject): boolean {
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
  return left.value !== undefined && left.value === right.value && left.type === right.type;
}

/** True if a value of Entra's Remove means the element: how it is labelled matters only where it says nothing else. */
function isNamedBy(value: unknown, element: JsonObject): boolean {
  if (!isJsonObject(value)) return false;
  const names = Object.keys(value);
  const telling = names.filter((name) => !LABELS.has(name));
  return (telling.length > 0 ? telling : names).every((name) => sameJson(element[name], value[name]));
}

const LABELS: ReadonlySet<string> = new Set(['display', 'primary', '$ref']);
