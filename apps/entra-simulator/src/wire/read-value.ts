import type { TargetValue } from '../mapping/attribute-mapping.js';
import { attributeOf, isList, isObject, type Json, type JsonObject } from './json.js';
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
  if (!isList(value)) return undefined;
  return value.find((one) => {
    const key = isObject(one) ? attributeOf(one, wanted.attribute) : undefined;
    return (typeof key === 'string' ? key : JSON.stringify(key ?? null)).toLowerCase() === wanted.value.toLowerCase();
  });
}

/** Booleans arrive as booleans or as texts; what cannot be compared (lists) is equal when its JSON is. */
export function isSame(wanted: TargetValue, found: Json | undefined): boolean {
  if (typeof wanted === 'boolean')
    return found === wanted || (typeof found === 'string' && found.toLowerCase() === String(wanted));
  if (typeof wanted === 'string') return found === wanted;
  if (!isList(found) || found.length !== wanted.length) return false;
  return wanted.every((one, at) => {
    const other = found[at];
    return isObject(other) && Object.entries(one).every(([name, value]) => isSame(value, attributeOf(other, name)));
  });
}
