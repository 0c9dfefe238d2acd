import { describe, expect, it } from '@jest/globals';
import * as contracts from '#contracts';
import * as scim from '#scim';

describe('what the projections let be asked for', () => {
  it('is as long as what is taken here', () => {
    expect([contracts.MAX_TEXT_LENGTH, contracts.MAX_KEY_LENGTH]).toEqual([scim.MAX_TEXT_LENGTH, scim.MAX_KEY_LENGTH]);
  });
});
