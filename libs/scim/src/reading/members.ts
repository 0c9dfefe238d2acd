import { ScimError } from '../errors/error.js';
import type { JsonObject, JsonValue } from '../json.js';

/** The members of a message under the names that the RFC spells: a client may spell them in any case (RFC 7643 §2.1). */
export function membersOf<Name extends string>(
  message: JsonObject,
  names: readonly Name[],
): { readonly [Member in Name]?: JsonValue } {
  const spelled = new Map(names.map((name) => [name.toLowerCase(), name]));
  const found: { [Member in Name]?: JsonValue } = {};
  for (const [key, value] of Object.entries(message)) {
    const name = spelled.get(key.toLowerCase());
    if (name === undefined) continue;
    if (Object.hasOwn(found, name)) throw new ScimError('malformed-body', `${name}: the message names it twice.`);
    found[name] = value;
  }
  return found;
}
