import { describe, expect, it } from '@jest/globals';
import {
  applyGroupPatch,
  applyUserPatch,
  customUserType,
  decodeGroup,
  decodePatch,
  decodeUser,
  GROUP_TYPE,
  parseFilter,
  ScimError,
  USER_TYPE,
  type ResourceType,
  type UserAttributes,
} from '../index.js';
import { CUSTOM_USER_URN, ENTERPRISE_USER_URN, PATCH_OP_URN, USER_URN } from '../urn.js';

function outcome(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof ScimError) return error.code;
    throw error;
  }
}

const MARKS = [
  "'x'",
  "'x",
  "x'",
  "''x''",
  '‘x’',
  '’x’',
  '“x”',
  '„x“',
  '«x»',
  '‹x›',
  '`x`',
  '´x´',
  '「x」',
  '＂x＂',
  '＇x＇',
];
const MORE_MARKS = [
  '′x′',
  '″x″',
  '❝x❞',
  '%22x%22',
  '%27x%27',
  '&quot;x&quot;',
  '&#39;x&#39;',
  "\u200b'x'\ufeff",
  '\\x\\',
];
const SPELLINGS = [...MARKS, ...MORE_MARKS, "'ada lovelace'"];
const CONTROLS = [
  '\\u0000',
  '\\u0001',
  '\\t',
  '\\n',
  '\\r',
  '\\u001f',
  '\\u007f',
  '\\u0085',
  '\\u009f',
  '\u007f',
  '\u0080',
  '\t',
];

