import { describe, expect, it } from '@jest/globals';
import {
  applyUserPatch,
  decodeGroup,
  decodePatch,
  ENTERPRISE_USER_URN,
  GROUP_TYPE,
  type JsonValue,
  PATCH_OP_URN,
  splitGroupPatch,
  type Tolerance,
  USER_TYPE,
  type UserAttributes,
} from '../index.js';
import { MAX_PATH_LENGTH } from './path.js';
import { MAX_OPERATIONS } from './request.js';

const ada: UserAttributes = {
  userName: 'ada',
  active: true,
  emails: [
    { type: 'work', value: 'w', primary: true },
    { type: 'home', value: 'h' },
  ],
  [ENTERPRISE_USER_URN]: { department: 'Engines', costCenter: '7' },
};

function patched(operations: readonly JsonValue[], tolerance: Tolerance = 'strict', user = ada): UserAttributes {
  return applyUserPatch(
    user,
    decodePatch({ schemas: [PATCH_OP_URN], Operations: operations }, { type: USER_TYPE, tolerance }),
  );
}

function membership(operations: readonly JsonValue[]): unknown {
  return splitGroupPatch(decodePatch({ Operations: operations }, { type: GROUP_TYPE, tolerance: 'tolerant' }))
    .membership;
}

const refused = (code: string) => expect.objectContaining({ code });

describe('an operation on selected values', () => {
  it('replaces each of them, and keeps what it was selected by', () => {
    const [operation] = [{ op: 'replace', path: 'emails[type eq "work"]', value: { value: 'new' } }];
    expect(patched([operation]).emails).toEqual([
      { type: 'work', value: 'new' },
      { type: 'home', value: 'h' },
    ]);
    const byOther = { op: 'replace', path: 'emails[value ne "h"]', value: { value: 'new' } };
    expect(patched([byOther]).emails?.[0]).toEqual({ value: 'new' });
  });

  it('adds to each of them', () => {
    expect(patched([{ op: 'add', path: 'emails[type eq "home"]', value: { display: 'Home' } }]).emails?.[1]).toEqual({
      type: 'home',
      value: 'h',
      display: 'Home',
    });
  });

  it('removes each of them, or one sub-attribute of each', () => {
    expect(patched([{ op: 'remove', path: 'emails[type eq "home"]' }]).emails).toHaveLength(1);
    expect(patched([{ op: 'remove', path: 'emails.type' }]).emails).toEqual([
      { value: 'w', primary: true },
      { value: 'h' },
    ]);
    expect(patched([{ op: 'remove', path: 'emails.display' }])).toEqual(ada);
    expect(patched([{ op: 'replace', path: 'emails[type eq "home"]', value: null }]).emails).toHaveLength(1);
  });

  it('says the URN that its path lacks, where it needs one', () => {
    const whole = `write ${ENTERPRISE_USER_URN}:manager.value.`;
    expect(() => patched([{ op: 'remove', path: 'manager.value' }], 'strict')).toThrow(whole);
  });

  it('sets a sub-attribute of every value when nothing selects', () => {
    expect(patched([{ op: 'replace', path: 'emails.type', value: 'other' }]).emails).toEqual([
      { type: 'other', value: 'w', primary: true },
      { type: 'other', value: 'h' },
    ]);
  });

  it('creates from several equalities, and from nothing else', () => {
    const both = { op: 'add', path: 'phoneNumbers[type eq "work" and primary eq true].value', value: '1' };
    expect(patched([both], 'tolerant').phoneNumbers).toEqual([{ type: 'work', primary: true, value: '1' }]);
    const whole = { op: 'add', path: 'phoneNumbers[type eq "work"]', value: { value: '1' } };
    expect(patched([whole], 'tolerant').phoneNumbers).toEqual([{ type: 'work', value: '1' }]);
    const plain = { op: 'add', path: 'phoneNumbers.value', value: '1' };
    expect(patched([plain], 'tolerant').phoneNumbers).toEqual([{ value: '1' }]);
    for (const filter of ['type eq "a" and type eq "b"', 'type eq null and value eq "x"', 'not (type eq "a")']) {
      const operation = { op: 'add', path: `phoneNumbers[${filter}].value`, value: '1' };
      const user = { ...ada, phoneNumbers: [{ type: 'a', value: '9' }] };
      expect(() => patched([operation], 'tolerant', user)).toThrow(refused('no-target'));
    }
  });

  it('makes one value primary, never two', () => {
    const both = { op: 'replace', path: 'emails.primary', value: true };
    expect(() => patched([both])).toThrow(refused('several-primaries'));
    const one = { op: 'add', path: 'emails', value: [{ type: 'other', value: 'o', primary: true }] };
    expect(patched([one]).emails?.map(({ primary }) => primary)).toEqual([false, undefined, true]);
  });
});

