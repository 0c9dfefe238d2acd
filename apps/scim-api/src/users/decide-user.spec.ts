import { describe, expect, it } from '@jest/globals';
import {
  decodePatch,
  decodeUserReplacement,
  ENTERPRISE_USER_URN,
  PATCH_OP_URN,
  type QuirkName,
  type StoredUser,
  USER_TYPE,
  type UserAttributes,
} from '#scim';
import { createUser, deleteUser, patchUser, replaceUser } from './decide-user.js';
import type { UserChange, UserDecision } from './user-change.js';
import type { WriteRequest } from '../writes/write-request.js';

const THEN = '2026-01-01T10:00:00.000Z';
const NOW = '2026-01-02T10:00:00.000Z';

function request(now = NOW): WriteRequest {
  let ids = 0;
  return {
    tenantId: 't1',
    actor: { connectionId: 'c1', credentialId: 'k1' },
    userType: USER_TYPE,
    correlationId: 'r1',
    traceparent: null,
    now,
    newId: () => `id${(ids += 1)}`,
  };
}

const user = (attributes: Partial<UserAttributes> = {}, version = 3): StoredUser => ({
  id: 'u1',
  version,
  created: THEN,
  lastModified: THEN,
  attributes: { userName: 'Ada@Example.com', active: true, ...attributes },
});

const patch = (...operations: object[]): UserChange =>
  patchUser(request(), 'u1', {
    patch: decodePatch({ schemas: [PATCH_OP_URN], Operations: operations }, { type: USER_TYPE, tolerance: 'tolerant' }),
  });

const replacing = (body: object): UserChange =>
  replaceUser(request(), 'u1', {
    replacement: decodeUserReplacement(body, { type: USER_TYPE, tolerance: 'tolerant' }),
  });

/** Given a state and who has which names, when the change is decided. */
const decide = (
  state: StoredUser | null,
  change: UserChange,
  owners: Readonly<Record<string, string>> = {},
): UserDecision => change.decide(state, new Map(Object.entries(owners)));

describe('creating a user', () => {
  const change = createUser(request(), { userName: 'Ada@Example.com', active: true });

  it('claims the normalised name', () => {
    expect(change.names).toEqual(['ada@example.com']);
  });

  it('makes version 1 and says all that it was given', () => {
    expect(decide(null, change)).toMatchObject({
      kind: 'saved',
      created: true,
      user: { version: 1, created: NOW, lastModified: NOW },
      event: {
        type: 'rollcall.UserProvisioned',
        resourceVersion: 1,
        time: NOW,
        scimEvent: 'urn:ietf:params:scim:event:prov:create:full',
        data: {
          reason: 'created',
          changes: [
            { path: 'userName', before: null, after: 'Ada@Example.com' },
            { path: 'active', before: null, after: true },
          ],
        },
      },
    });
  });

  it('is refused while another has the name, and says who', () => {
    const decision = decide(null, change, { 'ada@example.com': 'u9' });
    expect(decision).toMatchObject({ kind: 'refused', error: { code: 'duplicate-user' } });
    expect(decision.kind === 'refused' && decision.error.message).toContain('u9');
  });

  it('of somebody inactive is a creation like any other', () => {
    const inactive = createUser(request(), { userName: 'a', active: false });
    expect(decide(null, inactive)).toMatchObject({
      event: { type: 'rollcall.UserProvisioned', data: { reason: 'created' } },
    });
  });
});

