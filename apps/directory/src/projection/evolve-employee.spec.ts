import { describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import type { EmployeeView } from './employee.js';
import { evolveEmployee } from './evolve-employee.js';
import { created, deleted, disabled, TENANT, updated } from './user-events.fixture.js';

const ADA = { id: 'ada', userName: 'ada@contoso.example' };

/** given events, when another comes: what it makes of the employee; null when it changes nothing. */
function given(...past: readonly UserEvent[]) {
  const before = past.reduce<EmployeeView | null>((view, event) => evolveEmployee(view, event) ?? view, null);
  return { when: (event: UserEvent) => evolveEmployee(before, event) };
}

describe('an employee', () => {
  it('appears when a user is provisioned', () => {
    const person = { ...ADA, department: 'Engines', title: 'Analyst', managerId: 'charles', mail: 'ada@mail.example' };
    expect(given().when(created(person))).toMatchObject({
      kind: 'employee',
      tenantId: TENANT,
      id: 'ada',
      version: 1,
      active: true,
      userName: 'ada@contoso.example',
      externalId: null,
      department: 'Engines',
      title: 'Analyst',
      managerId: 'charles',
      mail: 'ada@mail.example',
    });
  });

  it('takes what the newest event says, and only that', () => {
    const after = given(created({ ...ADA, title: 'Analyst' })).when(updated(ADA, { version: 2 }));
    expect(after).toMatchObject({ version: 2, title: null });
  });

  it('stays, inactive, when disabled', () => {
    expect(given(created(ADA)).when(disabled(ADA, { version: 2 }))).toMatchObject({ kind: 'employee', active: false });
  });

  it('leaves a tombstone without personal data when deleted', () => {
    const after = given(created(ADA)).when(deleted('ada', { version: 2 }));
    expect(after).toEqual({
      kind: 'deleted',
      tenantId: TENANT,
      id: 'ada',
      version: 2,
      changedAt: expect.any(String),
    });
  });

  it('is not brought back by an older event', () => {
    const past = [created(ADA), deleted('ada', { version: 3 })];
    expect(given(...past).when(updated(ADA, { version: 2 }))).toBeNull();
  });

  it('is changed by no event twice', () => {
    const event = updated({ ...ADA, title: 'Countess' }, { version: 2 });
    expect(given(created(ADA), event).when(event)).toBeNull();
  });

  it('may be seen first in the middle of its life', () => {
    expect(given().when(updated(ADA, { version: 7 }))).toMatchObject({ kind: 'employee', version: 7 });
  });

  it('keeps extension attributes as they came', () => {
    const urn = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
    const after = given().when(created({ ...ADA, more: { [urn]: { 'Business Unit': 'North' } } }));
    expect(after).toMatchObject({ resource: { [urn]: { 'Business Unit': 'North' } } });
  });
});

describe('a sensitive attribute', () => {
  it('is there without its value', () => {
    const urn = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
    const event = created({
      ...ADA,
      references: ['Coach', 'Mentor'],
      more: { [urn]: { Coach: 'bea', Mentor: 'dan' } },
    });
    if (event.type !== 'rollcall.UserProvisioned') throw new Error('she is created');
    const after = given().when({ ...event, data: { ...event.data, sensitive: ['Coach'] } });
    expect(after).toMatchObject({ references: ['Mentor'], resource: { [urn]: { Coach: '***', Mentor: 'dan' } } });
  });
});

describe('the display name', () => {
  it.each([
    ['what was given', { displayName: 'Ada L.' }, 'Ada L.'],
    ['the formatted name', { more: { name: { formatted: 'Ada Lovelace', givenName: 'A' } } }, 'Ada Lovelace'],
    ['the parts of the name', { more: { name: { givenName: 'Ada', familyName: 'King' } } }, 'Ada King'],
    ['the user name', {}, 'ada@contoso.example'],
  ])('is %s', (_, more, displayName) => {
    expect(given().when(created({ ...ADA, ...more }))).toMatchObject({ displayName });
  });
});

describe('the mail address', () => {
  const none = { userName: 'ada' };
  it.each([
    [
      'the one for work, whichever is primary',
      [
        { value: 'a@x', type: 'home', primary: true },
        { value: 'b@x', type: 'Work' },
      ],
      {},
      'b@x',
    ],
    ['then one without a type', [{ type: 'other' }, { value: 'a@x' }, { value: 'b@x' }], {}, 'a@x'],
    ['then one of type other if it is primary', [{ value: 'a@x', type: 'other', primary: true }], {}, 'a@x'],
    ['then the user name', [{ value: 'a@x', type: 'home' }], {}, 'ada@contoso.example'],
    ['none', [{ value: 'a@x', type: 'home', primary: true }], none, null],
    ['none of a guest', [], { userName: 'ada_x.example#EXT#@contoso.example' }, null],
  ])('is %s', (_, emails, more, mail) => {
    expect(given().when(created({ ...ADA, ...more, more: { emails } }))).toMatchObject({ mail });
  });
});
