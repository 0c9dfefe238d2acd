import { describe, expect, it } from '@jest/globals';
import {
  applyGroupPatch,
  applyUserPatch,
  customUserType,
  decodeGroup,
  decodeGroupReplacement,
  decodePatch,
  decodeUser,
  decodeUserReplacement,
  GROUP_TYPE,
  GROUP_URN,
  MAX_MEMBERS,
  MAX_VALUES,
  PATCH_OP_URN,
  replaceGroupAttributes,
  replaceUser,
  splitGroupPatch,
  USER_URN,
  type GroupAttributes,
  type JsonObject,
  type JsonValue,
  type UserAttributes,
} from '../index.js';
import { MAX_KEY_LENGTH, MAX_TEXT_LENGTH } from '../schema/attribute.js';
import { CUSTOM_USER_URN, ENTERPRISE_USER_URN } from '../urn.js';

const DAY = '2026-02-30T00:00:00Z';
const LONG = 'x'.repeat(MAX_TEXT_LENGTH + 9);
const SHORTER = LONG.slice(1);
const TYPE = customUserType([{ name: 'Start Date', type: 'date', description: '' }]);
const rules = { type: TYPE, tolerance: 'tolerant' } as const;

/** From versions that took it; the parts of an element in the order in which a database gives them. */
const STANDING: UserAttributes = {
  userName: '\u3164',
  active: true,
  title: LONG,
  emails: [{ type: 'work', value: LONG }, { value: 'a@b.example' }, { type: 'home', display: 'kim' }],
  [ENTERPRISE_USER_URN]: { department: LONG, manager: { value: LONG } },
  [CUSTOM_USER_URN]: { 'Start Date': DAY },
};
const [WORK, PLAIN, UNSAID] = [
  { value: LONG, type: 'work' },
  { value: 'a@b.example' },
  { display: 'kim', type: 'home' },
];

type Write = (before: UserAttributes, part: JsonObject, tolerance: 'tolerant' | 'strict') => UserAttributes;

const patch = (before: UserAttributes, operations: JsonValue, tolerance: 'tolerant' | 'strict'): UserAttributes =>
  applyUserPatch(before, decodePatch({ schemas: [PATCH_OP_URN], Operations: operations }, { type: TYPE, tolerance }));
const byPath =
  (op: 'add' | 'replace'): Write =>
  (before, part, tolerance) =>
    patch(
      before,
      Object.entries(part).map(([path, value]) => ({ op, path, value })),
      tolerance,
    );
const WRITES: readonly (readonly [string, Write])[] = [
  [
    'PUT',
    (before, part, tolerance) => {
      const schemas = [USER_URN, ENTERPRISE_USER_URN, CUSTOM_USER_URN];
      return replaceUser(before, { schemas, ...before, ...part }, { type: TYPE, tolerance }).attributes;
    },
  ],
  ['replace by path', byPath('replace')],
  ['add by path', byPath('add')],
  ['a path-less replace', (before, value, tolerance) => patch(before, [{ op: 'replace', value }], tolerance)],
];
const VERBS = WRITES.flatMap(([title, write]) =>
  (['tolerant', 'strict'] as const).map((tolerance) => ({
    title,
    tolerance,
    write: (part: JsonObject, before: UserAttributes = STANDING) => write(before, part, tolerance),
  })),
);
const LISTS = VERBS.filter(({ title }) => title !== 'add by path');
const { [ENTERPRISE_USER_URN]: COMPANY, [CUSTOM_USER_URN]: OWN, ...PLAINLY } = STANDING;

const refused = (code: string): unknown => expect.objectContaining({ code });

