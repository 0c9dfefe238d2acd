import { ScimError } from '../errors/error.js';
import type { QuirkName } from '../reading/quirks.js';
import { asUser } from '../reading/user.js';
import type { UserAttributes } from '../schema/resource.js';
import { finished, type Steps } from '../steps.js';
import { operationSteps } from './apply.js';
import type { Patch } from './operation.js';

/**
 * All operations in order, or ScimError and none. An unchanged user comes back deeply equal: see `sameJson`, `diff`.
 * `noted` takes the quirks that only the user can tell, beside those of the patch.
 */
export function applyUserPatch(
  attributes: UserAttributes,
  patch: Patch,
  noted: Set<QuirkName> = new Set(),
): UserAttributes {
  return finished(userPatchSteps(attributes, patch, noted));
}

/** As {@link applyUserPatch}, and may be interrupted between two operations. */
export function* userPatchSteps(
  attributes: UserAttributes,
  patch: Patch,
  noted: Set<QuirkName> = new Set(),
): Steps<UserAttributes> {
  const patched = yield* operationSteps(patch.type, attributes, { ...patch, noted });
  if (patched.active === undefined) {
    throw new ScimError('required-removed', 'active: cannot be removed; replace it with true or false.');
  }
  return asUser(patched);
}
