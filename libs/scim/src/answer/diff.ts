import { valueAt } from '../schema/value-at.js';
import { isJsonObject, sameJson, type JsonObject, type JsonValue } from '../json.js';
import { attribute, type ResourceType } from '../schema/attribute.js';
import { refOf, storedAttributes, subRef, type AttributeRef } from '../schema/lookup.js';
import { CUSTOM_USER_URN } from '../urn.js';

/**
 * One attribute that differs; null is "not assigned". A multi-valued attribute is one change of the whole; a complex one
 * is one change per sub-attribute (`name.givenName`, `urn:…:User:manager.value`).
 */
export interface Change {
  readonly path: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/**
 * From canonical attributes to canonical attributes, in the schema's order, a company's own attributes last; null for a
 * resource that is not there.
 */
export function diff(type: ResourceType, before: JsonObject | null, after: JsonObject | null): Change[] {
  const changes: Change[] = [];
  for (const refs of [leavesOf(type), customAttributes(before, after)]) {
    for (const ref of refs) {
      const old = leafValue(before, ref);
      const fresh = leafValue(after, ref);
      // Most of a schema is assigned on neither side.
      if (old !== fresh && !sameJson(old, fresh)) changes.push({ path: ref.key, before: old, after: fresh });
    }
  }
  return changes;
}

const LEAVES = new WeakMap<ResourceType, readonly AttributeRef[]>();

/** Made once a type: each write asks. */
function leavesOf(type: ResourceType): readonly AttributeRef[] {
  const known = LEAVES.get(type);
  if (known !== undefined) return known;
  const made = storedAttributes(type).filter(isStandard).flatMap(leaves);
  LEAVES.set(type, made);
  return made;
}

/** A company's own attributes by what is stored: a value is a fact whatever its definition says today. */
function customAttributes(...sides: readonly (JsonObject | null)[]): readonly AttributeRef[] {
  const names = sides.flatMap((side) => {
    const values = side?.[CUSTOM_USER_URN];
    return isJsonObject(values) ? Object.keys(values) : [];
  });
  if (names.length === 0) return [];
  return [...new Set(names)].sort().map((name) => refOf(attribute(name, ''), CUSTOM_USER_URN));
}

function isStandard({ extension }: AttributeRef): boolean {
  return extension !== CUSTOM_USER_URN;
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
