import type { UserAttributes } from '#scim';
import { createUser, reactivateUser, type Reactivation } from './decide-user.js';
import type { UserChange, UserDecision } from './user-change.js';
import type { WriteRequest } from './write-request.js';

export interface Provisioning extends Reactivation {
  /** What `decodeUser` read in the body. */
  readonly attributes: UserAttributes;
  /** The connection's policy for the name of a user who is not active. */
  readonly inactiveDuplicate: 'conflict' | 'reactivate';
}

/**
 * POST of a user under the connection's policy. Each step is a change of its own, decided on the locked row: who took,
 * left or deleted the user in between only costs another look.
 */
export async function provisionUser(
  write: (change: UserChange) => Promise<UserDecision>,
  request: WriteRequest,
  { attributes, body, rules, inactiveDuplicate }: Provisioning,
): Promise<UserDecision> {
  for (let looks = 1; ; looks += 1) {
    const created = await write(createUser(request, attributes));
    if (created.kind !== 'refused' || created.owner === undefined) return created;
    if (inactiveDuplicate === 'conflict' || looks > MAX_LOOKS) return created;
    const reactivated = await write(reactivateUser(request, created.owner, { body, rules }));
    if (reactivated.kind !== 'refused' || reactivated.error.code !== 'not-found') return reactivated;
  }
}

// A name that moves on each time somebody looks is contested: 409 is the truth then.
const MAX_LOOKS = 3;
