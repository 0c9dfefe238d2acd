import { ScimError } from '../errors/error.js';
import type { JsonObject, JsonValue } from '../json.js';

/** The members of a message under the names that the RFC spells: a client may spell them in any case (RFC 7643 §2.1). */
export function membersOf<Name extends string>(
  message: JsonObject,
  names: readonly Name[],
): { readonly [Member in Name]?: JsonValue } {
  const found: { [Member in Name]?: JsonValue } = {};
  for (const key of Object.keys(message)) {
    const name = spelled(key, names);
    if (name === undefined) continue;
    if (Object.hasOwn(found, name)) throw new ScimError('malformed-body', `${name}: the message names it twice.`);
    found[name] = message[key];
  }
  return found;
}

function spelled<Name extends string>(key: string, names: readonly Name[]): Name | undefined {
  for (const name of names) {
    if (key === name || (key.length === name.length && key.toLowerCase() === name.toLowerCase())) return name;
  }
  return undefined;
}
