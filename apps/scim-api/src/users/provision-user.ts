import type { UserAttributes } from '#scim';
import { createUser, reactivateUser } from './decide-user.js';
import type { UserChange, UserDecision } from './user-change.js';
import type { WriteRequest } from '../writes/write-request.js';

/**
 * POST of a user on a connection that has one back who is inactive and has the name. Each step is a change of its own,
 * decided on the locked row: who took, left or deleted the user in between only costs another look.
 */
export async function provisionUser(
  store: { changeUser(change: UserChange): Promise<UserDecision> },
  request: WriteRequest,
  attributes: UserAttributes,
): Promise<UserDecision> {
  for (let looks = 1; ; looks += 1) {
    const created = await store.changeUser(createUser(request, attributes));
    if (created.kind !== 'refused' || created.error.code !== 'duplicate-user' || looks > MAX_LOOKS) return created;
    // Whoever had the name has gone meanwhile, or could not be asked for.
    if (created.owner === undefined) continue;
    const reactivated = await store.changeUser(reactivateUser(request, created.owner, attributes));
    if (reactivated.kind !== 'refused' || reactivated.error.code !== 'not-found') return reactivated;
  }
}

// A name that moves on each time somebody looks is contested: 409 is the truth then.
const MAX_LOOKS = 3;
