import { describe, expect, it } from '@jest/globals';
import { asValue, linesOf } from './value.ts';

describe('a value of an attribute', () => {
  it.each([
    ['Ada', ['Ada']],
    [true, ['true']],
    [42, ['42']],
    [null, []],
    [undefined, []],
    [[], []],
    [{}, []],
    [{ value: '0198' }, ['0198']],
    [{ value: '0198', $ref: '../Users/0198', displayName: 'Ada Lovelace' }, ['Ada Lovelace (0198)']],
    [{ givenName: 'Ada', familyName: 'Lovelace', middleName: null }, ['givenName: Ada', 'familyName: Lovelace']],
    [{ department: 'R&D', manager: { value: '0198' } }, ['department: R&D', 'manager: 0198']],
    [
      [
        { value: 'ada@contoso.example', type: 'work', primary: true },
        { value: 'a@home.example', type: 'home', primary: false },
      ],
      ['ada@contoso.example (work, primary)', 'a@home.example (home)'],
    ],
    [
      [{ type: 'work', streetAddress: '1 Main St', locality: 'Berlin' }],
      ['type: work, streetAddress: 1 Main St, locality: Berlin'],
    ],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [[null], ['–']],
  ])('is lines that people read: %j', (value, lines) => {
    expect(linesOf(value)).toEqual(lines);
  });

  it('is no JSON, however deep it is', () => {
    const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } };
    expect(linesOf(deep).join()).not.toMatch(/[{}[\]"]/);
    expect(linesOf([[[[[[[1]]]]]]]).join()).not.toMatch(/[{}[\]"]/);
  });

  it('is one line where there is room for one, and cut where nobody reads more', () => {
    expect(asValue([{ value: 'x', type: 'work' }, { value: 'y' }])).toBe('x (work), y');
    expect(asValue(null)).toBe('–');
    expect(asValue('x'.repeat(3_000))).toHaveLength(2_001);
  });
});
