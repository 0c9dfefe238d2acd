import { describe, expect, it } from '@jest/globals';
import { applyUserPatch } from './patch/apply-user.js';
import { decodeGroup, decodeGroupReplacement, groupReplacementSteps } from './reading/group.js';
import { decodePatch, patchSteps } from './patch/request.js';
import { decodeUser, decodeUserReplacement, replacingSteps, userReplacementSteps, userSteps } from './reading/user.js';
import { MAX_SCHEMAS } from './reading/schemas.js';
import { MAX_MEMBERS, MAX_TEXT_LENGTH, MAX_VALUES } from './schema/attribute.js';
import { customUserType } from './schema/custom-user.js';
import { GROUP_TYPE } from './schema/group.js';
import { listAttributes } from './schema/lookup.js';
import { USER_TYPE } from './schema/user.js';
import { CUSTOM_USER_URN, ENTERPRISE_USER_URN, PATCH_OP_URN, USER_URN } from './urn.js';

const RULES = { type: USER_TYPE, tolerance: 'tolerant' } as const;
const refused = (code: string) => expect.objectContaining({ code });
const times = <Item>(count: number, of: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => of(at));
const patchOf = (...operations: readonly object[]): object => ({ schemas: [PATCH_OP_URN], Operations: operations });
const stepsOf = (steps: Iterable<unknown>): number => [...steps].length;

describe('a long message', () => {
  it('may be interrupted among the items of a list that nobody reads, and among names of a PATCH', () => {
    const unread = { displayName: 'x', unknown: times(90_000, () => ({})) };
    expect(stepsOf(groupReplacementSteps(unread, { tolerance: 'tolerant' }))).toBeGreaterThanOrEqual(90);
    const names = Object.fromEntries(times(900, (at) => [`emails[type eq "w${at}"].value`, `${at}@x`]));
    expect(stepsOf(patchSteps(patchOf({ op: 'replace', value: names }), RULES))).toBeGreaterThanOrEqual(900);
    const urn = ENTERPRISE_USER_URN;
    const parts = { department: 'a', division: 'b', costCenter: 'c', organization: 'd', employeeNumber: 'e' };
    expect(stepsOf(patchSteps(patchOf({ op: 'replace', path: urn, value: parts }), RULES))).toBeGreaterThanOrEqual(5);
  });

  it('is refused when additions copy more than a PATCH may compare, and not for one by one', () => {
    const adds = (count: number, of: number): object =>
      patchOf(
        ...times(count, (at) => ({
          op: 'add',
          path: 'emails',
          value: times(of, (one) => ({ value: `${at}-${one}@x` })),
        })),
      );
    const current = { userName: 'x', active: true };
    expect(() => applyUserPatch(current, decodePatch(adds(1_000, 20), RULES))).toThrow(refused('too-many-operations'));
    expect(applyUserPatch(current, decodePatch(adds(1_000, 1), RULES)).emails).toHaveLength(1_000);
  });

  it('names no more schemas than there are', () => {
    const naming = (count: number): object => ({
      schemas: [USER_URN, ...times(count - 1, (at) => `urn:x:${at}`)],
      userName: 'x',
    });
    expect(decodeUser(naming(MAX_SCHEMAS), RULES).attributes.userName).toBe('x');
    expect(() => decodeUser(naming(MAX_SCHEMAS + 1), RULES)).toThrow(refused('wrong-schemas'));
  });
});

const LISTS = listAttributes(USER_TYPE).map(({ key }) => key);
const person = (attributes: object): object => ({ schemas: [USER_URN], userName: 'x', ...attributes });

describe.each(['tolerant', 'strict'] as const)(
  'a list of too many values, of which none could be read (%s)',
  (tolerance) => {
    const rules = { type: USER_TYPE, tolerance };
    const unreadable = (count: number): null[] => times(count, () => null);
    // What stands beyond the bound may be sent whole.
    const sent = unreadable(10 * MAX_VALUES + 1);

    it.each(LISTS)('is refused by its number as %s', (name) => {
      const tooMany = refused('too-many-values');
      expect(() => decodeUser(person({ [name]: unreadable(MAX_VALUES + 1) }), rules)).toThrow(tooMany);
      expect(() => decodeUserReplacement(person({ [name]: sent }), rules)).toThrow(tooMany);
      for (const op of ['add', 'replace'] as const) {
        expect(() => decodePatch(patchOf({ op, path: name, value: sent }), rules)).toThrow(tooMany);
        expect(() => decodePatch(patchOf({ op, value: { [name]: sent } }), rules)).toThrow(tooMany);
      }
      const remove = patchOf({ op: 'remove', path: name, value: sent });
      expect(() => decodePatch(remove, rules)).toThrow(tolerance === 'strict' ? refused('malformed-patch') : tooMany);
    });

    it('is refused by its number as the members of a group', () => {
      const tooMany = refused('too-many-values');
      const members = unreadable(MAX_MEMBERS + 1);
      const group = { schemas: [GROUP_TYPE.schema.id], displayName: 'x', members };
      expect(() => decodeGroup(group, { tolerance })).toThrow(tooMany);
      expect(() => decodeGroupReplacement(group, { tolerance })).toThrow(tooMany);
      const add = patchOf({ op: 'add', path: 'members', value: members });
      expect(() => decodePatch(add, { type: GROUP_TYPE, tolerance })).toThrow(tooMany);
    });
  },
);

