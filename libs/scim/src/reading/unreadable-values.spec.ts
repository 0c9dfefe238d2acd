import { describe, expect, it } from '@jest/globals';
import {
  bodyOf,
  MULTI_VALUED,
  outcomeOf,
  otherOf,
  SENT,
  standingOf,
  VERBS,
  type MultiValued,
  type Verb,
} from '../../../../test/support/unreadable-values.js';
import {
  applyUserPatch,
  decodePatch,
  decodeUser,
  ENTERPRISE_USER_URN as ENTERPRISE,
  PATCH_OP_URN,
  replaceUser,
  ScimError,
  USER_TYPE,
  type JsonObject,
  type JsonValue,
  type Tolerance,
  type UserAttributes,
} from '../index.js';

const BOTH = ['tolerant', 'strict'] as const;

function userWith(attributes: JsonObject): UserAttributes {
  return decodeUser({ userName: 'ada', ...attributes }, { type: USER_TYPE, tolerance: 'tolerant' }).attributes;
}

function written(verb: Verb, body: JsonObject, before: UserAttributes, tolerance: Tolerance): UserAttributes {
  const rules = { type: USER_TYPE, tolerance };
  if (verb === 'POST') return decodeUser(body, rules).attributes;
  if (verb === 'PUT') return replaceUser(before, body, rules).attributes;
  return applyUserPatch(before, decodePatch(body, rules));
}

function outcome(attempt: () => JsonValue | undefined): JsonValue {
  try {
    return attempt() ?? [];
  } catch (error) {
    if (error instanceof ScimError) return 'refused';
    throw error;
  }
}

const CASES = MULTI_VALUED.flatMap((name) =>
  SENT.flatMap((sent) => BOTH.map((tolerance) => ({ name, ...sent, tolerance }))),
);

