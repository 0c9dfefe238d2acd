import { isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { AttributeRef } from './lookup.js';

/** The value at a reference, in canonical attributes; of a multi-valued attribute's sub-attribute: the whole attribute's. */
export function valueAt(attributes: JsonObject, { extension, attribute }: AttributeRef): JsonValue | undefined {
  const holder = extension === null ? attributes : attributes[extension];
  // A company may call an attribute `toString`, which whoever has none of it would inherit.
  return isJsonObject(holder) && Object.hasOwn(holder, attribute.name) ? holder[attribute.name] : undefined;
}

/** A resource that is being made, and is nobody else's yet. */
export type Draft = { [name: string]: JsonValue };

/** As {@link withValueAt}, into a draft: each copy of what came before would go to the collector. */
export function setValueAt(draft: Draft, { extension, attribute, sub }: AttributeRef, value: JsonValue): void {
  const holder = extension === null ? draft : innerOf(draft, extension);
  if (sub === null || attribute.multiValued) holder[attribute.name] = value;
  else innerOf(holder, attribute.name)[sub.name] = value;
}

function innerOf(draft: Draft, name: string): Draft {
  const current = draft[name];
  if (isJsonObject(current)) return current;
  const made: Draft = {};
  draft[name] = made;
  return made;
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
  const current = holder[name];
  const next = inner.length === 0 ? value : withValue(isJsonObject(current) ? current : {}, inner, value);
  if (next !== undefined) return { ...holder, [name]: next };
  const { [name]: _gone, ...others } = holder;
  return Object.keys(others).length === 0 ? undefined : others;
}
