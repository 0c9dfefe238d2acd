import { ENTERPRISE_USER_URN, MAX_KEY_LENGTH, ScimError, type UserAttributes } from '#scim';

/** Bounds that an earlier release did not have: somebody may be stored above them. */
const BOUNDS = [
  {
    path: `${ENTERPRISE_USER_URN}:employeeNumber`,
    most: MAX_KEY_LENGTH,
    of: (user: UserAttributes) => user[ENTERPRISE_USER_URN]?.employeeNumber,
  },
] as const;

/**
 * A bound is asked of what a request sets, never of what stands: whoever is stored above it can be read, disabled and
 * deleted, and no write is refused that keeps the value or makes it shorter.
 *
 * @throws ScimError `value-too-long`
 */
export function assertBounds(after: UserAttributes, before: UserAttributes | null): void {
  for (const { path, most, of } of BOUNDS) {
    const length = of(after)?.length ?? 0;
    const stood = before === null ? 0 : (of(before)?.length ?? 0);
    const isKept = before !== null && of(after) === of(before);
    if (length > most && !isKept && length >= stood) {
      throw new ScimError('value-too-long', `${path}: longer than ${most} characters; shorten it.`);
    }
  }
}
