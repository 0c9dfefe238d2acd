import { describe, expect, it } from '@jest/globals';
import {
  decodeUser,
  ENTERPRISE_USER_URN,
  GROUP_TYPE,
  GROUP_URN,
  groupRecord,
  parseProjection,
  presentGroup,
  presentUser,
  shows,
  type StoredUser,
  USER_TYPE,
  USER_URN,
  userRecord,
} from '../index.js';

const BASE = 'https://host/scim/v2';
const SHOWING = { baseUrl: BASE, type: USER_TYPE };
const times = { version: 3, created: '2026-01-01T00:00:00.000Z', lastModified: '2026-01-02T00:00:00.000Z' };
const ada: StoredUser = {
  id: 'u1',
  ...times,
  attributes: {
    userName: 'ada',
    active: true,
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ type: 'work', value: 'ada@contoso.example' }],
    [ENTERPRISE_USER_URN]: { department: 'Engines', manager: { value: 'm1' } },
  },
};
const engines = { id: 'g1', ...times, attributes: { displayName: 'Engines' } };

function shown(query: { attributes?: string; excludedAttributes?: string }): object {
  return presentUser(ada, { ...SHOWING, projection: parseProjection(query, USER_TYPE) });
}

describe('a user in an answer', () => {
  it('has its location, its version and its manager as an object', () => {
    expect(presentUser(ada, SHOWING)).toEqual({
      schemas: [USER_URN, ENTERPRISE_USER_URN],
      id: 'u1',
      ...ada.attributes,
      [ENTERPRISE_USER_URN]: { department: 'Engines', manager: { value: 'm1', $ref: `${BASE}/Users/m1` } },
      meta: {
        resourceType: 'User',
        created: times.created,
        lastModified: times.lastModified,
        version: 'W/"3"',
        location: `${BASE}/Users/u1`,
      },
    });
  });

  it('lists no extension that it does not have', () => {
    const { attributes } = decodeUser(
      { userName: 'ada', [ENTERPRISE_USER_URN]: { department: null } },
      { type: USER_TYPE, tolerance: 'tolerant' },
    );
    expect(presentUser({ ...ada, attributes }, SHOWING)).toMatchObject({ schemas: [USER_URN] });
    expect(Object.keys(presentUser({ ...ada, attributes }, SHOWING))).not.toContain(ENTERPRISE_USER_URN);
  });

  it.each([
    ['userName', { userName: 'ada' }],
    ['USERNAME, unknown', { userName: 'ada' }],
    ['name.givenName', { name: { givenName: 'Ada' } }],
    ['emails[type eq "work"].value', { emails: [{ value: 'ada@contoso.example' }] }],
    ['emails[type eq "work"]', { emails: [{ type: 'work', value: 'ada@contoso.example' }] }],
    ['unknown', {}],
  ])('shows %s and what is always shown', (attributes, expected) => {
    expect(shown({ attributes })).toEqual({ schemas: [USER_URN], id: 'u1', ...expected });
  });

  it.each([
    [`${ENTERPRISE_USER_URN}:department`, { department: 'Engines' }],
    [`${ENTERPRISE_USER_URN}:manager.value`, { manager: { value: 'm1' } }],
    ['department', { department: 'Engines' }],
    [ENTERPRISE_USER_URN, { department: 'Engines', manager: { value: 'm1', $ref: `${BASE}/Users/m1` } }],
  ])('shows %s under its URN', (attributes, expected) => {
    expect(shown({ attributes })).toEqual({
      schemas: [USER_URN, ENTERPRISE_USER_URN],
      id: 'u1',
      [ENTERPRISE_USER_URN]: expected,
    });
  });

  it.each([
    [
      { excludedAttributes: 'emails,meta,name.givenName,id' },
      ['schemas', 'id', 'userName', 'active', 'name', ENTERPRISE_USER_URN],
    ],
    [{ excludedAttributes: ENTERPRISE_USER_URN }, ['schemas', 'id', 'userName', 'active', 'name', 'emails', 'meta']],
    [
      { excludedAttributes: `department,${ENTERPRISE_USER_URN}:manager` },
      ['schemas', 'id', 'userName', 'active', 'name', 'emails', 'meta'],
    ],
    [
      { attributes: '', excludedAttributes: ' ' },
      ['schemas', 'id', 'userName', 'active', 'name', 'emails', ENTERPRISE_USER_URN, 'meta'],
    ],
  ])('leaves out %j', (query, names) => {
    expect(Object.keys(shown(query))).toEqual(names);
  });

  it('keeps the siblings of an excluded sub-attribute', () => {
    expect(shown({ excludedAttributes: 'name.givenName' })).toMatchObject({ name: { familyName: 'Lovelace' } });
  });

  it('takes attributes or excludedAttributes, never both', () => {
    expect(() => parseProjection({ attributes: 'id', excludedAttributes: 'name' }, USER_TYPE)).toThrow(
      expect.objectContaining({ code: 'invalid-projection' }),
    );
  });
});

describe('a group in an answer', () => {
  it('shows its members with their types, and leaves them out when they were not loaded', () => {
    const members = [{ value: 'u1', type: 'User', display: 'Ada' } as const, { value: 'g2', type: 'Group' } as const];
    expect(presentGroup({ ...engines, members }, BASE)).toMatchObject({
      schemas: [GROUP_URN],
      members: [
        { value: 'u1', type: 'User', display: 'Ada', $ref: `${BASE}/Users/u1` },
        { value: 'g2', type: 'Group', $ref: `${BASE}/Groups/g2` },
      ],
      meta: { location: `${BASE}/Groups/g1` },
    });
    expect(presentGroup({ ...engines, members: [] }, BASE)).toMatchObject({ members: [] });
    expect(presentGroup(engines, BASE)).not.toHaveProperty('members');
  });

  it('says before its members are loaded whether they will be shown', () => {
    const without = parseProjection({ excludedAttributes: 'members' }, GROUP_TYPE);
    expect(shows(without, GROUP_TYPE, 'members')).toBe(false);
    expect(shows(parseProjection({}, GROUP_TYPE), GROUP_TYPE, 'members')).toBe(true);
    expect(shows(parseProjection({ attributes: 'members.value' }, GROUP_TYPE), GROUP_TYPE, 'members')).toBe(true);
    expect(shows(parseProjection({ attributes: 'displayName' }, GROUP_TYPE), GROUP_TYPE, 'members')).toBe(false);
    expect(presentGroup({ ...engines, members: [] }, BASE, without)).not.toHaveProperty('members');
  });

  it('says whether a user’s groups are asked for, which come only then', () => {
    expect(shows(parseProjection({}, USER_TYPE), USER_TYPE, 'groups')).toBe(false);
    expect(shows(parseProjection({ attributes: 'groups' }, USER_TYPE), USER_TYPE, 'groups')).toBe(true);
  });
});

describe('a record for an event', () => {
  it('has no location and no $ref: it is relative to nobody', () => {
    expect(JSON.stringify(userRecord(ada, USER_TYPE))).not.toMatch(/location|\$ref|https/);
    expect(userRecord(ada, USER_TYPE)).toMatchObject({
      schemas: [USER_URN, ENTERPRISE_USER_URN],
      id: 'u1',
      active: true,
    });
    expect(groupRecord(engines)).toMatchObject({
      schemas: [GROUP_URN],
      displayName: 'Engines',
      meta: { version: 'W/"3"' },
    });
  });
});