describe('what no bound would let in today', () => {
  it.each(VERBS)('is sent again by $title, with what disables the person ($tolerance)', ({ write }) => {
    const everything = {
      ...PLAINLY,
      [ENTERPRISE_USER_URN]: { ...COMPANY },
      [CUSTOM_USER_URN]: { ...OWN },
      active: false,
    };
    expect(write(everything)).toEqual({ ...STANDING, active: false });
  });

  it.each(LISTS)('is sent again by $title in a list that loses the others ($tolerance)', ({ write }) => {
    for (const emails of [[WORK, UNSAID], [UNSAID], [PLAIN, WORK]])
      expect(write({ emails })).toEqual({ ...STANDING, emails });
  });

  it.each(LISTS)('gets shorter by $title, be it still beyond the bound ($tolerance)', ({ write }) => {
    expect(write({ title: SHORTER }).title).toBe(SHORTER);
    const emails = [{ ...WORK, value: SHORTER }, PLAIN];
    expect(write({ emails }).emails).toEqual(emails);
  });

  it.each(LISTS)('gets no longer by $title, and no other of its length ($tolerance)', ({ write }) => {
    for (const title of [`${LONG}x`, `y${SHORTER}`]) expect(() => write({ title })).toThrow(refused('value-too-long'));
    const beside = [WORK, { value: SHORTER, type: 'home' }];
    const twice = [
      { value: SHORTER, type: 'work' },
      { value: SHORTER, type: 'home' },
    ];
    for (const emails of [beside, twice]) expect(() => write({ emails })).toThrow(refused('value-too-long'));
  });

  const SET: readonly (readonly [JsonObject, string])[] = [
    [{ userName: '\u2800' }, 'unfit-name'],
    [{ title: `${LONG}y` }, 'value-too-long'],
    [{ displayName: LONG }, 'value-too-long'],
    [{ userName: LONG }, 'value-too-long'],
    [{ emails: [{ value: 'a@b.example', display: LONG }] }, 'value-too-long'],
    [{ emails: [{ display: 'kim' }] }, 'required-missing'],
    [{ emails: [{ display: 'kim', type: 'work' }] }, 'required-missing'],
    [{ [CUSTOM_USER_URN]: { 'Start Date': '2026-02-31T00:00:00Z' } }, 'wrong-type'],
  ];
  it.each(VERBS)('is not what $title sets, nor in another place ($tolerance)', ({ write }) => {
    for (const [part, code] of SET) expect(() => write(part)).toThrow(refused(code));
  });

  it('is a custom value in the spelling of the day on which it was kept', () => {
    const before = { ...STANDING, [CUSTOM_USER_URN]: { 'start date': DAY } };
    const operation = { op: 'replace', value: { [CUSTOM_USER_URN]: { 'Start Date': DAY } } };
    expect(patch(before, [operation], 'tolerant')).toMatchObject({ [CUSTOM_USER_URN]: { 'Start Date': DAY } });
  });

  it('is of a POST refused, of which nothing stands', () => {
    expect(() => decodeUser(STANDING, rules)).toThrow(refused('unfit-name'));
    expect(() => decodeGroup({ displayName: '   ' }, rules)).toThrow(refused('unfit-name'));
  });

  it('is the name that a PUT claims', () => {
    expect(decodeUserReplacement(STANDING, rules).attributes.userName).toBe(STANDING.userName);
  });
});

describe('a PATCH of one value of a list', () => {
  const one = (...operations: JsonObject[]): JsonValue | undefined => patch(STANDING, operations, 'tolerant').emails;

  it('removes it by what it is, and no other that bears its label', () => {
    expect(one({ op: 'remove', path: 'emails', value: [WORK] })).toEqual([PLAIN, UNSAID]);
    const labelled = {
      ...STANDING,
      emails: [...(STANDING.emails ?? []), { value: 'k', type: 'home', display: 'kim' }],
    };
    const remove = { op: 'remove', path: 'emails', value: [UNSAID] };
    expect(patch(labelled, [remove], 'tolerant').emails).toEqual([
      ...((one(remove) ?? []) as JsonValue[]),
      labelled.emails[3],
    ]);
    expect(() => one({ op: 'remove', path: 'emails', value: [{ display: 'lee' }] })).toThrow(
      refused('required-missing'),
    );
  });

  it('sends what stands under its filter again, and puts it in the place of no other', () => {
    const replace = (type: string, value: JsonObject) =>
      one({ op: 'replace', path: `emails[type eq "${type}"]`, value });
    expect(replace('home', UNSAID)).toEqual(STANDING.emails);
    expect(replace('work', { value: SHORTER })).toEqual([{ ...WORK, value: SHORTER }, PLAIN, UNSAID]);
    expect(() => replace('work', UNSAID)).toThrow(refused('required-missing'));
    expect(() => replace('other', UNSAID)).toThrow(refused('required-missing'));
  });

  it('keeps a value beyond the bound that its filter selects, and creates none', () => {
    const value = 'v'.repeat(MAX_KEY_LENGTH + 1);
    const before = { ...STANDING, emails: [{ value }] };
    const path = `emails[value eq "${value}"]`;
    expect(patch(before, [{ op: 'replace', path, value: { value: 'w' } }], 'strict').emails).toEqual([{ value: 'w' }]);
    const type = LONG.slice(0, 1_900);
    const create = { op: 'replace', path: `emails[type eq "${type}"].value`, value };
    expect(() => one(create)).toThrow(refused('value-too-long'));
  });
});

