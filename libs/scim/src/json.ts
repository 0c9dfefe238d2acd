/** What JSON.parse can return. SCIM values are handled as plain JSON throughout: no classes, no dates. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [name: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Array.isArray that keeps the element type of a readonly array. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A value as text: a text as it is, all else as JSON. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Deep equality; the order of an object's members does not count, the order of an array's elements does. */
export function sameJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (isJsonArray(left)) {
    return isJsonArray(right) && left.length === right.length && left.every((item, at) => sameJson(item, right[at]));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]))
  );
}

/** True if objects and arrays nest deeper than `limit`; it never recurses further than that. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  // Every message is asked: lists of what its objects hold, and calls for each of its texts, took four fifths of the time.
  if (isJsonObject(value)) {
    for (const name in value) if (typeof value[name] === 'object' && isDeeperThan(value[name], limit - 1)) return true;
  } else if (Array.isArray(value)) {
    for (const inner of value) if (isDeeperThan(inner, limit - 1)) return true;
  }
  return false;
}
