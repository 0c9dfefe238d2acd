import type { Change } from './envelope.js';
import { CUSTOM_USER_URN, type UserResource } from './user-events.js';

/** What is shown in place of a value that is nobody's business. */
export const MASK = '***';

/**
 * Milliseconds that a write may have been under way when its attribute became sensitive, or by which the clock of the process that
 * decided it may have been wrong: its event may have the value, and not say that it is sensitive.
 */
export const HIDDEN_LATE_MS = 10_000;

/**
 * The changes as whoever is neither the identity provider nor a consumer of the topics may see them: that a sensitive value
 * came, went or was replaced, and not which it was.
 *
 * @param sensitive of the event: names of the company's own attributes, in any case
 */
export function shownChanges(changes: readonly Change[], sensitive: readonly string[] = []): readonly Change[] {
  if (sensitive.length === 0) return changes;
  const paths = new Set(sensitive.map((name) => `${CUSTOM_USER_URN}:${name}`.toLowerCase()));
  const masked = (value: unknown): unknown => (value === null ? null : MASK);
  return changes.map((change) =>
    paths.has(change.path.toLowerCase())
      ? { path: change.path, before: masked(change.before), after: masked(change.after) }
      : change,
  );
}

/** The user likewise. */
export function shownUser(user: UserResource, sensitive: readonly string[] = []): UserResource {
  const values = user[CUSTOM_USER_URN];
  if (values === undefined || sensitive.length === 0) return user;
  const isSensitive = amongNames(sensitive);
  const shown = Object.entries(values).map(([name, value]) => [name, isSensitive(name) ? MASK : value]);
  return { ...user, [CUSTOM_USER_URN]: Object.fromEntries(shown) as typeof values };
}

/** What {@link shownUser} does not show of the user, by the attributes' names; null: there is nothing. */
export function sensitiveValues(
  user: UserResource | null,
  sensitive: readonly string[] = [],
): Readonly<Record<string, unknown>> | null {
  const isSensitive = amongNames(sensitive);
  const values = Object.entries(user?.[CUSTOM_USER_URN] ?? {}).filter(([name]) => isSensitive(name));
  return values.length === 0 ? null : Object.fromEntries(values);
}

/** Names of attributes are the same in any case (RFC 7643 §2.1): what was sent before a definition has a spelling of its own. */
export function amongNames(names: readonly string[]): (name: string) => boolean {
  const keys = new Set(names.map((name) => name.toLowerCase()));
  return (name) => keys.has(name.toLowerCase());
}
