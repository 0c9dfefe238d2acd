import type { TargetValue } from '../mapping/attribute-mapping.js';
import { attributeOf, isObject, type Json, type JsonObject } from './json.js';
import { parsePath } from './path.js';

/** What a target's resource has at a path of a mapping; undefined where it has nothing. */
export function readValue(resource: JsonObject, path: string): Json | undefined {
  const { schema, attribute, element, sub } = parsePath(path);
  const holder = schema === null ? resource : attributeOf(resource, schema);
  if (!isObject(holder)) return undefined;
  const value = attributeOf(holder, attribute);
  const whole = element === null ? value : elementOf(value, element);
  if (sub === null || whole === undefined) return whole ?? undefined;
  return isObject(whole) ? (attributeOf(whole, sub) ?? undefined) : undefined;
}

function elementOf(value: Json | undefined, wanted: { attribute: string; value: string }): Json | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.find((one: Json) => {
    const key = isObject(one) ? attributeOf(one, wanted.attribute) : undefined;
    return String(key).toLowerCase() === wanted.value.toLowerCase();
  });
}

/** Booleans arrive as booleans or as texts; what cannot be compared (lists) is equal when its JSON is. */
export function isSame(wanted: TargetValue, found: Json | undefined): boolean {
  if (typeof wanted === 'boolean') return found === wanted || String(found).toLowerCase() === String(wanted);
  if (typeof wanted === 'string') return found === wanted;
  if (!Array.isArray(found) || found.length !== wanted.length) return false;
  return wanted.every((one, at) => {
    const other: Json | undefined = found[at];
    return isObject(other) && Object.entries(one).every(([name, value]) => isSame(value, attributeOf(other, name)));
  });
}
