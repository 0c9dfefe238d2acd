import { describe, expect, it } from '@jest/globals';
import { EntryQuery, parseEntryQuery } from './entry-query.js';

describe('a question to the log', () => {
  // MAX_TEXT_LENGTH of libs/scim.
  it.each(['person', 'value', 'path'])('takes a %s as long as scim-api takes one', (parameter) => {
    const longest = 'x'.repeat(16_384);
    const parse = (given: string): unknown =>
      parseEntryQuery(EntryQuery).transform({ [parameter]: given }, { type: 'query' });
    expect(parse(longest)).toMatchObject({ [parameter]: longest });
    expect(() => parse(`${longest}x`)).toThrow(`The parameter ${parameter} is not as expected`);
  });
});