describe('a value of an attribute that has several', () => {
  it.each(CASES)('of $name: $what is the same to every verb ($tolerance)', ({ name, value, means, tolerance }) => {
    const before = userWith({ [name]: [standingOf(name)] });
    const found = VERBS.map((verb) => [
      verb,
      outcome(() => written(verb, bodyOf(verb, name, value(name)), before, tolerance)[name]),
    ]);
    expect(found).toEqual(VERBS.map((verb) => [verb, expected(name, outcomeOf(means, verb, tolerance))]));
  });

  it('is refused with the place at which it stands', () => {
    const value = [otherOf('emails'), otherOf('emails'), { display: 'kim' }];
    for (const verb of VERBS.filter((one) => one !== 'remove')) {
      const attempt = () => written(verb, bodyOf(verb, 'emails', value), userWith({}), 'strict');
      expect(attempt).toThrow(/^emails\[2\]\.value: required/);
    }
  });

  it('is sent back as it stands beside a change, when it is from before values were asked for', () => {
    const before: UserAttributes = { userName: 'ada', active: true, emails: [{ display: 'kim' }, { value: 'a' }] };
    const put = (emails: JsonValue) =>
      written('PUT', { ...bodyOf('PUT', 'emails', emails), active: false }, before, 'strict');
    expect(put([{ display: 'kim' }, { value: 'a' }])).toEqual({ ...before, active: false });
    expect(put([{ display: 'kim' }])).toEqual({ ...before, active: false, emails: [{ display: 'kim' }] });
    expect(() => put([{ display: 'lee' }])).toThrow(/^emails\[0\]/);
    const disable = { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', path: 'active', value: false }] };
    expect(written('replace', disable, before, 'strict')).toEqual({ ...before, active: false });
  });
});

function expected(name: MultiValued, held: readonly ('standing' | 'other')[] | 'refused'): JsonValue {
  return held === 'refused' ? held : held.map((one) => (one === 'other' ? otherOf(name) : standingOf(name)));
}

describe('a value that a filter selects', () => {
  const ADDRESS = { type: 'work', value: 'w', display: 'W' };
  const REFUSED = 'refused';
  type Row = readonly [value: JsonValue, add: JsonValue, replace: JsonValue];
  const ROWS: readonly Row[] = [
    [null, [], []],
    [[], REFUSED, REFUSED],
    [{}, REFUSED, REFUSED],
    [[{}], REFUSED, REFUSED],
    [[[]], REFUSED, REFUSED],
    [5, REFUSED, REFUSED],
    [{ shoe: 7 }, REFUSED, REFUSED],
    [{ value: 'n', shoe: 7 }, REFUSED, REFUSED],
    [{ type: 'work' }, [ADDRESS], REFUSED],
    [{ type: 'work', primary: true }, [{ ...ADDRESS, primary: true }], REFUSED],
    [{ display: 'D' }, [{ ...ADDRESS, display: 'D' }], REFUSED],
    [{ value: 'n' }, [{ ...ADDRESS, value: 'n' }], [{ type: 'work', value: 'n' }]],
  ];

  it.each(ROWS)('is changed by what can be read alone: %j', (value, add, replace) => {
    for (const tolerance of BOTH) {
      const results = (['add', 'replace'] as const).map((op) => {
        const body = { schemas: [PATCH_OP_URN], Operations: [{ op, path: 'emails[type eq "work"]', value }] };
        return outcome(() => written(op, body, userWith({ emails: [ADDRESS] }), tolerance).emails);
      });
      expect(results).toEqual([add, replace]);
    }
  });

  it.each([
    ['emails[type eq "work"].display', 'D'],
    ['emails[type eq "work"].primary', true],
    ['emails[type eq "work"]', { display: 'D' }],
    ['emails.type', 'work'],
    ['addresses[type eq "work"].primary', true],
  ])('is not created by %s, which does not say it', (path, value) => {
    for (const tolerance of BOTH) {
      const body = { schemas: [PATCH_OP_URN], Operations: [{ op: 'add', path, value }] };
      expect(outcome(() => written('add', body, userWith({}), tolerance).emails)).toBe(REFUSED);
    }
  });

  it('goes when its value is taken away, whatever else is said of it', () => {
    const body = { schemas: [PATCH_OP_URN], Operations: [{ op: 'remove', path: 'emails[type eq "work"].value' }] };
    expect(written('remove', body, userWith({ emails: [ADDRESS] }), 'strict').emails).toBeUndefined();
  });
});

describe('a complex value', () => {
  const ID = 'a2f1c6b0-0000-4000-8000-000000000001';
  const MANAGER = `${ENTERPRISE}:manager`;
  const NONE = 'none';
  // What it is afterwards where the user had one: by POST, by the others, and by the others when strict.
  type Row = readonly [
    name: string,
    value: JsonValue,
    found: readonly [post: JsonValue, others: JsonValue, strict: JsonValue],
  ];
  const ROWS: readonly Row[] = [
    ['name', null, [NONE, NONE, NONE]],
    ['name', '', [NONE, NONE, 'refused']],
    ['name', {}, [NONE, 'refused', 'refused']],
    ['name', [{}], [NONE, 'refused', 'refused']],
    ['name', [[]], ['refused', 'refused', 'refused']],
    ['name', 'Ada', ['refused', 'refused', 'refused']],
    ['name', 5, ['refused', 'refused', 'refused']],
    ['name', { firstName: 'Ada' }, ['refused', 'refused', 'refused']],
    ['name', { givenName: 'B', firstName: 'Ada' }, ['refused', 'refused', 'refused']],
    ['name', { givenName: null, familyName: null }, [NONE, NONE, NONE]],
    ['name', { givenName: 'B', GIVENNAME: 'C' }, ['refused', 'refused', 'refused']],
    ['name', { GIVENNAME: 'B' }, [{ givenName: 'B' }, { givenName: 'B' }, { givenName: 'B' }]],
    [MANAGER, null, [NONE, NONE, NONE]],
    [MANAGER, {}, [NONE, 'refused', 'refused']],
    [MANAGER, { value: null, displayName: 'Kim' }, [NONE, NONE, NONE]],
    [MANAGER, { value: '' }, [NONE, NONE, { value: '' }]],
    [MANAGER, { displayName: 'Kim' }, ['refused', 'refused', 'refused']],
    [MANAGER, { managerId: ID }, ['refused', 'refused', 'refused']],
    [MANAGER, { $ref: null }, ['refused', 'refused', 'refused']],
    [MANAGER, { $ref: 'https://elsewhere.example/x' }, ['refused', 'refused', 'refused']],
    [MANAGER, { $ref: `../Groups/${ID}` }, ['refused', 'refused', 'refused']],
    [MANAGER, { $ref: '../Users/bulkId:x' }, ['refused', 'refused', 'refused']],
    [MANAGER, { $ref: 7 }, ['refused', 'refused', 'refused']],
    [MANAGER, { $ref: `https://h/scim/v2/Users/${ID}` }, [{ value: ID }, { value: ID }, { value: ID }]],
    [MANAGER, { $ref: `../Users/${ID}`, displayName: 'Kim' }, [{ value: ID }, { value: ID }, { value: ID }]],
    [MANAGER, { $ref: '../Users/other', value: ID }, [{ value: ID }, { value: ID }, { value: ID }]],
    [MANAGER, { $ref: `../Users/${ID}`, value: null }, [{ value: ID }, { value: ID }, { value: ID }]],
    [MANAGER, { $ref: '', value: null }, [NONE, NONE, NONE]],
    [MANAGER, { $ref: `../Users/${ID}`, value: '' }, ['refused', 'refused', { value: '' }]],
  ];

  it.each(ROWS)('%s of %j is what it says, or refused, by every verb', (name, value, [post, others, strict]) => {
    const isManager = name === MANAGER;
    const before = userWith(
      isManager ? { [ENTERPRISE]: { manager: { value: 'm' } } } : { name: { givenName: 'A', familyName: 'A' } },
    );
    const read = (user: UserAttributes): JsonValue => {
      const { familyName: _kept, ...rest } = user.name ?? {};
      return (isManager ? user[ENTERPRISE]?.manager : user.name === undefined ? undefined : rest) ?? NONE;
    };
    const body = (verb: Verb): JsonObject =>
      isManager && (verb === 'POST' || verb === 'PUT')
        ? bodyOf(verb, ENTERPRISE, { manager: value })
        : isManager && verb.endsWith('path')
          ? bodyOf(verb, ENTERPRISE, { manager: value })
          : bodyOf(verb, name, value);
    for (const tolerance of BOTH) {
      for (const verb of VERBS.filter((one) => one !== 'remove')) {
        const found = outcome(() => read(written(verb, body(verb), before, tolerance)));
        const wanted = tolerance === 'strict' ? strict : verb === 'POST' ? post : others;
        expect([verb, tolerance, found]).toEqual([verb, tolerance, wanted]);
      }
    }
  });
});

describe('the value of an element, by its path', () => {
  it('is not empty: a tolerant reading takes it for no value, a strict one refuses it and leaves what stands', () => {
    const before = userWith({ emails: [{ type: 'work', value: 'w' }] });
    for (const path of ['emails[type eq "work"].value', 'emails.value']) {
      const body = { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', path, value: '' }] };
      expect(written('replace', body, before, 'tolerant').emails).toBeUndefined();
      expect(() => written('replace', body, before, 'strict')).toThrow(/^emails\.value: required/);
    }
  });

  it('is sent back as it stands when it is empty, from before it was refused', () => {
    const before: UserAttributes = { userName: 'ada', active: true, emails: [{ value: '', type: 'work' }] };
    const body = { ...bodyOf('PUT', 'emails', [{ value: '', type: 'work' }]), active: false };
    expect(written('PUT', body, before, 'strict')).toEqual({ ...before, active: false });
  });
});

describe('a name of no schema', () => {
  it.each([
    [{ op: 'replace', value: { title: 'x', shoeSize: 38 } }, 'shoeSize'],
    [{ op: 'replace', path: ENTERPRISE, value: { department: 'x', shoeSize: 38 } }, `${ENTERPRISE}:shoeSize`],
    [{ op: 'replace', path: 'shoes[type eq "secret"].value', value: 'x' }, 'shoes'],
  ])('is named by the refusal of %j', (operation, name) => {
    for (const tolerance of BOTH) {
      const body = { schemas: [PATCH_OP_URN], Operations: [operation] };
      const attempt = () => written('replace', body, userWith({}), tolerance);
      expect(attempt).toThrow(` ${name} `);
      expect(attempt).not.toThrow('secret');
    }
  });

  it.each([
    [{ op: 'replace', value: { title: 'T', shoeSize: 7 } }],
    [{ op: 'replace', value: { name: { shoe: 7 } } }],
    [{ op: 'replace', value: { [ENTERPRISE]: { shoe: 7 } } }],
    [{ op: 'add', path: ENTERPRISE, value: { department: 'D', shoe: 7 } }],
    [{ op: 'add', path: 'name', value: { givenName: 'G', shoe: 7 } }],
    [{ op: 'add', path: 'title', value: [{ value: 'T', shoe: 7 }] }],
    [{ op: 'add', path: 'emails', value: [{ value: 'a', shoe: 7 }] }],
    [{ op: 'remove', path: 'emails', valeu: [{ value: 'a' }] }],
  ])('in the value of an operation refuses the PATCH: %j', (operation) => {
    for (const tolerance of BOTH) {
      const body = { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', path: 'title', value: 'X' }, operation] };
      expect(() => written('add', body, userWith({ emails: [{ value: 'a' }] }), tolerance)).toThrow(ScimError);
    }
  });

  it('in two cases says two things of one attribute, and is refused', () => {
    for (const value of [{ title: 'T', TITLE: 'U' }, { [ENTERPRISE]: { department: 'D', Department: 'E' } }]) {
      const body = { schemas: [PATCH_OP_URN], Operations: [{ op: 'replace', value }] };
      expect(() => written('replace', body, userWith({}), 'tolerant')).toThrow(/twice/);
    }
  });

  it('is none where a member of an operation is in another case', () => {
    const before = userWith({ emails: [{ value: 'a' }, { value: 'b' }] });
    const remove = (operation: JsonObject) =>
      written('remove', { schemas: [PATCH_OP_URN], Operations: [operation] }, before, 'tolerant').emails;
    expect(remove({ OP: 'remove', Path: 'emails', Value: [{ value: 'a' }] })).toEqual([{ value: 'b' }]);
    expect(() => remove({ op: 'remove', path: 'emails', value: [{ value: 'a' }], Value: [] })).toThrow('twice');
  });
});
