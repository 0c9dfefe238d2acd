import { describe, expect, it } from '@jest/globals';
import { remembered } from './remembered.js';

function counted(most: number) {
  const made: string[] = [];
  const of = remembered(
    (text) => {
      made.push(text);
      return text.toUpperCase();
    },
    { most, longest: 64 },
  );
  return { made, of };
}

describe('what is remembered', () => {
  it('is made once of each text', () => {
    const { made, of } = counted(10);
    expect(['a', 'b', 'a'].map(of)).toEqual(['A', 'B', 'A']);
    expect(made).toEqual(['a', 'b']);
  });

  it('is forgotten when as many others have come as it holds', () => {
    const { made, of } = counted(2);
    expect(['a', 'b', 'c', 'a'].map(of)).toEqual(['A', 'B', 'C', 'A']);
    expect(made).toEqual(['a', 'b', 'c', 'a']);
  });

  it('is no long text', () => {
    const { made, of } = counted(2);
    const long = 'a'.repeat(65);
    expect([of(long), of(long)]).toEqual([long.toUpperCase(), long.toUpperCase()]);
    expect(made).toEqual([long, long]);
  });
});