describe('a name that is longer than any text', () => {
  const name = 'x'.repeat(MAX_TEXT_LENGTH + 1);

  it('is refused whatever stands, before it is folded', () => {
    const tooLong = refused('value-too-long');
    expect(() => decodeUserReplacement({ userName: name }, RULES)).toThrow(tooLong);
    expect(() => decodePatch(patchOf({ op: 'replace', path: 'userName', value: name }), RULES)).toThrow(tooLong);
    expect(() => decodeGroupReplacement({ displayName: name }, RULES)).toThrow(tooLong);
    expect(decodeUserReplacement({ userName: name.slice(1) }, RULES).doubts).toHaveLength(1);
  });
});

describe('a long user', () => {
  const values = times(MAX_VALUES, (at) => ({ value: String(at).padStart(4, '0') }));
  const lists = LISTS.filter((name) => name !== 'addresses');
  const full = person(Object.fromEntries(lists.map((name) => [name, values])));

  it('may be interrupted among the values of each list', () => {
    const least = (lists.length * MAX_VALUES) / 250;
    expect(stepsOf(userSteps(full, RULES))).toBeGreaterThanOrEqual(least);
    expect(stepsOf(userReplacementSteps(full, RULES))).toBeGreaterThanOrEqual(least);
  });

  it('may be interrupted between two lists, and among values that are compared with each other', () => {
    const shorter = person(Object.fromEntries(lists.map((name) => [name, values.slice(0, 200)])));
    expect(stepsOf(userSteps(shorter, RULES))).toBeGreaterThanOrEqual(lists.length);
    // Its depth is asked, its values are read, and pairs are sought.
    const count = 10 * MAX_VALUES;
    const standing = person({ emails: times(count, (at) => ({ value: `${at}@x` })) });
    const least = count / 1_000 + count / 250 + count / 1_000;
    expect(stepsOf(userReplacementSteps(standing, RULES))).toBeGreaterThanOrEqual(least);
  });

  it('may be interrupted among values of the company’s own', () => {
    const type = customUserType([{ name: 'Floor', type: 'number', description: '' }]);
    const own = Object.fromEntries(times(1_000, (at) => [`Undefined ${at}`, 'x']));
    const rules = { type, tolerance: 'tolerant', unknownAttributes: 'keep' } as const;
    // One is behind the names, the others are among the values.
    expect(stepsOf(userSteps(person({ [CUSTOM_USER_URN]: own }), rules))).toBeGreaterThanOrEqual(1 + 1_000 / 250);
  });

  it('may be interrupted among names that one extension has in many spellings', () => {
    const spelled = (at: number): string =>
      ENTERPRISE_USER_URN.replace(/^urn:ietf/, (start) =>
        Array.from(start, (letter, bit) => ((at >> bit) & 1 ? letter.toUpperCase() : letter)).join(''),
      );
    const names = Object.fromEntries(times(900, (at) => [`x${at}`, 1]));
    const spellings = new Set(times(128, spelled));
    const body = person(Object.fromEntries([...spellings].map((urn) => [urn, names])));
    expect(stepsOf(userSteps(body, RULES))).toBeGreaterThanOrEqual(spellings.size);
  });

  it('may be interrupted while what stands beyond a bound is compared', () => {
    const emails = times(4_000, (at) => ({ display: `d${at}` }));
    const current = { userName: 'x', active: true, emails };
    const sent = decodeUserReplacement(current, RULES);
    expect(sent.doubts).toHaveLength(emails.length);
    expect(stepsOf(replacingSteps(current, sent, USER_TYPE))).toBeGreaterThanOrEqual((3 * emails.length) / 500);
  });
});
