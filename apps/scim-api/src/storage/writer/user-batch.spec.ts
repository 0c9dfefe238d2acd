import { expect, it } from '@jest/globals';
import { decodePatch, PATCH_OP_URN, USER_TYPE, type StoredUser } from '#scim';
import { patchUser } from '../../users/decide-user.js';
import type { UserDecision } from '../../users/user-change.js';
import { UserBatch } from './user-batch.js';

const THEN = '2026-01-01T10:00:00.000Z';

/** Filled by addresses that stand, with a title that counts the bytes. */
const filled = (bytes: number): StoredUser => ({
  id: 'u1',
  version: 3,
  created: THEN,
  lastModified: THEN,
  attributes: { userName: 'ada', active: true, title: 'Chief', emails: [{ value: 'x'.repeat(bytes) }, { value: 'y' }] },
});

function set(state: StoredUser, part: object): UserDecision {
  const request = {
    tenantId: 't1',
    actor: { connectionId: 'c1', credentialId: 'k1' },
    userType: USER_TYPE,
    correlationId: 'r1',
    traceparent: null,
    now: THEN,
    newId: () => 'id1',
  };
  const body = { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', value: part }] };
  const patch = decodePatch(body, { type: USER_TYPE, tolerance: 'strict' });
  return new UserBatch([state], []).decide(patchUser(request, state.id, { patch }));
}

/** The most bytes with which the write is taken. */
function mostWith(part: object): number {
  let [taken, refused] = [0, 2_000_000];
  while (refused - taken > 1) {
    const middle = Math.floor((taken + refused) / 2);
    if (set(filled(middle), part).kind === 'saved') taken = middle;
    else refused = middle;
  }
  return taken;
}

it('leaves room for the event of who is disabled or given less, however full a user was made', () => {
  const full = filled(mostWith({ nickName: 'A' }));
  for (const part of [{ active: false }, { title: 'C' }, { active: false, title: 'C' }, { emails: null }]) {
    expect(set(full, part)).toMatchObject({ kind: 'saved' });
  }
  expect(set(full, { nickName: 'Al' })).toMatchObject({ kind: 'refused', error: { code: 'event-too-large' } });
});

it('takes of who stands in that room what makes them smaller, and nothing that makes them larger', () => {
  const standing = filled(mostWith({ active: false }));
  expect(set(standing, { active: false }).kind).toBe('saved');
  expect(set(standing, { title: 'C' }).kind).toBe('saved');
  expect(set(standing, { nickName: 'A' }).kind).toBe('refused');
});
