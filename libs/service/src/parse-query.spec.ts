import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { dateTime, PAGE, parseQuery, Problem } from './index.js';

const QUERY = Type.Object({
  ...PAGE,
  active: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])),
  id: Type.Optional(Type.String({ format: 'uuid' })),
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 5 })),
  from: Type.Optional(dateTime()),
});

function detailOf(query: object, schema = QUERY): string {
  try {
    parseQuery(schema).transform(query, { type: 'query' });
  } catch (error) {
    if (error instanceof Problem && error.status === 400) return error.detail;
    throw error;
  }
  return '';
}

describe('a query that does not match', () => {
  it.each([
    [{ limit: '0' }, 'The parameter limit is not as expected; send a whole number of 1 to 200.'],
    [{ limit: 'many' }, 'The parameter limit is not as expected; send a whole number of 1 to 200.'],
    [{ limit: '1.5' }, 'The parameter limit is not as expected; send a whole number of 1 to 200.'],
    [{ limit: '1e2' }, 'The parameter limit is not as expected; send a whole number of 1 to 200.'],
    [{ limit: ' 7' }, 'The parameter limit is not as expected; send a whole number of 1 to 200.'],
    [{ cursor: 'x'.repeat(1_001) }, 'The parameter cursor is not as expected; send `next` of the page before.'],
    [{ active: 'yes' }, 'The parameter active is not as expected; send true or false.'],
    [{ id: 'kim' }, 'The parameter id is not as expected; send an id (a UUID).'],
    [{ search: '' }, 'The parameter search is not as expected; send a text of 1 to 5 characters.'],
    [
      { from: '2026-02-30T00:00:00Z' },
      'The parameter from is not as expected; send a time with its zone, such as 2026-11-24T08:00:00Z.',
    ],
    [
      { from: '2026-02-28T00:00:00' },
      'The parameter from is not as expected; send a time with its zone, such as 2026-11-24T08:00:00Z.',
    ],
    [{ limit: ['1', '2'] }, 'The parameter limit is given more than once; send it once.'],
    [{ search: 'a\0' }, 'The parameter search holds the character U+0000; remove it.'],
    [{ Limit: '1' }, 'The parameter Limit is unknown; allowed are: limit, cursor, active, id, search, from.'],
  ])('%j is told in words', (query, detail) => {
    expect(detailOf(query)).toBe(detail);
  });

  it.each(['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-00:01'])(
    'is a time that has no year of four digits in UTC: %s',
    (from) => {
      expect(detailOf({ from })).toContain('The parameter from is not as expected');
    },
  );

  it('is one where what may be given several times has one too many, or one that is wrong', () => {
    const several = Type.Object({ id: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 2 })) });
    const parse = (query: object) => parseQuery(several).transform(query, { type: 'query' });
    expect(parse({ id: 'a' })).toEqual({ id: ['a'] });
    expect(parse({ id: ['a', 'b'] })).toEqual({ id: ['a', 'b'] });
    for (const id of [
      ['a', 'b', 'c'],
      ['a', ''],
      ['a', '\0'],
    ])
      expect(() => parse({ id })).toThrow(Problem);
  });

  it('of an address that takes none is told so', () => {
    expect(detailOf({ x: '1' }, Type.Object({}) as never)).toBe('The parameter x is unknown; this address takes none.');
  });
});
