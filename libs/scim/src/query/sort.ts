import { valueAt } from '../schema/value-at.js';
import { momentOf } from '../date-time.js';
import { ScimError } from '../errors/error.js';
import { isJsonArray, isJsonObject, textOf, type JsonObject, type JsonValue } from '../json.js';
import { foldCase } from '../normalise.js';
import type { ResourceType } from '../schema/attribute.js';
import { findAttribute, findSub, findWithoutUrn, leafOf, subRef, type AttributeRef } from '../schema/lookup.js';

/** RFC 7644 §3.4.2.3. */
export interface Sort {
  readonly ref: AttributeRef;
  readonly isDescending: boolean;
}

/** What resources are compared by: a moment in milliseconds, a number, or text without its case; null: not assigned. */
export type SortKey = string | number | null;

type SortQuery = { readonly sortBy?: string | undefined; readonly sortOrder?: string | undefined };

/** Null: no order is asked for. Throws ScimError `invalid-sort`. */
export function parseSort({ sortBy, sortOrder }: SortQuery, type: ResourceType): Sort | null {
  const order = sortOrder?.toLowerCase() ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw new ScimError('invalid-sort', 'sortOrder: expected ascending or descending.');
  }
  if (sortBy === undefined || sortBy === '') return null;
  const found = findAttribute(type, sortBy) ?? findWithoutUrn(type, sortBy);
  if (found === undefined) throw new ScimError('invalid-sort', 'sortBy: names no attribute of the schemas.');
  return { ref: simple(found), isDescending: order === 'descending' };
}

/** `emails` is sorted by `emails.value`; of another complex attribute a sub-attribute must be named. */
function simple(ref: AttributeRef): AttributeRef {
  if (leafOf(ref).type !== 'complex') return ref;
  const value = findSub(ref.attribute, 'value');
  if (value === undefined) throw new ScimError('invalid-sort', `sortBy: ${ref.key} is complex; name a sub-attribute.`);
  return subRef(ref, value);
}

/** Of a multi-valued attribute the primary value counts, else the first. */
export function sortKey(resource: JsonObject, { ref }: Pick<Sort, 'ref'>, most = Infinity): SortKey {
  const whole = valueAt(resource, ref);
  const one = isJsonArray(whole)
    ? (whole.find((value) => isJsonObject(value) && value.primary === true) ?? whole[0])
    : whole;
  const value = ref.sub === null || !isJsonObject(one) ? one : one[ref.sub.name];
  return comparable(ref, value, most);
}

function comparable(ref: AttributeRef, value: JsonValue | undefined, most: number): SortKey {
  const { type, caseExact } = leafOf(ref);
  if (value === undefined || value === null || typeof value === 'object') return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (type === 'dateTime') return orNull(momentOf(value));
  // Folding leaves out what nobody sees: more is looked at than is kept.
  const text = most === Infinity ? value : value.slice(0, 4 * most);
  return (caseExact ? text : foldCase(text)).slice(0, most);
}

/** Versions before this one took days that do not exist: they stand where what is not assigned stands. */
function orNull(moment: number): number | null {
  return Number.isNaN(moment) ? null : moment;
}

export interface Place {
  readonly key: SortKey;
  /** Breaks ties, so that every resource has one place. */
  readonly id: string;
}

/**
 * Characters by which texts are sorted: those that begin alike for so many stand in the order of their ids. So the keys of
 * 50,000 resources are in memory at once, and comparing two takes as long as it takes.
 */
export const MAX_SORT_KEY = 128;

/** As {@link placeIn}, with a key of at most {@link MAX_SORT_KEY} characters. */
export function shortPlaceIn(resource: JsonObject, sort: Pick<Sort, 'ref'>): Place {
  return { key: sortKey(resource, sort, MAX_SORT_KEY), id: textOf(resource.id) };
}

/** The place, for comparison with short ones. */
export function shortPlace({ key, id }: Place): Place {
  return { key: typeof key === 'string' ? key.slice(0, MAX_SORT_KEY) : key, id };
}

/** Where a resource stands; without an order resources stand by their ids alone. */
export function placeIn(resource: JsonObject, sort: Pick<Sort, 'ref'> | null): Place {
  return { key: sort === null ? null : sortKey(resource, sort), id: textOf(resource.id) };
}

/** Unassigned ones come last in ascending order and first in descending order. */
export function comparePlaces(one: Place, other: Place, isDescending: boolean): number {
  const ascending = compareKeys(one.key, other.key) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
  return isDescending ? -ascending : ascending;
}

function compareKeys(one: SortKey, other: SortKey): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
