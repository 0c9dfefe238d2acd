import { valueAt } from './attributes.js';
import { isJsonObject, sameJson, type JsonObject, type JsonValue } from './json.js';
import type { ResourceTypeName } from './resource.js';
import { RESOURCE_TYPES, storedAttributes, subRef, type AttributeRef } from './schema/lookup.js';

/**
 * One attribute that differs; null is "not assigned". A multi-valued attribute is one change of the whole; a complex one
 * is one change per sub-attribute (`name.givenName`, `urn:…:User:manager.value`).
 */
export interface Change {
  readonly path: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** From canonical attributes to canonical attributes, in the schema's order; null for a resource that is not there. */
export function diff(type: ResourceTypeName, before: JsonObject | null, after: JsonObject | null): Change[] {
  return storedAttributes(RESOURCE_TYPES[type])
    .flatMap(leaves)
    .map((ref) => ({ path: ref.key, before: leafValue(before, ref), after: leafValue(after, ref) }))
    .filter((change) => !sameJson(change.before, change.after));
}

function leaves(ref: AttributeRef): readonly AttributeRef[] {
  const { multiValued, subAttributes } = ref.attribute;
  return multiValued || subAttributes.length === 0 ? [ref] : subAttributes.map((sub) => subRef(ref, sub));
}

function leafValue(attributes: JsonObject | null, ref: AttributeRef): JsonValue {
  const value = attributes === null ? undefined : valueAt(attributes, ref);
  if (ref.sub === null) return value ?? null;
  return isJsonObject(value) ? (value[ref.sub.name] ?? null) : null;
}
