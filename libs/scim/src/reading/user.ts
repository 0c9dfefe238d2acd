import type { JsonObject } from '../json.js';
import { startReading, type Doubt, type Message, type QuirkName, type ReadingRules } from './quirks.js';
import { assertRequired, readAttribute, readResource } from './read-resource.js';
import type { UserAttributes } from '../schema/resource.js';
import { withHidden } from './custom-values.js';
import { settle } from './standing.js';

export interface DecodedUser {
  readonly attributes: UserAttributes;
  readonly quirks: readonly QuirkName[];
}

/** The body of a POST (RFC 7644 §3.3). Throws ScimError. `active` is true unless the body says otherwise. */
export function decodeUser(body: unknown, rules: ReadingRules): DecodedUser {
  const { attributes, quirks } = readUser(body, { active: true, message: 'create' }, rules);
  return { attributes, quirks };
}

/** The userName that the body of a PUT asks for; the rest is read over the user that is stored. Throws ScimError. */
export function nameInReplacement(body: unknown, rules: ReadingRules): string {
  const reading = startReading(rules, 'change');
  const userName = readAttribute('userName', { type: rules.type, body, reading });
  assertRequired(rules.type, userName === undefined ? {} : { userName });
  return String(userName);
}

/**
 * The body of a PUT (RFC 7644 §3.5.1) over what is stored: what it does not name is cleared, but `active` stays, because
 * a client that leaves it out must not bring a leaver back, and so do custom values that no definition shows. With
 * `created` the body is that of a POST that brings the user back, and is read as one.
 */
export function replaceUser(
  current: UserAttributes,
  body: unknown,
  rules: ReadingRules,
  { created = false }: { readonly created?: boolean } = {},
): DecodedUser {
  const message: Message = created ? 'create' : 'change';
  const { attributes: sent, quirks, doubts } = readUser(body, { active: current.active, message }, rules);
  const attributes = asUser(withHidden(sent, current, rules.type));
  settle(rules.type, doubts, { before: current, after: attributes });
  return { attributes, quirks };
}

interface Purpose {
  /** Unless the body says otherwise. */
  readonly active: boolean;
  readonly message: Message;
}

function readUser(body: unknown, { active, message }: Purpose, rules: ReadingRules): ReadUser {
  const reading = startReading(rules, message);
  const attributes = readResource(rules.type, body, reading, { active });
  assertRequired(rules.type, attributes);
  return { attributes: asUser(attributes), quirks: [...reading.applied], doubts: reading.doubts };
}

interface ReadUser extends DecodedUser {
  readonly doubts: readonly Doubt[];
}

/** Decoder: what `readResource` and `operationSteps` let through has the types of the schema, and they read all of it. */
export function asUser(attributes: JsonObject): UserAttributes {
  return attributes as UserAttributes;
}
