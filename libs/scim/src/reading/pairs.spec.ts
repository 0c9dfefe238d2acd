import { describe, expect, it } from '@jest/globals';
import {
  applyUserPatch,
  decodePatch,
  decodeUser,
  PATCH_OP_URN,
  replaceUser,
  sameJson,
  USER_TYPE,
  USER_URN,
  type JsonObject,
  type JsonValue,
  type QuirkName,
  type Tolerance,
  type UserAttributes,
} from '../index.js';

const user = (attributes: Partial<UserAttributes> = {}): UserAttributes => ({
  userName: 'ada',
  active: true,
  ...attributes,
});

function patched(
  before: UserAttributes,
  operations: readonly JsonObject[],
  tolerance: Tolerance = 'strict',
): UserAttributes {
  return applyUserPatch(
    before,
    decodePatch({ schemas: [PATCH_OP_URN], Operations: operations }, { type: USER_TYPE, tolerance }),
  );
}

type Written = (roles: JsonValue, before?: UserAttributes) => UserAttributes['roles'];
const RULES = { type: USER_TYPE, tolerance: 'strict' } as const;
const body = (roles: JsonValue): JsonObject => ({ schemas: [USER_URN], userName: 'ada', roles });
const VERBS: Readonly<Record<string, Written>> = {
  POST: (roles) => decodeUser(body(roles), RULES).attributes.roles,
  PUT: (roles, before = user()) => replaceUser(before, body(roles), RULES).attributes.roles,
  add: (roles, before = user()) => patched(before, [{ op: 'add', path: 'roles', value: roles }]).roles,
  replace: (roles, before = user()) => patched(before, [{ op: 'replace', path: 'roles', value: roles }]).roles,
  'replace without path': (roles, before = user()) => patched(before, [{ op: 'replace', value: { roles } }]).roles,
};

describe.each(Object.entries(VERBS))('of two values of one type and value, by %s', (_verb, written) => {
  it('the later stays, primary if either was', () => {
    const pair = [
      { value: '25', type: 't', display: 'Old', primary: true },
      { value: '26', type: 't' },
      { value: '25', type: 't', display: 'New' },
    ];
    const merged = [
      { value: '25', type: 't', display: 'New', primary: true },
      { value: '26', type: 't' },
    ];
    expect(written(pair)).toEqual(merged);
    expect(written(pair.with(2, { value: '25', type: 't', display: 'New', primary: false }))).toEqual(merged);
    expect(written(pair.toReversed())?.find(({ value }) => value === '25')).toEqual(pair[0]);
  });

  it('both stay when type or value differs', () => {
    const different = [
      { value: '25' },
      { value: '25', type: 't' },
      { value: '25', type: 'u' },
      { value: '2', type: 't' },
    ];
    expect(written(different)).toEqual(different);
  });
});

describe('a value that is added again', () => {
  const before = user({ roles: [{ value: '25', type: 't', display: 'Old', primary: true }, { value: '26' }] });

  it('under a new display is the one that stands, and stays primary', () => {
    const value = [{ value: '25', type: 't', display: 'New', primary: false }];
    expect(patched(before, [{ op: 'add', path: 'roles', value }]).roles).toEqual([
      { value: '25', type: 't', display: 'New', primary: true },
      { value: '26' },
    ]);
  });

  it.each([
    [[{ value: '25', type: 't', display: 'Old', primary: true }]],
    [[{ value: '25', type: 't' }]],
    [[{ value: '25', type: 't', primary: false }]],
    [[{ value: '26' }, { value: '26' }]],
  ])('changes nothing as %j', (value) => {
    expect(sameJson(patched(before, [{ op: 'add', path: 'roles', value }]), before)).toBe(true);
  });
});

describe('of two addresses that differ by primary alone', () => {
  const address = { locality: 'Bern', country: 'CH', type: 'work' };
  const [once, marked] = [[address], [{ ...address, primary: true }]];
  const put = (addresses: JsonValue, before: UserAttributes) =>
    replaceUser(before, { schemas: [USER_URN], userName: 'ada', addresses }, RULES).attributes.addresses;

  it('one stands, primary if either was', () => {
    for (const sent of [
      [...once, ...marked],
      [...marked, ...once],
    ]) {
      expect(put(sent, user())).toEqual(marked);
      expect(patched(user(), [{ op: 'replace', path: 'addresses', value: sent }]).addresses).toEqual(marked);
    }
    const add = (value: JsonValue, before: JsonValue) =>
      patched(user({ addresses: put(before, user()) ?? [] }), [{ op: 'add', path: 'addresses', value }]).addresses;
    expect(add(marked, once)).toEqual(marked);
    expect(add([{ ...address, primary: false }], marked)).toEqual(marked);
    expect(add([{ ...address, locality: 'Rome' }], marked)).toEqual([...marked, { ...address, locality: 'Rome' }]);
  });
});