type Asking = (value: string) => unknown;
const tolerant = { type: USER_TYPE, tolerance: 'tolerant' } as const;
const patch = (type: ResourceType, path: string) =>
  decodePatch(
    { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', path, value: 'y' }] },
    { type, tolerance: 'tolerant' },
  );

const PLACES: Readonly<Record<string, Asking>> = {
  'a filter of users': (value) => parseFilter(`userName eq ${value}`, tolerant),
  'a strict filter': (value) => parseFilter(`userName eq ${value}`, { ...tolerant, tolerance: 'strict' }),
  'a filter of a boolean': (value) => parseFilter(`active eq ${value}`, tolerant),
  'a filter of groups': (value) => parseFilter(`displayName eq ${value}`, { ...tolerant, type: GROUP_TYPE }),
  'a value path': (value) => parseFilter(`emails[type eq ${value}]`, tolerant),
  'the value path of a PATCH': (value) => patch(USER_TYPE, `emails[type eq ${value}].value`),
  'the members of a PATCH': (value) => patch(GROUP_TYPE, `members[value eq ${value}].value`),
};

describe.each(Object.entries(PLACES))('in %s', (_name, ask) => {
  it.each(SPELLINGS)('a value in other marks than " is refused: %s', (value) => {
    expect(outcome(() => ask(value))).toBe('invalid-filter');
  });

  it.each(CONTROLS)('a string with a control character is refused: %j', (text) => {
    expect(outcome(() => ask(`"a${text}b"`))).toBe('invalid-filter');
  });
});

describe('a filter', () => {
  it('says how a value is quoted', () => {
    expect(() => parseFilter("userName eq 'ada'", tolerant)).toThrow(/character 13 .*write it as "…"/);
  });

  it.each(["O'Brien", 'd’Arc', "a'b'c", 'ada', '25', 'ada@contoso.example'])('takes %s without marks', (value) => {
    expect(parseFilter(`externalId eq ${value}`, tolerant)).toMatchObject({
      filter: { value },
      quirks: ['unquoted-filter-value'],
    });
  });

  it.each([`"'x'"`, `"x'"`, '"“x”"', `"'t Hooft"`])('takes %s, whose marks are part of the value', (value) => {
    expect(parseFilter(`displayName eq ${value}`, { ...tolerant, tolerance: 'strict' }).filter).toMatchObject({
      value: JSON.parse(value) as string,
    });
  });
});

describe('a tolerance takes what its client sends, and no more', () => {
  const company = customUserType([{ name: 'Size', type: 'number', description: '' }]);
  const read = (body: object): unknown =>
    outcome(() => decodeUser({ userName: 'ada', ...body }, { type: company, tolerance: 'tolerant' }).attributes);
  const size = (value: unknown): unknown => read({ [CUSTOM_USER_URN]: { Size: value } });

  it('of numbers in strings', () => {
    for (const [text, number] of [
      ['0', 0],
      ['42', 42],
      ['-7', -7],
    ] as const) {
      expect(size(text)).toMatchObject({ [CUSTOM_USER_URN]: { Size: number } });
    }
    for (const text of ['007', '1e3', '+1', ' 1', '1.', '0x1', '١', '1,000']) expect(size(text)).toBe('wrong-type');
  });

  it('of objects for single values', () => {
    for (const title of [{ value: 'x' }, [{ value: 'x', $ref: null }], ['x']])
      expect(read({ title })).toMatchObject({ title: 'x' });
    const others = [
      { value: { value: 'x' } },
      { value: 'x', type: 'work' },
      { value: 'x', $ref: 'y' },
      [['x']],
      { text: 'x' },
    ];
    for (const title of others) expect(read({ title })).toBe('wrong-type');
  });

  it('of a value that is created because none is there', () => {
    const standing: UserAttributes = {
      userName: 'ada',
      active: true,
      emails: [{ value: 'a@b.example', type: 'home' }],
    };
    const after = (path: string): unknown => outcome(() => applyUserPatch(standing, patch(USER_TYPE, path)).emails);
    expect(after('emails[type eq "work"].value')).toHaveLength(2);
    expect(after('emails[type eq "work" and primary eq "True"].value')).toHaveLength(2);
    for (const path of ['emails[value eq "old@b.example"].value', 'emails[type eq "work" and value eq "old"].value']) {
      expect(after(path)).toBe('no-target');
    }
  });
});

describe('a path that is a URN alone', () => {
  const standing: UserAttributes = {
    userName: 'ada',
    active: true,
    [ENTERPRISE_USER_URN]: { department: 'X', division: 'Y' },
  };
  const after = (op: string, path: string, value: unknown, tolerance: 'tolerant' | 'strict'): unknown =>
    outcome(() => {
      const message = { schemas: [PATCH_OP_URN], Operations: [{ op, path, value }] };
      return (
        applyUserPatch(standing, decodePatch(message, { type: USER_TYPE, tolerance }))[ENTERPRISE_USER_URN] ?? null
      );
    });

  it.each(['tolerant', 'strict'] as const)('of an extension takes its object, whatever the case: %s', (tolerance) => {
    for (const op of ['add', 'replace']) {
      for (const path of [ENTERPRISE_USER_URN, ENTERPRISE_USER_URN.toUpperCase()]) {
        expect(after(op, path, { DEPARTMENT: 'D', manager: { value: 'm' } }, tolerance)).toEqual({
          department: 'D',
          division: 'Y',
          manager: { value: 'm' },
        });
      }
    }
    expect(after('remove', ENTERPRISE_USER_URN, undefined, tolerance)).toBeNull();
    expect(after('replace', ENTERPRISE_USER_URN, 'x', tolerance)).toBe('wrong-type');
  });

  it('of an extension removes what the value names, and in a strict connection takes none', () => {
    expect(after('remove', ENTERPRISE_USER_URN, { department: 'X' }, 'tolerant')).toEqual({ division: 'Y' });
    expect(after('remove', ENTERPRISE_USER_URN, { department: 'X' }, 'strict')).toBe('malformed-patch');
    expect(after('replace', ENTERPRISE_USER_URN, [{ department: 'D' }], 'tolerant')).toMatchObject({ department: 'D' });
    expect(
      after('replace', 'urn:scim:schemas:extension:enterprise:1.0', { department: 'D' }, 'tolerant'),
    ).toMatchObject({
      department: 'D',
    });
  });

  it('of the resource takes what a path-less operation takes', () => {
    const message = { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', path: USER_URN, value: { title: 'T' } }] };
    expect(applyUserPatch(standing, decodePatch(message, { type: USER_TYPE, tolerance: 'strict' })).title).toBe('T');
    expect(after('remove', USER_URN, undefined, 'strict')).toBe('path-missing');
  });
});

describe('a name that shows nothing', () => {
  const NOTHING = [
    ' ',
    '   ',
    '\u00a0',
    '\u3000',
    '\u200b',
    '\u200d\u200c',
    '\u3164',
    '\u2800',
    '\ufeff',
    '\uffa0',
    '\u115f',
  ];
  const MORE = [
    '\u200e\u200f',
    '\u202a\u202c',
    '\u2066\u2069',
    '\u0301',
    '\u00ad',
    '\u180e',
    '\u{e0020}',
    '\u{1d159}',
    ' \u2800 \u200b',
  ];
  const unfit = ['\u0001', '\t', '\u007f', '\u0085', '\u2028', ...NOTHING, ...MORE];

  it.each(unfit)('is nobody’s, and no group’s, on any way: %j', (name) => {
    for (const tolerance of ['tolerant', 'strict'] as const) {
      const user = { schemas: [USER_URN], userName: name };
      expect(outcome(() => decodeUser(user, { type: USER_TYPE, tolerance }))).toBe('unfit-name');
      const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: name };
      expect(outcome(() => decodeGroup(group, { tolerance }))).toBe('unfit-name');
      const rename = (type: ResourceType, operation: object) => () => {
        const patch = decodePatch({ schemas: [PATCH_OP_URN], Operations: [operation] }, { type, tolerance });
        return type === USER_TYPE
          ? applyUserPatch({ userName: 'ada', active: true }, patch)
          : applyGroupPatch({ displayName: 'A' }, patch);
      };
      for (const op of ['add', 'replace']) {
        expect(outcome(rename(USER_TYPE, { op, path: 'userName', value: name }))).toBe('unfit-name');
        expect(outcome(rename(USER_TYPE, { op, value: { userName: name } }))).toBe('unfit-name');
        expect(outcome(rename(GROUP_TYPE, { op, path: 'displayName', value: name }))).toBe('unfit-name');
      }
    }
  });

  it.each(['a', ' a ', '-', '1', '😀', 'ก', 'ʻ', '𐀀', 'e\u0301', '\u{e000}'])('is not %j', (userName) => {
    expect(decodeUser({ userName }, { type: USER_TYPE, tolerance: 'tolerant' }).attributes.userName).toBe(userName);
  });
});
