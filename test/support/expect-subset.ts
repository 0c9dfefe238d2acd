import { expect } from '@jest/globals';
import { isJsonObject, type JsonValue } from '#scim';

/** Each named attribute is as expected; objects may hold more, arrays may not. */
export function expectSubset(actual: JsonValue | undefined, expected: JsonValue): void {
  if (expected === null) return expect(actual).toBeUndefined();
  if (!isJsonObject(expected) || !isJsonObject(actual)) return expect(actual).toEqual(expected);
  for (const [name, value] of Object.entries(expected)) expectSubset(actual[name], value);
}
