import { describe, expect, it } from '@jest/globals';
import { adminActed } from './admin-acted.js';
import type { AdminAct } from './admin-acts.js';
import { EVENTS, eventsOn, isEventType, misplaced, standsOn } from './events.js';
import { ACTS, ADMIN, GROUPS, TOPICS, USERS } from './topics.js';
import { decodeEvent } from './decode.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

describe('the types of events', () => {
  it('each stand on one of the topics, and each topic has some', () => {
    const types = Object.keys(EVENTS).filter(isEventType);
    expect(types.every((type) => TOPICS.includes(EVENTS[type].topic))).toBe(true);
    expect(TOPICS.filter(({ name }) => !types.some((type) => standsOn(type, name)))).toEqual([]);
  });

  it('are told apart by their topic', () => {
    const file = (name: string): string => readFileSync(join(import.meta.dirname, '../golden', name), 'utf8');
    const { headers } = JSON.parse(file('UserUpdated.v1.headers.json')) as { headers: Record<string, string> };
    const decoded = decodeEvent({ headers, value: file('UserUpdated.v1.value.json') });
    if (!decoded.ok) throw new Error(decoded.because);
    expect([eventsOn(USERS)(decoded.event), eventsOn(GROUPS)(decoded.event)]).toEqual([true, false]);
  });
});

describe('an act', () => {
  const acted = (act: string) => {
    const object = { type: 'x', id: '0190a1b3-0000-7000-8000-000000000008' };
    // Another word than those of today may be read as well.
    const known = act as AdminAct;
    return adminActed(object.id, { act: known, tenantId: null, object, at: new Date(0), changes: [] }, ACTING);
  };
  const ACTING = { requestId: 'r', traceparent: null, reason: null };

  it.each(['parked-events.release', 'deliveries.resend', 'entries.read', 'sign-ins.fail', 'lamps.light'])(
    '%s may have been told by a projection',
    (act) => {
      expect([misplaced(acted(act), ACTS.name), misplaced(acted(act), ADMIN.name)]).toEqual([null, null]);
    },
  );

  it.each([
    'operators.issue',
    'operators.revoke',
    'tenants.suspend',
    'readers.revoke',
    'brake.engage',
    'connections.remind',
  ])('%s is told by scim-api alone', (act) => {
    expect(misplaced(acted(act), ADMIN.name)).toBeNull();
    expect(misplaced(acted(act), ACTS.name)).toContain(`${act} does not belong on this topic`);
  });

  it('stands on no other topic', () => {
    expect([USERS, GROUPS].map(({ name }) => misplaced(acted('entries.read'), name))).not.toContain(null);
  });
});
