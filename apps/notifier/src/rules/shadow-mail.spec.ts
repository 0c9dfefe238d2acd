import { describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER_URN, type UserEvent } from '#contracts';
import { shadowMail } from './shadow-mail.js';

const NOW = new Date('2026-01-02T00:00:00.000Z');
const OVER = { firstCreateAt: new Date(0), lastCreateAt: new Date(0), heardAt: new Date(0), isClosed: true };
const SETTINGS = {
  joinerWaitMs: 1_000,
  leaverGatherMs: 1_000,
  quietPeriodMs: 1_000,
  refusalWindowMs: 1_000,
  confirmWaitMs: 1_000,
  maxEventAgeMs: 86_400_000,
  notBefore: null,
};
const MANAGER = { [ENTERPRISE_USER_URN]: { manager: { value: 'm' } } };

/** As much of an event as the rules read. */
function event(type: string, reason: string | undefined, user: object | null, changes: readonly object[] = []) {
  const named = user === null ? null : { userName: 'ada@contoso.example', ...user };
  const data = { reason, user: named, changes };
  const head = { tenantId: 't', subject: 's', id: 'e', time: NOW.toISOString(), resourceVersion: 1, traceparent: null };
  return { ...head, type: `rollcall.${type}`, data } as unknown as UserEvent;
}

const ACTIVE = { path: 'active', before: true, after: null };
const LED = { path: `${ENTERPRISE_USER_URN}:manager.value`, before: 'm', after: null };

describe('what a shadow would mail', () => {
  it.each([
    ['the first of all who come', event('UserProvisioned', 'created', { active: true }), null, 'initial-cycle'],
    ['somebody who comes later', event('UserProvisioned', 'created', { active: true, ...MANAGER }), OVER, 'joiner'],
    ['somebody without a manager', event('UserProvisioned', 'created', { active: true }), OVER, 'not-sent'],
    ['an account in store', event('UserProvisioned', 'created', { active: false, ...MANAGER }), OVER, null],
    [
      'somebody who is disabled',
      event('UserDeprovisioned', 'disabled', { active: false, ...MANAGER }, [ACTIVE]),
      OVER,
      'leaver',
    ],
    ['somebody who is deleted', event('UserDeprovisioned', 'deleted', null, [ACTIVE, LED]), OVER, 'leaver'],
    [
      'who had left before',
      event('UserDeprovisioned', 'deleted', null, [{ ...ACTIVE, before: false }, LED]),
      OVER,
      'not-sent',
    ],
    ['a title', event('UserUpdated', undefined, { active: true, ...MANAGER }), OVER, null],
  ])('about %s is what the notifier does', (_what, decided, cycle, mail) => {
    expect(shadowMail(decided, cycle, { now: NOW, settings: SETTINGS })).toBe(mail);
  });
});
