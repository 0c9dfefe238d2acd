import { describe, expect, it } from '@jest/globals';
import { applyUserPatch } from './patch/apply-user.js';
import { groupReplacementSteps } from './reading/group.js';
import { decodePatch, patchSteps } from './patch/request.js';
import { decodeUser } from './reading/user.js';
import { MAX_SCHEMAS } from './reading/schemas.js';
import { USER_TYPE } from './schema/user.js';
import { PATCH_OP_URN, USER_URN } from './urn.js';

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
    const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
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
