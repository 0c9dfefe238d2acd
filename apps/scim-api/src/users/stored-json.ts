import type { UserAttributes } from '#scim';

const texts = new WeakMap<UserAttributes, string>();

/** The attributes as they are stored: made once for a state, whoever measures, saves or counts it. */
function storedJson(attributes: UserAttributes): string {
  const known = texts.get(attributes);
  if (known !== undefined) return known;
  const text = JSON.stringify(attributes);
  texts.set(attributes, text);
  return text;
}

/** The same for whoever saves it; forgotten with that, as the state lives on until its request is answered. */
export function jsonToStore(attributes: UserAttributes): string {
  const text = storedJson(attributes);
  texts.delete(attributes);
  return text;
}

export function storedBytes(attributes: UserAttributes): number {
  return Buffer.byteLength(storedJson(attributes));
}
