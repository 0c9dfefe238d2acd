import { expect, it } from '@jest/globals';
import { MAX_MESSAGE_BYTES } from '#contracts';
import { encodedSize } from '#outbox';
import { decodePatch, PATCH_OP_URN, USER_TYPE, type StoredUser } from '#scim';
import { patchUser } from '../../users/decide-user.js';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import { MAX_BATCH_BYTES, UserBatch } from './user-batch.js';

const THEN = '2026-01-01T10:00:00.000Z';

/** Filled by addresses that stand, with a title that counts the bytes. */
const filled = (bytes: number): StoredUser => ({
  id: 'u1',
  version: 3,
  created: THEN,
  lastModified: THEN,
  attributes: { userName: 'ada', active: true, title: 'Chief', emails: [{ value: 'x'.repeat(bytes) }, { value: 'y' }] },
});

function patching(part: object): UserChange {
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
  const patch = decodePatch(body, { type: USER_TYPE, tolerance: 'tolerant' });
  // What texts are long enough is not the question here.
  return patchUser(request, 'u1', { patch: { ...patch, doubts: [] } });
}

const set = (state: StoredUser, part: object): UserDecision => new UserBatch([state], []).decide(patching(part));

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

it('disables and shortens whoever was filled to the bound of users, and refuses what makes them larger', () => {
  const full = filled(mostWith({ nickName: 'A' }));
  for (const part of [{ active: false }, { title: 'C' }, { active: false, title: 'C' }, { emails: null }]) {
    expect(set(full, part)).toMatchObject({ kind: 'saved' });
  }
  expect(set(full, { nickName: 'Al' })).toMatchObject({ kind: 'refused', error: { code: 'user-too-large' } });
});

it('is full when its events are as many bytes as a transaction gathers, and says so before the next is decided', () => {
  const batch = new UserBatch([filled(150_000)], []);
  let [decided, bytes] = [0, 0];
  while (!batch.isFull && decided < 50) {
    const decision = batch.decide(patching({ emails: [{ value: `x${decided}${'y'.repeat(150_000)}` }] }));
    if (decision.kind === 'saved') bytes += encodedSize(decision.event);
    decided += 1;
  }
  expect(decided).toBeGreaterThan(1);
  expect(batch.isFull).toBe(true);
  expect(bytes).toBeLessThan(MAX_BATCH_BYTES + MAX_MESSAGE_BYTES);
  expect(bytes).toBe(batch.events.reduce((sum, event) => sum + encodedSize(event), 0));
});

it('takes of who stands above it, up to what an event carries, what makes them smaller, and nothing that makes them larger', () => {
  const standing = filled(mostWith({ active: false }));
  expect(set(standing, { active: false }).kind).toBe('saved');
  expect(set(standing, { title: 'C' }).kind).toBe('saved');
  expect(set(standing, { nickName: 'A' }).kind).toBe('refused');
});