describe('a list of more values than it may have', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ value: `${at}@b.example` }));
  const before = { ...STANDING, emails: many(MAX_VALUES + 200) };

  it.each(LISTS)('gets smaller by $title, be it still beyond the bound ($tolerance)', ({ write }) => {
    for (const emails of [many(MAX_VALUES + 200), many(MAX_VALUES + 1), many(2)]) {
      expect(write({ emails, active: false }, before)).toEqual({ ...before, emails, active: false });
    }
  });

  it.each(VERBS)('does not grow by $title ($tolerance)', ({ write }) => {
    expect(() => write({ emails: many(MAX_VALUES + 201) }, before)).toThrow(refused('too-many-values'));
    expect(() => write({ emails: many(MAX_VALUES + 1) })).toThrow(refused('too-many-values'));
  });

  it('is asked for what all operations leave', () => {
    const [clear, add] = [
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value: many(MAX_VALUES + 1) },
    ];
    expect(patch(before, [clear, add], 'strict').emails).toHaveLength(MAX_VALUES + 1);
    const more = { op: 'add', path: 'emails', value: { value: 'one@more.example' } };
    expect(() => patch(before, [more], 'tolerant')).toThrow(refused('too-many-values'));
    expect(patch(before, [add], 'strict').emails).toHaveLength(MAX_VALUES + 200);
  });
});

describe('a group beyond the bounds', () => {
  const standing = { displayName: '   ', externalId: 'x'.repeat(MAX_KEY_LENGTH + 9) };
  type GroupWrite = (part: Partial<GroupAttributes>, tolerance: 'tolerant' | 'strict') => GroupAttributes;
  const patched = (Operations: JsonValue, tolerance: 'tolerant' | 'strict'): GroupAttributes => {
    const decoded = decodePatch({ schemas: [PATCH_OP_URN], Operations }, { type: GROUP_TYPE, tolerance });
    return applyGroupPatch(standing, splitGroupPatch(decoded).attributes);
  };
  const GROUP_WRITES: readonly (readonly [string, GroupWrite])[] = [
    [
      'PUT',
      (part, tolerance) =>
        replaceGroupAttributes(
          standing,
          decodeGroupReplacement({ schemas: [GROUP_URN], ...standing, ...part }, { tolerance }),
        ),
    ],
    ['replace', (part, tolerance) => patched([{ op: 'replace', value: { ...standing, ...part } }], tolerance)],
    [
      'add by path',
      (part, tolerance) =>
        patched(
          Object.entries(part).map(([path, value]) => ({ op: 'add', path, value })),
          tolerance,
        ),
    ],
  ];

  it.each(GROUP_WRITES)('is sent again and shortened by %s, and gets nothing else beyond one', (_verb, write) => {
    for (const tolerance of ['tolerant', 'strict'] as const) {
      expect(write(standing, tolerance)).toEqual(standing);
      const externalId = standing.externalId.slice(1);
      expect(write({ externalId }, tolerance)).toEqual({ ...standing, externalId });
      expect(() => write({ displayName: '\u2800' }, tolerance)).toThrow(refused('unfit-name'));
      expect(() => write({ displayName: standing.externalId }, tolerance)).toThrow(refused('value-too-long'));
      expect(() => write({ externalId: `${standing.externalId}y` }, tolerance)).toThrow(refused('value-too-long'));
    }
  });

  it('has members that are asked the bounds of one request', () => {
    for (const value of [{ value: standing.externalId }, { display: 'kim' }]) {
      expect(() => patched([{ op: 'add', path: 'members', value: [value] }], 'strict')).toThrow(/members\[0\]/);
    }
    const value = Array.from({ length: MAX_MEMBERS + 1 }, () => ({ value: 'm' }));
    expect(() => patched([{ op: 'add', path: 'members', value }], 'strict')).toThrow(refused('too-many-values'));
  });
});
