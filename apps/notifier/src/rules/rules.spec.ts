import { describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import { at, created, deleted, disabled, reactivated, TENANT, updated } from './events.fixture.js';
import { isCycleOver, type Cycle } from './initial-cycle.js';
import type { Intent } from './intent.js';
import { onUserEvent, type UserReaction, type UserState } from './on-user-event.js';
import type { Person } from './person.js';
import type { RuleSettings } from './settings.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SETTINGS: RuleSettings = {
  joinerWaitMs: HOUR,
  leaverGatherMs: MINUTE,
  quietPeriodMs: 15 * MINUTE,
  confirmWaitMs: 60_000,
  refusalWindowMs: HOUR,
  maxEventAgeMs: 24 * HOUR,
  notBefore: null,
};
const ENDED: Cycle = {
  firstCreateAt: at(-9 * HOUR),
  lastCreateAt: at(-8 * HOUR),
  heardAt: at(-8 * HOUR),
  isClosed: true,
};

const ANNA: Person = {
  tenantId: TENANT,
  id: 'anna',
  version: 1,
  name: 'Anna Ek',
  userName: 'anna@example.com',
  employeeNumber: '42',
  mail: 'anna@example.com',
  isActive: true,
  managerId: 'boss',
};

function when(event: UserEvent, given: Partial<UserState> = {}, now = at(0), settings = SETTINGS): UserReaction {
  return onUserEvent({ person: null, cycle: ENDED, ...given }, event, { now, settings });
}

function fateOf(intent: Intent | null) {
  return intent?.kind === 'person' ? intent.fate : intent?.kind;
}

describe('a leaver', () => {
  it('is told to the manager that the event still names', () => {
    const { intent } = when(disabled('anna', { managerId: 'boss' }), { person: ANNA });
    expect(intent).toMatchObject({ template: 'leaver', managerId: 'boss', facts: { reason: 'disabled' } });
  });

  it('is told to the manager of before when the same write takes the manager away', () => {
    expect(when(disabled('anna'), { person: ANNA }).intent).toMatchObject({ managerId: 'boss' });
  });

  it('is named and told to its manager from the projection when it is deleted, and forgotten', () => {
    const { intent, person } = when(deleted('anna'), { person: ANNA });
    expect(intent).toMatchObject({ managerId: 'boss', facts: { name: 'Anna Ek', reason: 'deleted' } });
    expect(person).toBeNull();
  });

  it('without a manager is suppressed at once', () => {
    expect(fateOf(when(disabled('anna')).intent)).toEqual({ kind: 'suppress', reason: 'no manager' });
  });

  it('is not held back by an initial cycle', () => {
    const cycle = { ...ENDED, lastCreateAt: at(-1), isClosed: false };
    expect(when(disabled('anna', { managerId: 'boss' }), { cycle }).intent).toMatchObject({ template: 'leaver' });
  });

  it('of long ago is projected, and told to nobody', () => {
    const { intent, person } = when(disabled('anna', { managerId: 'boss' }), { person: ANNA }, at(24 * HOUR + 1));
    expect(fateOf(intent)).toEqual({ kind: 'suppress', reason: 'too old' });
    expect(person?.isActive).toBe(false);
  });

  it('from before a restore is told to nobody', () => {
    const settings = { ...SETTINGS, notBefore: at(1) };
    const { intent } = when(disabled('anna', { managerId: 'boss' }), {}, at(0), settings);
    expect(fateOf(intent)).toEqual({ kind: 'suppress', reason: 'too old' });
  });
});

describe('a joiner', () => {
  it('waits for its manager, counted from when it was heard of', () => {
    const now = at(2 * HOUR);
    expect(fateOf(when(created('anna'), {}, now).intent)).toEqual({ kind: 'wait', until: at(3 * HOUR) });
  });

  it('that is created inactive is nobody yet', () => {
    expect(when(created('anna', { user: { active: false } })).intent).toBeNull();
  });

  it('that is activated is one', () => {
    expect(when(reactivated('anna'), { person: { ...ANNA, isActive: false } }).intent).toMatchObject({
      template: 'joiner',
      facts: { reason: 'reactivated' },
    });
  });

  it('is not made by an update', () => {
    const { intent, person } = when(updated('anna', { managerId: 'carl' }), { person: ANNA });
    expect(intent).toBeNull();
    expect(person?.managerId).toBe('carl');
  });

  it('of long ago is told to nobody', () => {
    expect(fateOf(when(created('anna'), {}, at(25 * HOUR)).intent)).toEqual({ kind: 'suppress', reason: 'too old' });
  });
});

describe("a tenant's initial cycle", () => {
  it('begins with the first create', () => {
    const { intent, cycle } = when(created('anna'), { cycle: null });
    expect(intent?.kind).toBe('digest');
    expect(cycle).toEqual({ firstCreateAt: at(0), lastCreateAt: at(0), heardAt: at(0), isClosed: false });
  });

  it('takes in everybody until a quiet period has passed', () => {
    const { cycle } = when(created('anna'), { cycle: null });
    expect(when(created('bert', { time: at(15 * MINUTE) }), { cycle }).intent?.kind).toBe('digest');
    expect(when(created('carl', { time: at(15 * MINUTE + 1) }), { cycle }).intent?.kind).toBe('person');
  });

  it('is prolonged by each create, and not by a reactivation', () => {
    const { cycle } = when(created('anna'), { cycle: null });
    expect(when(created('bert', { time: at(MINUTE) }), { cycle }).cycle?.lastCreateAt).toEqual(at(MINUTE));
    const reaction = when(reactivated('anna', { time: at(MINUTE) }), { cycle });
    expect(reaction.cycle?.lastCreateAt).toEqual(at(0));
    expect(reaction.intent?.kind).toBe('digest');
  });

  it('counts those who are created inactive', () => {
    expect(when(created('anna', { user: { active: false } }), { cycle: null }).intent?.kind).toBe('digest');
  });

  it('does not begin with a reactivation', () => {
    expect(when(reactivated('anna'), { cycle: null })).toMatchObject({ cycle: null, intent: { kind: 'person' } });
  });

  it('never begins again', () => {
    const { cycle, intent } = when(created('anna'));
    expect(cycle).toBe(ENDED);
    expect(intent?.kind).toBe('person');
  });

  it('is over after a quiet period in which this process listened', () => {
    const cycle = { ...ENDED, heardAt: at(0) };
    const quiet = { quietPeriodMs: 15 * MINUTE };
    expect(isCycleOver(cycle, { ...quiet, now: at(15 * MINUTE), listeningSince: at(0) })).toBe(true);
    expect(isCycleOver(cycle, { ...quiet, now: at(15 * MINUTE - 1), listeningSince: at(0) })).toBe(false);
    expect(isCycleOver(cycle, { ...quiet, now: at(15 * MINUTE), listeningSince: at(MINUTE) })).toBe(false);
  });
});

describe('a person', () => {
  it('is left alone by an older version', () => {
    expect(when(updated('anna', { version: 1, managerId: 'carl' }), { person: ANNA }).person).toBe(ANNA);
  });
});
