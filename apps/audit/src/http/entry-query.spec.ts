import { describe, expect, it } from '@jest/globals';
import { MAX_TEXT_LENGTH } from '#contracts';
import { EntryQuery, parseEntryQuery } from './entry-query.js';

describe('a question to the log', () => {
  it.each(['person', 'value', 'path'])('takes a %s as long as scim-api takes one', (parameter) => {
    const longest = 'x'.repeat(MAX_TEXT_LENGTH);
    const parse = (given: string): unknown =>
      parseEntryQuery(EntryQuery).transform({ [parameter]: given }, { type: 'query' });
    expect(parse(longest)).toMatchObject({ [parameter]: longest });
    expect(() => parse(`${longest}x`)).toThrow(`The parameter ${parameter} is not as expected`);
  });
});
