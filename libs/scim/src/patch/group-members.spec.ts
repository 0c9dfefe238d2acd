import { describe, expect, it } from '@jest/globals';
import {
  decodeGroup,
  decodeGroupReplacement,
  decodePatch,
  GROUP_TYPE,
  groupReplacementSteps,
  groupSteps,
  GROUP_URN,
  PATCH_OP_URN,
  patchSteps,
  splitGroupPatch,
  type JsonObject,
  type JsonValue,
  type MembershipDelta,
  type Steps,
  type Tolerance,
} from '../index.js';

const BOTH = ['tolerant', 'strict'] as const;
const refused = (code: string) => expect.objectContaining({ code });

function membership(operations: readonly JsonObject[], tolerance: Tolerance = 'strict'): MembershipDelta | null {
  const body = { schemas: [PATCH_OP_URN], Operations: operations };
  return splitGroupPatch(decodePatch(body, { type: GROUP_TYPE, tolerance })).membership;
}

const group = (more: JsonObject): JsonObject => ({ schemas: [GROUP_URN], displayName: 'g', ...more });

/** Every way to say a list of members. */
const WAYS: readonly ((members: JsonValue, tolerance: Tolerance) => unknown)[] = [
  (members, tolerance) => decodeGroup(group({ members }), { tolerance }).members,
  (members, tolerance) => decodeGroupReplacement(group({ members }), { tolerance }).members,
  (value, tolerance) => membership([{ op: 'add', path: 'members', value }], tolerance),
  (value, tolerance) => membership([{ op: 'replace', path: 'members', value }], tolerance),
  (members, tolerance) => membership([{ op: 'add', value: { members } }], tolerance),
  (members, tolerance) => membership([{ op: 'replace', value: { members } }], tolerance),
  (members, tolerance) =>
    membership([{ op: 'replace', value: { [`${GROUP_URN}:members`]: members } }], 'tolerant') ?? tolerance,
  (value) => membership([{ op: 'Remove', path: 'members', value }], 'tolerant'),
];

describe('members', () => {
  it.each([
    [[{ display: 'kim' }], 'required-missing', 'members[0]'],
    [[{ value: 'a' }, { $ref: 'https://h/Users/b' }], 'required-missing', 'members[1]'],
    [[{ value: 'a' }, { value: '' }], 'required-missing', 'members[1]'],
    [[{ value: null, display: 'kim' }], 'required-missing', 'members[0]'],
    [[{ type: 'User' }], 'required-missing', 'members[0]'],
    [[{}], 'required-missing', 'members[0]'],
    [[null], 'wrong-type', 'members[0]'],
    [[{ value: 'a' }, []], 'wrong-type', 'members[1]'],
    [[{ value: 'a' }, 7], 'wrong-type', 'members[1]'],
    [[{ value: { value: 'a', id: 'b' } }], 'wrong-type', 'members[0]'],
    [[{ value: 'a', operation: 'delete' }], 'unknown-attribute', 'members[0]'],
    [[{ id: 'a' }], 'unknown-attribute', 'members[0]'],
    [7, 'wrong-type', 'members'],
    [true, 'wrong-type', 'members'],
  ])('of %j are refused by every verb, and where', (members, code, place) => {
    for (const tolerance of BOTH) {
      for (const way of WAYS) {
        expect(() => way(members, tolerance)).toThrow(refused(code));
        expect(() => way(members, tolerance)).toThrow(
          expect.objectContaining({ message: expect.stringContaining(place) }),
        );
      }
    }
  });

  it.each([[{}], [{ display: 'kim' }], [{ value: null }]])('that are no list are refused: %j', (members) => {
    for (const tolerance of BOTH) for (const way of WAYS) expect(() => way(members, tolerance)).toThrow('members');
  });

  it.each(['[]', '[{"value":"a"}]', ' {"value":"a"}'])(
    'inside a string are refused, by a removal too: %j',
    (members) => {
      for (const way of WAYS) expect(() => way(members, 'tolerant')).toThrow(/^members\[0\]: expected an object/);
      expect(() => membership([{ op: 'Remove', path: 'members', value: [members] }], 'tolerant')).toThrow('members[0]');
    },
  );

  it('ignore what is read-only beside an id', () => {
    const members = [{ value: 'a', display: 'kim' }];
    expect(decodeGroup(group({ members }), { tolerance: 'strict' }).members).toMatchObject([{ value: 'a' }]);
  });
});