describe('a pair that was stored before pairs were merged', () => {
  const emails = [
    { value: 'a', type: 'work', primary: true },
    { value: 'h', type: 'home' },
    { value: 'a', type: 'work', display: 'A' },
  ];
  const before = user({ emails, title: 'T' });
  const merged = [
    { value: 'a', type: 'work', display: 'A', primary: true },
    { value: 'h', type: 'home' },
  ];

  it.each([
    [{ op: 'add', path: 'emails', value: [{ value: 'h', type: 'home' }] }, merged],
    [{ op: 'add', path: 'emails', value: [{ value: 'n' }] }, [...merged, { value: 'n' }]],
    [{ op: 'remove', path: 'emails[type eq "other"]' }, merged],
    [
      { op: 'replace', path: 'emails[type eq "home"].display', value: 'H' },
      [merged[0], { ...merged[1], display: 'H' }],
    ],
    [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'b' }, [{ ...merged[0], value: 'b' }, merged[1]]],
    [{ op: 'replace', path: 'emails', value: merged }, merged],
  ])('merges at %j', (operation, expected) => {
    expect(patched(before, [operation]).emails).toEqual(expected);
  });

  it('stays while another attribute is written', () => {
    expect(patched(before, [{ op: 'replace', path: 'title', value: 'X' }]).emails).toEqual(emails);
  });
});

describe('a change that makes two values one', () => {
  it.each([
    [{ op: 'replace', path: 'emails.type', value: 'other' }],
    [{ op: 'remove', path: 'emails.type' }],
    [{ op: 'replace', path: 'emails[type eq "home"].type', value: 'work' }],
  ])('leaves one: %j', (operation) => {
    const before = user({
      emails: [
        { value: 'a', type: 'work', primary: true },
        { value: 'a', type: 'home' },
      ],
    });
    const { emails = [] } = patched(before, [operation]);
    expect([emails.length, emails[0]?.value, emails[0]?.primary]).toEqual([1, 'a', true]);
  });
});

describe('a path by primary', () => {
  const path = 'emails[primary eq true].value';
  const change = (emails: UserAttributes['emails'], asked = path, tolerance: Tolerance = 'tolerant') => {
    const noted = new Set<QuirkName>();
    const patch = decodePatch(
      { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', path: asked, value: 'n' }] },
      { type: USER_TYPE, tolerance },
    );
    const after = applyUserPatch(user(emails === undefined ? {} : { emails }), patch, noted);
    return { emails: after.emails, noted: [...noted] };
  };

  it.each([
    [
      'the primary one',
      [{ value: 'a', primary: true }, { value: 'b' }],
      [{ value: 'n', primary: true }, { value: 'b' }],
      [],
    ],
    [
      'the only one',
      [{ value: 'a', type: 'work' }],
      [{ value: 'n', type: 'work', primary: true }],
      ['primary-by-path'],
    ],
    [
      'the only one, marked otherwise',
      [{ value: 'a', primary: false }],
      [{ value: 'n', primary: true }],
      ['primary-by-path'],
    ],
  ])('changes %s in its place', (_which, before, after, noted) => {
    expect(change(before)).toEqual({ emails: after, noted });
  });

  it('adds one where it cannot tell which is meant, or there is none', () => {
    const two = [{ value: 'a' }, { value: 'b' }];
    expect(change(two)).toEqual({ emails: [...two, { primary: true, value: 'n' }], noted: ['create-if-missing'] });
    expect(change(undefined)).toEqual({ emails: [{ primary: true, value: 'n' }], noted: ['create-if-missing'] });
  });

  it('and type changes the one of the type, and takes primary from another', () => {
    const emails = [
      { value: 'w', type: 'work' },
      { value: 'h', type: 'home', primary: true },
    ];
    expect(change(emails, 'emails[type eq "work" and primary eq true].value').emails).toEqual([
      { value: 'n', type: 'work', primary: true },
      { value: 'h', type: 'home', primary: false },
    ]);
  });

  it('that selects nothing is no target to a strict reading', () => {
    expect(() => change([{ value: 'a' }], path, 'strict')).toThrow(expect.objectContaining({ code: 'no-target' }));
  });
});
