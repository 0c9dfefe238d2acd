import type { JsonObject } from '../json.js';
import type { ResourceType } from '../schema/attribute.js';
import type { UserAttributes } from '../schema/resource.js';
import type { Draft } from '../schema/value-at.js';
import { withHidden } from './custom-values.js';
import { startReading, type Doubt, type Message, type QuirkName, type ReadingRules } from './quirks.js';
import { assertRequired, resourceSteps } from './read-resource.js';
import { settle } from './standing.js';
import { finished, type Steps } from '../steps.js';

export interface DecodedUser {
  readonly attributes: UserAttributes;
  readonly quirks: readonly QuirkName[];
}

/** The body of a POST (RFC 7644 §3.3). Throws ScimError. `active` is true unless the body says otherwise. */
export function decodeUser(body: unknown, rules: ReadingRules): DecodedUser {
  return finished(userSteps(body, rules));
}

/** As {@link decodeUser}, and may be interrupted between two attributes, and between two values of one. */
export function* userSteps(body: unknown, rules: ReadingRules): Steps<DecodedUser> {
  const { attributes, quirks } = yield* readUser(body, { unsaid: { active: true }, message: 'create' }, rules);
  return { attributes: asUser(attributes), quirks };
}

/** The body of a PUT, for `replaceUserAttributes`. Throws ScimError. */
export function decodeUserReplacement(body: unknown, rules: ReadingRules): UserReplacement {
  return finished(userReplacementSteps(body, rules));
}

/** As {@link decodeUserReplacement}, and may be interrupted as {@link userSteps}. */
export function userReplacementSteps(body: unknown, rules: ReadingRules): Steps<UserReplacement> {
  return readUser(body, { unsaid: {}, message: 'change' }, rules);
}

export interface UserReplacement {
  /** `active` is there when the body says it. */
  readonly attributes: SentUser;
  readonly quirks: readonly QuirkName[];
  /** For `replaceUserAttributes`, which knows what stands. */
  readonly doubts: readonly Doubt[];
}

type SentUser = Omit<UserAttributes, 'active'> & Partial<Pick<UserAttributes, 'active'>>;

/**
 * The attributes of a PUT (RFC 7644 §3.5.1) over those that stand: what it does not name is cleared, but `active` stays,
 * because a client that leaves it out must not bring a leaver back, and so do custom values that no definition shows.
 * Throws ScimError for what only those that stand may be.
 */
export function replaceUserAttributes(
  current: UserAttributes,
  replacement: Replacing,
  type: ResourceType,
): UserAttributes {
  return finished(replacingSteps(current, replacement, type));
}

/** As {@link replaceUserAttributes}, and may be interrupted between two values that only what stands may be. */
export function* replacingSteps(
  current: UserAttributes,
  { attributes: sent, doubts }: Replacing,
  type: ResourceType,
): Steps<UserAttributes> {
  const attributes = asUser(withHidden({ active: current.active, ...sent }, current, type));
  yield* settle(type, doubts, { before: current, after: attributes });
  return attributes;
}

type Replacing = Pick<UserReplacement, 'attributes' | 'doubts'>;

/** As both, one after the other. */
export function replaceUser(current: UserAttributes, body: unknown, rules: ReadingRules): DecodedUser {
  const replacement = decodeUserReplacement(body, rules);
  return { attributes: replaceUserAttributes(current, replacement, rules.type), quirks: replacement.quirks };
}

interface Purpose {
  /** What there is unless the body says otherwise. */
  readonly unsaid: Draft;
  readonly message: Message;
}

function* readUser(body: unknown, { unsaid, message }: Purpose, rules: ReadingRules): Steps<UserReplacement> {
  const reading = startReading(rules, message);
  const attributes = yield* resourceSteps(rules.type, body, reading, unsaid);
  assertRequired(rules.type, attributes);
  return { attributes: asUser(attributes), quirks: [...reading.applied], doubts: reading.doubts };
}

/** Decoder: what `resourceSteps` and `operationSteps` let through has the types of the schema, and they read all of it. */
export function asUser(attributes: JsonObject): UserAttributes {
  return attributes as UserAttributes;
}