describe('changing a user', () => {
  it('notes what only the stored user can tell', () => {
    const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@example.com' };
    const decoded = decodePatch(
      { schemas: [PATCH_OP_URN], Operations: [operation] },
      { type: USER_TYPE, tolerance: 'tolerant' },
    );
    const noted = new Set<QuirkName>();
    const change = patchUser(request(), 'u1', { patch: decoded, noted });
    decide(user({ emails: [{ type: 'work', value: 'b@example.com' }] }), change);
    expect([...noted]).toEqual([]);
    decide(user(), change);
    expect([...noted]).toEqual(['create-if-missing']);
  });

  it.each([
    ['disabled', false, 'rollcall.UserDeprovisioned', 'deactivate'],
    ['reactivated', true, 'rollcall.UserProvisioned', 'activate'],
  ] as const)('who is %s is one event, with all that changed beside', (reason, after, type, scimEvent) => {
    const before = !after;
    const change = patch(
      { op: 'replace', path: 'active', value: after },
      { op: 'replace', path: 'title', value: 'Countess' },
    );
    expect(decide(user({ active: before }), change)).toMatchObject({
      kind: 'saved',
      event: {
        type,
        scimEvent: `urn:ietf:params:scim:event:prov:${scimEvent}`,
        data: { reason, changes: [{ path: 'title' }, { path: 'active', before, after }] },
      },
    });
  });

  it('counts the version on, and keeps the time of creation', () => {
    const decision = decide(user(), patch({ op: 'add', path: 'title', value: 'x' }));
    expect(decision).toMatchObject({
      user: { version: 4, created: THEN, lastModified: NOW },
      event: { resourceVersion: 4, type: 'rollcall.UserUpdated' },
    });
  });

  it('does not take time back when the clock goes back', () => {
    const late = { ...user(), lastModified: '2026-05-05T00:00:00.000Z' };
    const decision = decide(late, patch({ op: 'add', path: 'title', value: 'x' }));
    expect(decision).toMatchObject({
      user: { lastModified: '2026-05-05T00:00:00.000Z' },
      event: { time: '2026-05-05T00:00:00.000Z' },
    });
  });

  it.each([
    ['a value that is there', { op: 'Replace', path: 'active', value: 'True' }],
    ['nothing of what is not there', { op: 'Remove', path: 'title' }],
    ['a manager who is the manager', { op: 'Add', path: `${ENTERPRISE_USER_URN}:manager`, value: 'm1' }],
  ])('to %s changes nothing', (_name, operation) => {
    const state = user({ [ENTERPRISE_USER_URN]: { manager: { value: 'm1' } } });
    expect(decide(state, patch(operation))).toEqual({ kind: 'unchanged', user: state });
  });

  it('to another spelling of the own name is a change, and no conflict with oneself', () => {
    const change = patch({ op: 'replace', path: 'userName', value: 'ADA@example.com' });
    expect(change.names).toEqual(['ada@example.com']);
    expect(decide(user(), change, { 'ada@example.com': 'u1' })).toMatchObject({ kind: 'saved' });
  });

  it('to a name that another has is refused', () => {
    const change = replacing({ userName: 'Bob' });
    expect(change.names).toEqual(['bob']);
    expect(decide(user(), change, { bob: 'u2' })).toMatchObject({ error: { code: 'duplicate-user' } });
  });

  it('by PUT clears what is not named and says so', () => {
    const decision = decide(user({ title: 'Countess', active: false }), replacing({ userName: 'Ada@Example.com' }));
    expect(decision).toMatchObject({
      user: { attributes: { userName: 'Ada@Example.com', active: false } },
      event: {
        scimEvent: 'urn:ietf:params:scim:event:prov:put:full',
        data: { changes: [{ path: 'title', before: 'Countess', after: null }] },
      },
    });
  });

  it('who is not there, or has another version, is refused', () => {
    const change = patch({ op: 'add', path: 'title', value: 'x' });
    expect(decide(null, change)).toMatchObject({ error: { code: 'not-found' } });
    const stale = deleteUser(request(), 'u1', { ifMatch: 'W/"2"' });
    expect(decide(user(), stale)).toMatchObject({ error: { code: 'version-mismatch' } });
  });
});

describe('deleting a user', () => {
  it('is one more version, which says what was there and leaves nothing', () => {
    expect(decide(user({}, 7), deleteUser(request(), 'u1'))).toMatchObject({
      kind: 'deleted',
      event: {
        type: 'rollcall.UserDeprovisioned',
        resourceVersion: 8,
        data: { reason: 'deleted', user: null, changes: [{ path: 'userName', after: null }, { path: 'active' }] },
      },
    });
  });
});