describe('an add', () => {
  it('joins what has the same value and type, and appends the rest', () => {
    const value = [{ type: 'home', value: 'h', primary: true }, { type: 'other', value: 'h' }, { value: 'w' }];
    expect(patched([{ op: 'add', path: 'emails', value }]).emails).toEqual([
      { type: 'work', value: 'w', primary: false },
      { type: 'home', value: 'h', primary: true },
      { type: 'other', value: 'h' },
    ]);
  });
});

describe('a remove by value', () => {
  it('takes away what the value names, whatever its label', () => {
    const operation = { op: 'Remove', path: 'emails', value: [{ value: 'h', display: 'x', primary: true }] };
    expect(patched([operation], 'tolerant').emails).toHaveLength(1);
    expect(patched([{ op: 'Remove', path: 'emails', value: [] }], 'tolerant')).toEqual(ada);
    for (const value of [[{ display: 'x' }], [{}], [{ type: 'work' }], [{ value: 'w' }, { value: null }]]) {
      const unclear = { op: 'Remove', path: 'emails', value };
      expect(() => patched([unclear], 'tolerant')).toThrow(refused('required-missing'));
    }
    expect(patched([{ op: 'Remove', path: 'emails', value: null }], 'tolerant')).not.toHaveProperty('emails');
    expect(patched([{ op: 'Remove', path: 'emails', value: '' }], 'tolerant')).not.toHaveProperty('emails');
  });
});

describe('an extension as a target', () => {
  it('is changed attribute by attribute, and removed as a whole', () => {
    const change = { op: 'replace', path: ENTERPRISE_USER_URN, value: { department: 'Looms' } };
    expect(patched([change])[ENTERPRISE_USER_URN]).toEqual({ department: 'Looms', costCenter: '7' });
    expect(patched([{ op: 'remove', path: ENTERPRISE_USER_URN }])).not.toHaveProperty(ENTERPRISE_USER_URN);
    expect(patched([{ op: 'replace', value: { [ENTERPRISE_USER_URN]: null } }])).not.toHaveProperty(
      ENTERPRISE_USER_URN,
    );
    expect(() => patched([{ ...change, value: 'x' }])).toThrow(refused('wrong-type'));
    expect(() => patched([{ op: 'add', path: ENTERPRISE_USER_URN }])).toThrow(refused('wrong-type'));
  });
});

describe('a complex attribute as a target', () => {
  it('keeps the sub-attributes that the value does not name, and loses those that it names empty', () => {
    const user = { ...ada, name: { givenName: 'Ada', familyName: 'Byron' } };
    const operation = { op: 'replace', path: 'name', value: { familyName: 'Lovelace', givenName: null } };
    expect(patched([operation], 'strict', user).name).toEqual({ familyName: 'Lovelace' });
    for (const value of [null, []]) {
      expect(patched([{ op: 'replace', path: 'name', value }], 'strict', user)).not.toHaveProperty('name');
    }
    expect(patched([{ op: 'replace', path: 'name', value: '' }], 'tolerant', user)).not.toHaveProperty('name');
  });

  it('is never answered as changed when nothing in the value can be written', () => {
    const path = `${ENTERPRISE_USER_URN}:manager`;
    expect(() => patched([{ op: 'add', path, value: { displayName: 'x' } }])).toThrow(refused('wrong-type'));
    expect(() => patched([{ op: 'add', path: `${path}.displayName`, value: 'x' }])).toThrow(refused('read-only'));
  });
});

