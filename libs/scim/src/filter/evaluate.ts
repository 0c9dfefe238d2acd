import { valueAt } from '../attributes.js';
import { momentOf } from '../date-time.js';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { foldCase } from '../normalise.js';
import type { Attribute } from '../schema/attribute.js';
import { leafOf, type AttributeRef } from '../schema/lookup.js';
import type { Comparison, Filter, Literal } from './tree.js';

/**
 * True if the resource (with id and meta, if the filter asks for them), or the element of a value path, matches.
 * `decided` answers for parts that the resource does not show, such as a large group's members.
 */
export function matchesFilter(filter: Filter, resource: JsonObject, decided: Decided = UNDECIDED): boolean {
  const known = decided(filter);
  if (known !== undefined) return known;
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => matchesFilter(operand, resource, decided));
    case 'or':
      return filter.operands.some((operand) => matchesFilter(operand, resource, decided));
    case 'not':
      return !matchesFilter(filter.operand, resource, decided);
    case 'present':
      return valuesAt(resource, filter.path).length > 0;
    case 'valuePath':
      return valuesAt(resource, filter.path).some(
        (value) => isJsonObject(value) && matchesFilter(filter.filter, value),
      );
    case 'compare':
      return compareAny(valuesAt(resource, filter.path), filter);
  }
}

export type Decided = (part: Filter) => boolean | undefined;
const UNDECIDED: Decided = () => undefined;

/** RFC 7644 §3.4.2.2: of a multi-valued attribute any value may match; an unassigned one equals null and nothing else. */
function compareAny(values: readonly JsonValue[], { path, operator, value }: Compare): boolean {
  if (value === null) return (values.length === 0) === (operator === 'eq');
  if (values.length === 0) return operator === 'ne';
  const leaf = leafOf(path);
  const expected = comparable(leaf, value);
  return values.some((actual) => TESTS[operator](comparable(leaf, actual), expected));
}

type Compare = Extract<Filter, { kind: 'compare' }>;
type Comparable = string | number;

const TESTS: Readonly<Record<Comparison, (actual: Comparable, expected: Comparable) => boolean>> = {
  eq: (actual, expected) => actual === expected,
  ne: (actual, expected) => actual !== expected,
  co: (actual, expected) => String(actual).includes(String(expected)),
  sw: (actual, expected) => String(actual).startsWith(String(expected)),
  ew: (actual, expected) => String(actual).endsWith(String(expected)),
  gt: (actual, expected) => actual > expected,
  ge: (actual, expected) => actual >= expected,
  lt: (actual, expected) => actual < expected,
  le: (actual, expected) => actual <= expected,
};

/** Case counts where the schema says so; a dateTime compares as the moment it means (RFC 7644 §3.4.2.2). */
function comparable({ type, caseExact }: Attribute, value: JsonValue | Literal): Comparable {
  if (typeof value === 'number') return value;
  if (type === 'dateTime') return momentOf(String(value));
  return caseExact ? String(value) : foldCase(String(value));
}

/** The assigned values: of every element if the attribute is multi-valued. */
function valuesAt(resource: JsonObject, ref: AttributeRef): readonly JsonValue[] {
  const whole = valueAt(resource, ref);
  const values = isJsonArray(whole) ? whole : [whole];
  const { sub } = ref;
  const leaves = sub === null ? values : values.map((value) => (isJsonObject(value) ? value[sub.name] : undefined));
  return leaves.filter((value) => value !== undefined && value !== null);
}
