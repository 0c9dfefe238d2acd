import { isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { AttributeRef } from './lookup.js';

/** The value at a reference, in canonical attributes; of a multi-valued attribute's sub-attribute: the whole attribute's. */
export function valueAt(attributes: JsonObject, { extension, attribute }: AttributeRef): JsonValue | undefined {
  const holder = extension === null ? attributes : attributes[extension];
  return isJsonObject(holder) ? holder[attribute.name] : undefined;
}

/** The attributes with another value at the reference; undefined unassigns, and takes empty objects along. */
export function withValueAt(attributes: JsonObject, ref: AttributeRef, value: JsonValue | undefined): JsonObject {
  const path = [ref.extension, ref.attribute.name, ref.attribute.multiValued ? null : ref.sub?.name];
  return (
    withValue(
      attributes,
      path.filter((name) => typeof name === 'string'),
      value,
    ) ?? {}
  );
}

function withValue(
  holder: JsonObject,
  [name, ...inner]: readonly string[],
  value: JsonValue | undefined,
): JsonObject | undefined {
  if (name === undefined) return holder;
  const { [name]: current, ...others } = holder;
  const next = inner.length === 0 ? value : withValue(isJsonObject(current) ? current : {}, inner, value);
  if (next !== undefined) return { ...holder, [name]: next };
  return Object.keys(others).length === 0 ? undefined : others;
}
