import {
  finished,
  normaliseUserName,
  replaceUserAttributes,
  replacingSteps,
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
import { existing, nameAfter, nextVersion, refusalOf, type Condition } from '../writes/decided.js';
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
    decide: (_state, owners) => {
      try {
        assertBounds(attributes, null);
        const owner = otherOwner(name, userId, owners);
        if (owner !== undefined) return { kind: 'refused', error: duplicate(owner), owner };
        const { now } = request;
        const user: StoredUser = { id: userId, version: 1, created: now, lastModified: now, attributes };
        return { kind: 'saved', created: true, user, event: userCreated(request, user) };
      } catch (error) {
        return refusalOf(error);
      }
    },
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
    decide: (before) => {
      try {
        // Gone, renamed or back since the name was looked up: that is for the next look to say.
        if (before === null || normaliseUserName(before.attributes.userName) !== name) throw new ScimError('not-found');
        if (before.attributes.active || !sent.active) throw duplicate(userId);
        const attributes = replaceUserAttributes(before.attributes, { attributes: sent, doubts: [] }, request.userType);
        return changed(request, attributes, { before, method: 'put' });
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
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
    mayEnd: !replacement.attributes.active,
    method: 'put',
    next: (current) => replacingSteps(current, replacement, request.userType),
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
  return change(request, userId, {
    name: nameAfter(patch, 'userName'),
    ifMatch,
    mayEnd: patch.operations.some(({ target }) => target.ref.attribute.name === 'active'),
    method: 'patch',
    next: (current) => userPatchSteps(current, patch, noted),
  });
}

/** DELETE: the name is free from then on, the id is never used again. */
export function deleteUser(request: WriteRequest, userId: string, condition: Condition = {}): UserChange {
  return {
    request,
    userId,
    isNew: false,
    names: [],
    mayEnd: true,
    decide: (state) => {
      try {
        const current = existing('User', state, condition);
        return { kind: 'deleted', event: userDeleted(request, { ...current, ...nextVersion(request, current) }) };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

export interface Taking {
  readonly attributes: UserAttributes;
  /** At which it becomes so; null: there must be none. */
  readonly version: number | null;
}

/** What was decided elsewhere becomes so, of a user who is as it was then. Who is so already stays. */
export function takeUser(request: WriteRequest, userId: string, { attributes, version }: Taking): UserChange {
  return {
    request,
    userId,
    isNew: false,
    names: [normaliseUserName(attributes.userName)],
    mayEnd: !attributes.active,
    decide: (before, owners) => {
      try {
        if (before !== null && sameJson(attributes, before.attributes)) return { kind: 'unchanged', user: before };
        if ((before?.version ?? null) !== version) throw new ScimError('version-mismatch');
        if (before === null) return createUser(request, attributes, userId).decide(null, owners);
        const owner = otherOwner(normaliseUserName(attributes.userName), userId, owners);
        return changed(request, attributes, { before, method: 'put', owner });
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

interface Rule extends Condition {
  /** The name that the user may have afterwards, if the change can give it one. One: each claimed name is a lock. */
  readonly name: string | null;
  readonly mayEnd: boolean;
  readonly method: 'patch' | 'put';
  readonly next: (current: UserAttributes) => Steps<UserAttributes>;
}

function change(request: WriteRequest, userId: string, rule: Rule): UserChange {
  return {
    request,
    userId,
    isNew: false,
    names: rule.name === null ? [] : [normaliseUserName(rule.name)],
    mayEnd: rule.mayEnd,
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
    const before = existing('User', state, rule);
    const attributes = yield* rule.next(before.attributes);
    yield;
    if (sameJson(attributes, before.attributes)) return { kind: 'unchanged', user: before };
    const owner = otherOwner(normaliseUserName(attributes.userName), before.id, owners);
    return changed(request, attributes, { before, method: rule.method, owner });
  } catch (error) {
    return refusalOf(error);
  }
}

interface From {
  readonly before: StoredUser;
  readonly method: Rule['method'];
  /** Who has the name that the user would have. */
  readonly owner?: string | undefined;
}

function changed(request: WriteRequest, attributes: UserAttributes, { before, method, owner }: From): UserDecision {
  assertBounds(attributes, before.attributes);
  if (owner !== undefined) throw duplicate(owner);
  const user: StoredUser = { ...before, ...nextVersion(request, before), attributes };
  return { kind: 'saved', created: false, user, event: userChanged(request, user, { before, method }) };
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