describe('a PATCH that cannot be read', () => {
  it.each([
    [{}, 'malformed-patch'],
    [{ Operations: [] }, 'malformed-patch'],
    [{ Operations: {} }, 'malformed-patch'],
    [{ Operations: ['add'] }, 'malformed-patch'],
    [{ Operations: [{ op: 'move', path: 'title' }] }, 'unknown-operation'],
    [{ Operations: [{ path: 'title', value: 'x' }] }, 'unknown-operation'],
    [{ Operations: [{ op: 'add', path: 5, value: 'x' }] }, 'invalid-path'],
    [{ Operations: [{ op: 'add', value: 'x' }] }, 'wrong-type'],
    [{ Operations: [{ op: 'add' }] }, 'wrong-type'],
    [{ Operations: [{ op: 'add', value: { shoeSize: 38 } }] }, 'invalid-path'],
    [{ Operations: [{ op: 'add', path: 'title[value eq "x"]', value: 'x' }] }, 'invalid-path'],
    [{ Operations: [{ op: 'add', path: 'emails.value[type eq "x"]', value: 'x' }] }, 'invalid-path'],
    [{ Operations: [{ op: 'add', path: 'emails[type eq "x"', value: 'x' }] }, 'invalid-path'],
    [{ Operations: [{ op: 'add', path: 'emails[type eq "x"]value', value: 'x' }] }, 'invalid-path'],
    [{ Operations: [{ op: 'add', path: 'emails[type eq "x"].shoe', value: 'x' }] }, 'invalid-path'],
    [{ Operations: [{ op: 'add', path: 'emails[shoe eq "x"].value', value: 'x' }] }, 'invalid-filter'],
    [{ Operations: [{ op: 'add', path: 'x'.repeat(MAX_PATH_LENGTH + 1), value: 'x' }] }, 'invalid-path'],
    [{ Operations: Array(MAX_OPERATIONS + 1).fill({ op: 'add', path: 'title', value: 'x' }) }, 'too-many-operations'],
  ])('%# is refused by name: %s', (body, code) => {
    expect(() => decodePatch(body, { type: USER_TYPE, tolerance: 'tolerant' })).toThrow(refused(code));
  });

  it('spells its schema in a strict reading, and its names in any case', () => {
    const operations = [{ op: 'add', path: 'title', value: 'x' }];
    expect(() => decodePatch({ Operations: operations }, { type: USER_TYPE, tolerance: 'strict' })).toThrow(
      refused('wrong-schemas'),
    );
    const lower = { schemas: [PATCH_OP_URN], operations };
    for (const tolerance of ['tolerant', 'strict'] as const) {
      expect(decodePatch(lower, { type: USER_TYPE, tolerance })).toMatchObject({
        operations: [{ op: 'add' }],
        quirks: [],
      });
    }
  });

  it('has no empty path, id or password in a strict reading', () => {
    expect(patched([{ op: 'add', path: '', value: { title: 'x', password: 'p' } }], 'tolerant')).not.toHaveProperty(
      'password',
    );
    expect(() => patched([{ op: 'add', value: { id: 'x' } }])).toThrow(refused('read-only'));
    expect(() => patched([{ op: 'add', value: { password: 'x' } }])).toThrow(refused('invalid-path'));
  });
});

describe('the membership', () => {
  it('is untouched by a PATCH of other attributes', () => {
    expect(membership([{ op: 'replace', path: 'displayName', value: 'x' }])).toBeNull();
  });

  it('takes the type of a member from the type or the reference', () => {
    const value = [
      { value: 'a', type: 'group' },
      { value: 'b', $ref: 'https://h/Groups/b' },
      { value: 'c', type: 'x' },
    ];
    expect(membership([{ op: 'add', path: 'members', value }])).toMatchObject({
      add: [
        { value: 'a', type: 'Group' },
        { value: 'b', type: 'Group' },
        { value: 'c', type: null },
      ],
    });
  });

  it.each([
    [{ op: 'add', path: 'members', value: [{ $ref: 'https://h/Users/b' }] }, 'required-missing'],
    [{ op: 'add', path: 'members[value eq "a"]', value: { value: 'b' } }, 'read-only'],
    [{ op: 'remove', path: 'members.value' }, 'read-only'],
    [{ op: 'remove', path: 'members[type eq "User"]' }, 'unsupported-filter'],
    [{ op: 'remove', path: 'members[value ne "a"]' }, 'unsupported-filter'],
    [{ op: 'remove', path: 'members[value eq null]' }, 'unsupported-filter'],
  ])('refuses %j', (operation, code) => {
    expect(() => membership([operation])).toThrow(refused(code));
  });

  it('of a new group holds each id once', () => {
    const members = [{ value: 'a' }, { value: 'a', type: 'User' }];
    expect(decodeGroup({ displayName: 'g', members }, { tolerance: 'tolerant' }).members).toEqual([
      { value: 'a', type: 'User', place: 'members[1]' },
    ]);
    expect(() => decodeGroup({ members }, { tolerance: 'tolerant' })).toThrow(refused('required-missing'));
  });
});
