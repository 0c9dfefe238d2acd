import { describe, expect, it } from '@jest/globals';
import { at, refusalsSuppressed, refused, TENANT, tenantChanged } from './events.fixture.js';
import type { Person } from './person.js';
import { addRefusal, OVER_THE_CAP, refusalReason, refusalsDueAt, SAMPLES, type RefusalFacts } from './refusals.js';
import { settleGroup } from './settle-group.js';
import { settlePerson, type WaitingPerson } from './settle-person.js';
import { foldTenant } from './tenant.js';

const HOUR = 3_600_000;
const settings = {
  joinerWaitMs: HOUR,
  leaverGatherMs: 60_000,
  quietPeriodMs: 900_000,
  confirmWaitMs: 60_000,
  refusalWindowMs: HOUR,
  maxEventAgeMs: 24 * HOUR,
  notBefore: null,
};
const PERSON: Person = {
  tenantId: TENANT,
  id: 'anna',
  version: 1,
  name: 'Anna',
  userName: 'anna@example.com',
  employeeNumber: null,
  mail: 'anna@example.com',
  isActive: true,
  managerId: 'boss',
};
const BOSS: Person = { ...PERSON, id: 'boss', name: 'Boss', mail: 'boss@example.com', managerId: null };
const WAITING: WaitingPerson = {
  template: 'joiner',
  personId: 'anna',
  until: at(HOUR),
  person: PERSON,
  managerId: 'boss',
  manager: BOSS,
};

describe('a waiting mail about a person', () => {
  it('goes to the manager as soon as the address is known', () => {
    expect(settlePerson(WAITING, at(0))).toEqual({
      kind: 'send',
      recipient: 'boss@example.com',
      recipientName: 'Boss',
    });
  });

  const obstacles: readonly (readonly [string, Partial<WaitingPerson>, string])[] = [
    ['there is no manager', { managerId: null, manager: null }, 'no manager'],
    ['nobody is named by the value', { manager: null }, 'no such person'],
    ['the manager has no address', { manager: { ...BOSS, mail: null } }, 'manager has no address'],
    ['the manager has left', { manager: { ...BOSS, isActive: false } }, 'manager is not active'],
    ['the manager is the person', { managerId: 'anna', manager: PERSON }, 'manager is the person'],
    [
      'the manager is the person, who has no address',
      { managerId: 'anna', manager: { ...PERSON, mail: null } },
      'manager is the person',
    ],
    ['the manager has the same mailbox', { manager: { ...BOSS, mail: 'ANNA@example.com' } }, 'manager is the person'],
  ];
  it.each(obstacles)('waits while %s, and is suppressed when the wait is over', (_what, given, reason) => {
    expect(settlePerson({ ...WAITING, ...given }, at(HOUR - 1))).toEqual({ kind: 'wait' });
    expect(settlePerson({ ...WAITING, ...given }, at(HOUR))).toEqual({ kind: 'suppress', reason });
  });

  it.each([
    ['has been deleted', null],
    ['is not active any more', { ...PERSON, isActive: false }],
  ])('is dropped when the joiner %s', (_what, person) => {
    const reason = 'left before the mail';
    expect(settlePerson({ ...WAITING, person }, at(0))).toEqual({ kind: 'suppress', reason });
  });

  it('about a leaver does not need the person, and does not wait for a manager who has left', () => {
    const leaver = { ...WAITING, template: 'leaver', person: null } as const;
    expect(settlePerson(leaver, at(0)).kind).toBe('send');
    const gone = { ...leaver, manager: { ...BOSS, isActive: false } };
    expect(settlePerson(gone, at(0))).toEqual({ kind: 'suppress', reason: 'manager is not active' });
  });
});

describe('a due mail to the notification address', () => {
  const context = { now: at(0), settings };
  const tenant = foldTenant(null, tenantChanged('it@example.com'));
  const due = { lastEventAt: at(0), heardAt: at(0), tenant };

  it('goes there', () => {
    expect(settleGroup(due, context)).toMatchObject({ kind: 'send', recipient: 'it@example.com' });
  });

  it('is suppressed without one', () => {
    const none = foldTenant(null, tenantChanged(null));
    expect(settleGroup({ ...due, tenant: none }, context)).toMatchObject({ reason: 'no notification address' });
  });

  it('waits a while for news of a tenant that is not known', () => {
    expect(settleGroup({ ...due, tenant: null }, context)).toEqual({ kind: 'wait' });
    expect(settleGroup({ ...due, tenant: null }, { now: at(HOUR), settings }).kind).toBe('suppress');
  });

  it('about what is long past is suppressed', () => {
    expect(settleGroup(due, { now: at(25 * HOUR), settings })).toEqual({ kind: 'suppress', reason: 'too old' });
  });

  it('does not go to an address that is none', () => {
    const odd = foldTenant(null, tenantChanged('it@example.com\r\nBcc: all@example.com'));
    expect(settleGroup({ ...due, tenant: odd }, context).kind).toBe('suppress');
  });
});

describe('refusals of one reason', () => {
  it('are counted, with bounded samples', () => {
    let facts: RefusalFacts | null = null;
    for (let n = 0; n < SAMPLES + 5; n += 1) facts = addRefusal(facts, refused('invalid-value', { time: at(n) }));
    expect(facts).toMatchObject({ listed: SAMPLES + 5, counted: 0, kinds: ['POST User 400 invalidValue'] });
    expect(facts?.requestIds).toHaveLength(SAMPLES);
    expect([facts?.firstAt, facts?.lastAt]).toEqual([at(0).toISOString(), at(SAMPLES + 4).toISOString()]);
  });

  it('over the cap are counted under a reason of their own', () => {
    const event = refusalsSuppressed(40);
    expect(refusalReason(event)).toBe(OVER_THE_CAP);
    expect(addRefusal(null, event)).toMatchObject({ listed: 0, counted: 40, requestIds: [] });
  });

  it('are mailed soon at first, and then once a window', () => {
    const context = { now: at(0), settings };
    expect(refusalsDueAt(null, context)).toEqual(at(60_000));
    expect(refusalsDueAt(at(-60_000), context)).toEqual(at(HOUR - 60_000));
    expect(refusalsDueAt(at(-2 * HOUR), context)).toEqual(at(60_000));
  });
});
