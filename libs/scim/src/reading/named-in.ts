import { ScimError } from '../errors/error.js';
import type { JsonObject, JsonValue } from '../json.js';

/** What a message has under the names that the RFC spells: a client may spell them in any case (RFC 7643 §2.1). */
export function namedIn<Name extends string>(
  message: JsonObject,
  names: readonly Name[],
): { readonly [Member in Name]?: JsonValue } {
  const found: { [Member in Name]?: JsonValue } = {};
  for (const key of Object.keys(message)) {
    const name = spelled(key, names);
    const value = message[key];
    if (name === undefined || value === undefined) continue;
    if (Object.hasOwn(found, name)) throw new ScimError('malformed-body', `${name}: the message names it twice.`);
    found[name] = value;
  }
  return found;
}

function spelled<Name extends string>(key: string, names: readonly Name[]): Name | undefined {
  for (const name of names) {
    if (key === name || (key.length === name.length && key.toLowerCase() === name.toLowerCase())) return name;
  }
  return undefined;
}
