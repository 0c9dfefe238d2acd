import type { Change, UserEvent } from '#contracts';
import { diff, references, sensitiveNames, USER_TYPE, userRecord, type StoredUser } from '#scim';
import { eventHead, SCIM_EVENT } from '../writes/event-head.js';
import type { WriteRequest } from '../writes/write-request.js';

interface Before {
  readonly before: StoredUser;
}
type Method = 'patch' | 'put';

/** The fact that a user exists from now on. */
export function userCreated(request: WriteRequest, user: StoredUser): UserEvent {
  return {
    ...eventHead(request, user),
    type: 'rollcall.UserProvisioned',
    scimEvent: `${SCIM_EVENT}create:full`,
    data: {
      reason: 'created',
      actor: request.actor,
      ...state(request, user, null),
      changes: changes(null, user),
    },
  };
}

/** The fact that a user changed: reactivated, disabled, or neither. */
export function userChanged(
  request: WriteRequest,
  user: StoredUser,
  { before, method }: Before & { method: Method },
): UserEvent {
  const common = { actor: request.actor, ...state(request, user, before), changes: changes(before, user) };
  const head = eventHead(request, user);
  if (user.attributes.active && !before.attributes.active) {
    const data = { ...common, reason: 'reactivated' as const };
    return { ...head, type: 'rollcall.UserProvisioned', scimEvent: `${SCIM_EVENT}activate`, data };
  }
  if (!user.attributes.active && before.attributes.active) {
    const data = { ...common, reason: 'disabled' as const };
    return { ...head, type: 'rollcall.UserDeprovisioned', scimEvent: `${SCIM_EVENT}deactivate`, data };
  }
  return { ...head, type: 'rollcall.UserUpdated', scimEvent: `${SCIM_EVENT}${method}:full`, data: common };
}

/** The fact that a user is no more. `after` has the version and the time of the deletion. */
export function userDeleted(request: WriteRequest, after: StoredUser): UserEvent {
  return {
    ...eventHead(request, after),
    type: 'rollcall.UserDeprovisioned',
    scimEvent: `${SCIM_EVENT}delete`,
    data: {
      reason: 'deleted',
      actor: request.actor,
      user: null,
      ...sensitive(request, after),
      changes: changes(after, null),
    },
  };
}

function state(request: WriteRequest, user: StoredUser, before: StoredUser | null) {
  const { userType } = request;
  const named = references(user.attributes, userType);
  return {
    user: userRecord(user, userType),
    ...(named.length === 0 ? {} : { references: named }),
    ...sensitive(request, user, before),
  };
}

function sensitive({ userType }: WriteRequest, ...sides: readonly (StoredUser | null)[]) {
  const names = sensitiveNames(userType, ...sides.map((side) => side?.attributes ?? null));
  return names.length === 0 ? {} : { sensitive: names };
}

function changes(before: StoredUser | null, after: StoredUser | null): Change[] {
  return diff(USER_TYPE, before?.attributes ?? null, after?.attributes ?? null);
}
