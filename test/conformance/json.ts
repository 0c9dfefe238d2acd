export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A member that is undefined is not sent. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}
export type Value = Json | undefined;

export function parseJson(text: string): Value {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value under the names, one inside the other; undefined where there is none. */
export function at(value: Value, ...names: readonly (string | number)[]): Value {
  return names.reduce<Value>((inner, name) => {
    if (isList(inner)) return typeof name === 'number' ? inner[name] : undefined;
    return isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined;
  }, value);
}

export function textAt(value: Value, ...names: readonly (string | number)[]): string | undefined {
  const found = at(value, ...names);
  return typeof found === 'string' ? found : undefined;
}

/** A text as it is, and what is none as JSON writes it. */
export function wordOf(value: Value): string {
  return typeof value === 'string' ? value : value === undefined ? 'undefined' : JSON.stringify(value);
}

export function listAt(value: Value, ...names: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...names);
  return isList(found) ? found : [];
}

/** Equal as JSON: the order of members does not count, and null is as good as absent (RFC 7643 §2.5). */
export function isSame(a: Value, b: Value): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((value, index) => isSame(value, b[index]));
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => isSame(a[name], b[name]));
  }
  return (a ?? null) === (b ?? null);
}

/** RFC 7643 §2.5: null, an empty list and no value are one and the same; an empty text says as much to Entra. */
export function isUnassigned(value: Value): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (isList(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isUnassigned);
}

/** Where a null, or what `holds` says, stands anywhere inside: the path of the first, or undefined. */
export function findInside(value: Value, holds: (value: Value) => boolean, path = ''): string | undefined {
  if (holds(value)) return path;
  const entries = isList(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  for (const [name, inner] of entries) {
    const found = findInside(inner, holds, `${path}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
