import { describe, expect, it } from '@jest/globals';
import { Kept } from './kept.js';

describe('what is kept beside an object', () => {
  it('is found by what kept it alone, for each object apart', () => {
    const [names, ages] = [new Kept<object, string>(), new Kept<object, number>()];
    const [one, other] = [{}, {}];
    names.set(one, 'one');
    ages.set(other, 7);
    // Made when both are known to keep something already.
    const late = new Kept<object, string>();
    late.set(one, 'late');
    expect([names.get(one), ages.get(one), late.get(one)]).toEqual(['one', undefined, 'late']);
    expect([names.get(other), ages.get(other), late.get(other)]).toEqual([undefined, 7, undefined]);
  });

  it('is forgotten once', () => {
    const names = new Kept<object, string>();
    const one = {};
    expect(names.delete(one)).toBe(false);
    names.set(one, 'one');
    expect([names.has(one), names.delete(one), names.delete(one), names.has(one)]).toEqual([true, true, false, false]);
  });

  it('is no property that anybody lists or writes', () => {
    const one = { id: 1 };
    new Kept<object, string>().set(one, 'secret');
    expect([Object.keys(one), JSON.stringify(one)]).toEqual([['id'], '{"id":1}']);
  });
});
