import { describe, expect, it } from '@jest/globals';
import { parseQuery } from '#service';
import { ListQuery } from './queries.js';

describe('a list of employees', () => {
  // MAX_TEXT_LENGTH and MAX_KEY_LENGTH of libs/scim.
  it.each([
    ['department', 16_384],
    ['managerId', 512],
    ['externalId', 512],
  ])('is asked for by a %s as long as scim-api takes one', (parameter, longest) => {
    const parse = (length: number): object =>
      parseQuery(ListQuery).transform({ [parameter]: 'x'.repeat(length) }, { type: 'query' });
    expect(parse(longest)).toHaveProperty(parameter);
    expect(() => parse(longest + 1)).toThrow(`The parameter ${parameter}`);
  });
});
