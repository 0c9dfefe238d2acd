import {
  finished,
  matchesVersion,
  normaliseUserName,
  replaceUserAttributes,
  sameJson,
  ScimError,
  type Patch,
  userPatchSteps,
  type QuirkName,
  type Steps,
  type StoredUser,
  type UserAttributes,
  type UserReplacement,
} from '#scim';
import { assertBounds } from './bounds.js';
import type { NameOwners, UserChange, UserDecision } from './user-change.js';
import { userChanged, userCreated, userDeleted } from './user-events.js';
import type { WriteRequest } from '../writes/write-request.js';

/** POST: a new user, unless somebody has the name. A bulk gives the id, which its other operations know already. */
export function createUser(
  request: WriteRequest,
  attributes: UserAttributes,
  userId: string = request.newId(),
): UserChange {
  const name = normaliseUserName(attributes.userName);
  return {
    request,
    userId,
    isNew: true,
    names: [name],
    decide: (_state, owners) =>
      refusing(() => {
        assertBounds(attributes, null);
        const owner = otherOwner(name, userId, owners);
        if (owner !== undefined) return { kind: 'refused', error: duplicate(owner), owner };
        const times = { created: request.now, lastModified: request.now };
        const user: StoredUser = { id: userId, version: 1, ...times, attributes };
        return { kind: 'saved', created: true, user, event: userCreated(request, user) };
      }),
  };
}

/**
 * POST with the name of an inactive user, on a connection that says so: the user comes back with the attributes of the
 * body and nothing of its own but the id, as after a PUT (RFC 7644 §3.3 leaves what a conflict is to the provider).
 */
export function reactivateUser(request: WriteRequest, userId: string, sent: UserAttributes): UserChange {
  const name = normaliseUserName(sent.userName);
  return {
    request,
    userId,
    isNew: false,
    names: [name],
    decide: (before) =>
      refusing(() => {
        // Gone, renamed or back since the name was looked up: that is for the next look to say.
        if (before === null || normaliseUserName(before.attributes.userName) !== name) throw new ScimError('not-found');
        if (before.attributes.active || !sent.active) throw duplicate(userId);
        const attributes = replaceUserAttributes(before.attributes, { attributes: sent, doubts: [] }, request.userType);
        assertBounds(attributes, before.attributes);
        const user: StoredUser = { ...before, ...next(request, before), attributes };
        return { kind: 'saved', created: false, user, event: userChanged(request, user, { before, method: 'put' }) };
      }),
  };
}

export interface Condition {
  /** The If-Match header, if there was one. */
  readonly ifMatch?: string | undefined;
}

export interface Replacing {
  readonly replacement: UserReplacement;
}

/** PUT: what the body does not name is cleared. */
export function replaceUser(
  request: WriteRequest,
  userId: string,
  { replacement, ifMatch }: Replacing & Condition,
): UserChange {
  return change(request, userId, {
    name: replacement.attributes.userName,
    ifMatch,
    method: 'put',
    // One step: it goes through a user once.
    *next(current) {
      return replaceUserAttributes(current, replacement, request.userType);
    },
  });
}

export interface Patching {
  readonly patch: Patch;
  /** Takes the accommodations that only the user as stored can tell. */
  readonly noted?: Set<QuirkName>;
}

/** PATCH: all operations, or none. */
export function patchUser(
  request: WriteRequest,
  userId: string,
  { patch, noted, ifMatch }: Patching & Condition,
): UserChange {
  const names = patch.operations.flatMap((operation) =>
    operation.op !== 'remove' && operation.target.ref.attribute.name === 'userName' ? [operation.value] : [],
  );
  const last = names.at(-1);
  return change(request, userId, {
    name: typeof last === 'string' ? last : null,
    ifMatch,
    method: 'patch',
    next: (current) => userPatchSteps(current, patch, noted),
  });
}

/** DELETE: the name is free from then on, the id is never used again. */
export function deleteUser(request: WriteRequest, userId: string, { ifMatch }: Condition = {}): UserChange {
  return {
    request,
    userId,
    isNew: false,
    names: [],
    decide: (state) =>
      refusing(() => {
        const current = existing(state, ifMatch);
        return { kind: 'deleted', event: userDeleted(request, { ...current, ...next(request, current) }) };
      }),
  };
}

interface Rule extends Condition {
  /** The name that the user may have afterwards, if the change can give it one. One: each claimed name is a lock. */
  readonly name: string | null;
  readonly method: 'patch' | 'put';
  readonly next: (current: UserAttributes) => Steps<UserAttributes>;
}

function change(request: WriteRequest, userId: string, rule: Rule): UserChange {
  return {
    request,
    userId,
    isNew: false,
    names: rule.name === null ? [] : [normaliseUserName(rule.name)],
    decide: (state, owners) => finished(changeSteps(request, rule, { state, owners })),
    steps: (state, owners) => changeSteps(request, rule, { state, owners }),
  };
}

interface Found {
  readonly state: StoredUser | null;
  readonly owners: NameOwners;
}

function* changeSteps(request: WriteRequest, rule: Rule, { state, owners }: Found): Steps<UserDecision> {
  try {
    const before = existing(state, rule.ifMatch);
    const attributes = yield* rule.next(before.attributes);
    yield;
    if (sameJson(attributes, before.attributes)) return { kind: 'unchanged', user: before };
    assertBounds(attributes, before.attributes);
    const owner = otherOwner(normaliseUserName(attributes.userName), before.id, owners);
    if (owner !== undefined) throw duplicate(owner);
    const user: StoredUser = { ...before, ...next(request, before), attributes };
    const event = userChanged(request, user, { before, method: rule.method });
    return { kind: 'saved', created: false, user, event };
  } catch (error) {
    return refusalOf(error);
  }
}

/** Version and time of the change; a clock that went back does not take the resource's time with it. */
function next(request: WriteRequest, before: StoredUser): Pick<StoredUser, 'version' | 'lastModified'> {
  const { now } = request;
  return { version: before.version + 1, lastModified: now > before.lastModified ? now : before.lastModified };
}

function existing(state: StoredUser | null, ifMatch: string | undefined): StoredUser {
  if (state === null) throw new ScimError('not-found', 'No user has this id; it may have been deleted.');
  if (ifMatch !== undefined && !matchesVersion(ifMatch, state.version)) throw new ScimError('version-mismatch');
  return state;
}

function otherOwner(name: string, userId: string, owners: NameOwners): string | undefined {
  const owner = owners.get(name);
  return owner === userId ? undefined : owner;
}

function duplicate(owner: string): ScimError {
  // Entra shows the detail: with the id an administrator finds the other record, and a client that lost an answer its own.
  return new ScimError(
    'duplicate-user',
    `userName: must be unique, and the user with id ${owner} has it; match that user, or change one of the two names.`,
  );
}

/** The outcome as a value: the pure core throws its refusals by name. */
function refusing(decide: () => UserDecision): UserDecision {
  try {
    return decide();
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): UserDecision {
  if (error instanceof ScimError) return { kind: 'refused', error };
  throw error;
}