describe('a PUT of a group', () => {
  const put = (more: JsonObject, tolerance: Tolerance) => decodeGroupReplacement(group(more), { tolerance }).members;

  it.each([[{}], [{ members: null }], [{ MEMBERS: null }]])(
    'leaves the members alone as %j, and empties the group when strict',
    (more) => {
      expect([put(more, 'tolerant'), put(more, 'strict')]).toEqual([null, []]);
    },
  );

  it('empties the group by an empty list, and by an empty text that a tolerant reading takes for one', () => {
    expect(BOTH.map((tolerance) => put({ members: [] }, tolerance))).toEqual([[], []]);
    expect(put({ members: '' }, 'tolerant')).toEqual([]);
    expect(() => put({ members: '' }, 'strict')).toThrow(refused('wrong-type'));
  });
});

describe('a path-less PATCH of a group', () => {
  it('leaves the members alone where it says null, and empties the group when strict', () => {
    for (const name of ['members', 'Members', `${GROUP_URN}:members`]) {
      const operation = { op: 'replace', value: { displayName: 'h', [name]: null } };
      expect(membership([operation], 'tolerant')).toBeNull();
    }
    const operation = { op: 'replace', value: { members: null } };
    expect(membership([operation], 'strict')).toEqual({ clear: true, add: [], remove: [] });
    const withPath = { op: 'replace', path: 'members', value: null };
    expect(BOTH.map((tolerance) => membership([withPath], tolerance)?.clear)).toEqual([true, true]);
  });
});

describe('a removal by filter', () => {
  const removed = (filter: string, ...before: readonly JsonObject[]) =>
    membership([...before, { op: 'remove', path: `members[${filter}]` }])?.remove;

  it.each([
    ['value eq "x"', [{ value: 'x', type: null }]],
    ['value eq "x" and type eq "User"', [{ value: 'x', type: 'User' }]],
    ['type eq "group" and value eq "x"', [{ value: 'x', type: 'Group' }]],
    [
      '(value eq "x" or value eq "y") and type eq "User"',
      [
        { value: 'x', type: 'User' },
        { value: 'y', type: 'User' },
      ],
    ],
    [
      'value eq "x" and type eq "User" or value eq "y"',
      [
        { value: 'x', type: 'User' },
        { value: 'y', type: null },
      ],
    ],
    ['value eq "x" and type eq "User" and type eq "Group"', []],
    ['value eq "x" and type eq "Device"', []],
  ])('takes those of the id and type: %s', (filter, expected) => {
    expect(removed(filter)).toEqual(expected);
  });

  it.each([
    'type eq "User"',
    'value eq "x" and value eq "y"',
    'value eq "x" and type ne "User"',
    'value eq "x" and display eq "k"',
    'not (value eq "x")',
  ])('is refused where it would need the list: %s', (filter) => {
    expect(() => removed(filter)).toThrow(refused('unsupported-filter'));
  });

  it('folds with what the same PATCH adds and removes', () => {
    const add = (type?: string) => ({
      op: 'add',
      path: 'members',
      value: [{ value: 'x', ...(type === undefined ? {} : { type }) }],
    });
    const typed = { op: 'remove', path: 'members[value eq "x" and type eq "User"]' };
    expect(membership([add('User'), typed])).toMatchObject({ add: [], remove: [{ value: 'x', type: 'User' }] });
    expect(membership([add('Group'), typed])).toMatchObject({ add: [{ value: 'x' }], remove: [] });
    expect(membership([typed, add()])).toMatchObject({ add: [{ value: 'x' }], remove: [] });
    expect(() => membership([add(), typed])).toThrow(refused('unsupported-filter'));
    const whatever = { op: 'remove', path: 'members[value eq "x"]' };
    expect(membership([typed, whatever, typed])?.remove).toEqual([{ value: 'x', type: null }]);
  });
});

describe('eighty thousand members', () => {
  const members = Array.from({ length: 80_000 }, (_, at) => ({ value: `m${at}` }));
  const patch = { schemas: [PATCH_OP_URN], Operations: [{ op: 'add', path: 'members', value: members }] };

  it.each<[string, () => Steps<unknown>]>([
    ['a POST', () => groupSteps(group({ members }), { tolerance: 'strict' })],
    ['a PUT', () => groupReplacementSteps(group({ members }), { tolerance: 'strict' })],
    ['a PATCH', () => patchSteps(patch, { type: GROUP_TYPE, tolerance: 'strict' })],
  ])('of %s are read in steps of 250', (_, begin) => {
    const steps = begin();
    let count = 0;
    while (steps.next().done !== true) count += 1;
    expect(count).toBeGreaterThanOrEqual(80_000 / 250);
  });
});
