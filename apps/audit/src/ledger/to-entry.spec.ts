import { describe, expect, it } from '@jest/globals';
import { CUSTOM_USER_URN } from '#contracts';
import {
  ACTOR,
  adminActed,
  credentialExpiring,
  deadCredentialUsed,
  groupDeleted,
  groupUpdated,
  refusalsSuppressed,
  TENANT,
  tenantChanged,
  userCreated,
  userUpdated,
  writeRefused,
} from './events.fixture.js';
import { toEntry } from './to-entry.js';

describe('an entry of an accepted write', () => {
  it('says who, what, when, from which to which value, and for which request', () => {
    const event = userUpdated(7);
    expect(toEntry(event)).toEqual({
      id: event.id,
      tenantId: TENANT,
      time: event.time,
      type: 'rollcall.UserUpdated',
      outcome: 'accepted',
      ...ACTOR,
      resourceType: 'User',
      resourceId: '0198c0de-0000-7000-8000-0000000000a1',
      resourceVersion: 7,
      changes: [{ path: 'title', before: null, after: 'Engineer 7' }],
      requestId: 'request-1',
      reason: null,
      method: null,
      status: null,
      scimType: null,
      count: null,
      periodFrom: null,
      periodTo: null,
    });
  });

  it('keeps the reason of what appeared or went', () => {
    expect(toEntry(userCreated())?.reason).toBe('created');
    expect(toEntry(groupDeleted())).toMatchObject({ resourceType: 'Group', reason: 'deleted', resourceVersion: 3 });
  });

  it('names the members that a group gained and lost as one change', () => {
    expect(toEntry(groupUpdated())?.changes).toEqual([
      { path: 'members', before: null, after: [{ value: '0198c0de-0000-7000-8000-0000000000a1', type: 'User' }] },
    ]);
  });

  it('does not keep a sensitive value', () => {
    const event = userUpdated(7);
    const path = `${CUSTOM_USER_URN}:Iban`;
    const data = { ...event.data, sensitive: ['Iban'], changes: [{ path, before: 'CH93', after: 'CH94' }] };
    expect(toEntry({ ...event, data })?.changes).toEqual([{ path, before: '***', after: '***' }]);
  });

  it('invents no change of members', () => {
    const event = groupUpdated();
    const entry = toEntry({ ...event, data: { ...event.data, membersAdded: [] } });
    expect(entry?.changes).toEqual([]);
  });
});

describe('an entry of a credential', () => {
  it('says that it ends, and when', () => {
    expect(toEntry(credentialExpiring(7))).toMatchObject({
      type: 'rollcall.CredentialExpiring',
      outcome: 'accepted',
      ...ACTOR,
      resourceType: 'credential',
      resourceId: ACTOR.credentialId,
      reason: 'expiring',
      changes: [{ path: 'expiresAt', before: '2026-12-24T09:00:00.000Z', after: '2026-12-24T09:00:00.000Z' }],
    });
    expect(toEntry(credentialExpiring(0))?.reason).toBe('expired');
  });

  it('counts the uses after its end', () => {
    expect(toEntry(deadCredentialUsed())).toMatchObject({
      outcome: 'refused',
      ...ACTOR,
      resourceType: 'credential',
      reason: 'expired',
      count: 7,
      periodFrom: '2026-11-24T09:00:00.000Z',
      periodTo: '2026-11-24T09:59:00.000Z',
    });
  });
});

describe('an entry of a refusal', () => {
  it('says what was asked and why it was refused, and no value', () => {
    expect(toEntry(writeRefused())).toMatchObject({
      outcome: 'refused',
      ...ACTOR,
      method: 'POST',
      status: 409,
      scimType: 'uniqueness',
      reason: 'userName-taken',
      resourceId: null,
      resourceVersion: null,
      changes: [],
    });
  });

  it('says where and by which rule, and nothing of it for an event from before that was told', () => {
    const event = writeRefused();
    const { path: _path, rule: _rule, ...before } = event.data;
    expect(toEntry(event)).toMatchObject({ path: 'userName', rule: 'must be unique' });
    expect(toEntry({ ...event, data: before })).not.toHaveProperty('path');
  });

  it('counts those over the cap in one', () => {
    expect(toEntry(refusalsSuppressed())).toMatchObject({
      outcome: 'refused',
      connectionId: ACTOR.connectionId,
      credentialId: null,
      count: 42,
      periodFrom: '2026-11-24T09:00:00.000Z',
      periodTo: '2026-11-24T10:00:00.000Z',
    });
  });
});

describe("an entry of an operator's act", () => {
  it('says what was done to what, by whom and why', () => {
    const event = adminActed();
    expect(toEntry(event)).toMatchObject({
      id: event.id,
      type: 'rollcall.AdminActed',
      outcome: 'accepted',
      connectionId: null,
      credentialId: null,
      resourceType: 'reader',
      resourceId: event.subject,
      resourceVersion: null,
      reason: 'it was lost',
      act: 'readers.revoke',
      operator: 'operator',
    });
  });

  it.each([
    ['domains.withdraw', 'domain', 'contoso.example', 'name-server'],
    ['notification-addresses.confirm', 'notification-address', TENANT, 'mailbox'],
    ['grandfathered.end', 'domain', 'old.example', 'operator'],
  ])('%s says what it is about, and who did it', (act, resourceType, id, type) => {
    const event = adminActed({ act, object: { type: resourceType, id }, actor: { type, name: null } });
    expect(toEntry(event)).toMatchObject({ act, resourceType, resourceId: id, operator: type });
  });

  it.each([
    ['sign-ins.fail', 'refused'],
    ['entries.read', 'accepted'],
  ])('of %s counts over a time, and is %s', (act, outcome) => {
    const [from, to] = ['2026-11-24T09:00:00.000Z', '2026-11-24T09:10:00.000Z'];
    const changes = Object.entries({ count: 7, from, to }).map(([path, after]) => ({ path, before: null, after }));
    expect(toEntry(adminActed({ act, changes }))).toMatchObject({ outcome, count: 7, periodFrom: from, periodTo: to });
    expect(toEntry(adminActed({ act: 'tenants.change', changes }))).toMatchObject({ outcome: 'accepted', count: null });
  });

  it('says what it changed and from where, and nothing of it for an event from before that was told', () => {
    const changes = [{ path: 'name', before: 'Contoso', after: 'Fabrikam' }];
    const actor = { type: 'operator', name: null, address: '192.0.2.0/24' };
    expect(toEntry(adminActed({ act: 'tenants.change', changes, actor }))).toMatchObject({
      changes,
      address: '192.0.2.0/24',
    });
    expect(toEntry(adminActed())).toMatchObject({ changes: [] });
    expect(toEntry(adminActed())).not.toHaveProperty('address');
  });

  it('keeps an act that only a later version knows, and the name that was given', () => {
    const actor = { type: 'operator', name: 'kim' };
    expect(toEntry(adminActed({ act: 'exports.start', actor }))).toMatchObject({
      act: 'exports.start',
      operator: 'kim',
    });
  });
});

describe('the settings of a tenant', () => {
  it('have no entry', () => {
    expect(toEntry(tenantChanged())).toBeNull();
  });
});
