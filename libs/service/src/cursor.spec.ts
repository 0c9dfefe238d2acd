import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from './cursor.js';

const PLACE = Type.Object({ name: Type.String(), id: Type.Integer() });

describe('a cursor', () => {
  it('gives the place back, whatever letters are in it', () => {
    const place = { name: 'Łukasz 😀 "x"', id: 7 };
    expect(encodeCursor(place)).toMatch(/^[\w-]+$/);
    expect(decodeCursor(PLACE, encodeCursor(place))).toEqual(place);
  });

  const UNKEPT = ['a\0', '\ud800'].map((name) => encodeCursor({ name, id: 7 }));
  it.each(['', 'x', '!!!', encodeCursor({ name: 1, id: 7 }), encodeCursor(null), ...UNKEPT])('refuses %j', (text) => {
    expect(() => decodeCursor(PLACE, text)).toThrow(expect.objectContaining({ code: 'invalid-cursor', status: 400 }));
  });
});
