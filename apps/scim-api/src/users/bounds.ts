import { ENTERPRISE_USER_URN, MAX_KEY_LENGTH, ScimError, type UserAttributes } from '#scim';
import { storedBytes } from './stored-json.js';

/**
 * Bytes of a user as stored JSON. A page, a slice and a batch hold whole users, and the event of a change up to three times
 * one; 1,000 addresses of 150 characters fit.
 */
export const MAX_USER_BYTES = 200_000;

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
 * deleted, and no write is refused that keeps the value or makes it shorter, nor one that leaves the user no larger.
 *
 * @throws ScimError `value-too-long`, `user-too-large`
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
  assertSize(after, before);
}

function assertSize(after: UserAttributes, before: UserAttributes | null): void {
  if (storedBytes(after) <= MAX_USER_BYTES || (before !== null && sizeOf(after) <= sizeOf(before))) return;
  const [largest] = Object.entries(after)
    .map(([name, value]) => ({ name, bytes: Buffer.byteLength(JSON.stringify(value)) }))
    .sort((one, other) => other.bytes - one.bytes);
  throw new ScimError(
    'user-too-large',
    `The user would be larger than ${MAX_USER_BYTES} bytes; shorten or leave out values, first of ${largest?.name}, which takes ${largest?.bytes} of them.`,
  );
}

/** Whoever is disabled is no larger for it, although the word is. */
function sizeOf(attributes: UserAttributes): number {
  return storedBytes(attributes) - String(attributes.active).length;
}
