import type { Patch } from './patch/operation.js';
import type { QuirkName, Tolerance } from './quirks.js';
import type { UserAttributes } from './resource.js';

export interface DecodedUser {
  readonly attributes: UserAttributes;
  readonly quirks: readonly QuirkName[];
}

/** The body of a POST (RFC 7644 §3.3). Throws ScimError. `active` is true unless the body says otherwise. */
export function decodeUser(_body: unknown, _tolerance: Tolerance): DecodedUser {
  throw new Error('TODO');
}

/** The body of a PUT (RFC 7644 §3.5.1) over what is stored; `active` stays as it is unless the body names it. */
export function replaceUser(_current: UserAttributes, _body: unknown, _tolerance: Tolerance): DecodedUser {
  throw new Error('TODO');
}

/** All operations in order, or ScimError and none. An unchanged user comes back deeply equal: see `sameJson`, `diff`. */
export function applyUserPatch(_attributes: UserAttributes, _patch: Patch): UserAttributes {
  throw new Error('TODO');
}
