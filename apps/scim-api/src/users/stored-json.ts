import type { UserAttributes } from '#scim';

const texts = new WeakMap<UserAttributes, string>();

/** The attributes as they are stored: made once for a state, whoever measures, saves or counts it. */
export function storedJson(attributes: UserAttributes): string {
  const known = texts.get(attributes);
  if (known !== undefined) return known;
  const text = JSON.stringify(attributes);
  texts.set(attributes, text);
  return text;
}

export function storedBytes(attributes: UserAttributes): number {
  return Buffer.byteLength(storedJson(attributes));
}
