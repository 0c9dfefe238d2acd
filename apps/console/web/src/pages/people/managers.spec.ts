import { describe, expect, it } from '@jest/globals';
import { isManager, managerIdsOf, managerIn } from './managers.ts';

const PATH = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';
const ADA = '0198c0de-7a11-7000-8000-000000000001';
const GRACE = '0198c0de-7a11-7000-8000-000000000002';

describe('a manager in what was changed', () => {
  it.each([
    [ADA, ADA],
    [{ value: ADA, $ref: '../Users/1', displayName: 'Ada' }, ADA],
    [{ value: { value: 'ada@contoso.example' } }, 'ada@contoso.example'],
    ['', null],
    [null, null],
    [{ displayName: 'Ada' }, null],
    [{ value: 7 }, null],
  ])('is told by the value: %j', (value, id) => {
    expect(managerIn(value)).toBe(id);
  });

  it('is that of the enterprise extension alone', () => {
    expect([PATH, `${PATH}.value`, 'manager', 'urn:example:User:managerOf'].map(isManager)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is asked for once, by its id, and what is no id is not asked for', () => {
    const changes = [
      { path: PATH, before: { value: GRACE }, after: { value: ADA } },
      { path: PATH, before: { value: ADA }, after: 'ada@contoso.example' },
      { path: 'externalId', before: null, after: '0198c0de-7a11-7000-8000-000000000003' },
    ];
    expect(managerIdsOf(changes)).toEqual([ADA, GRACE]);
  });
});
