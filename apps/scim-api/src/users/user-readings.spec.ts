import { describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER_URN, MAX_VALUES, USER_TYPE, USER_URN } from '#scim';
import { USER_READINGS } from './user-readings.js';

const RULES = { type: USER_TYPE, tolerance: 'tolerant' } as const;
const VALUES = Array.from({ length: MAX_VALUES }, (_, at) => ({ value: String(at) }));
const BODY = {
  schemas: [USER_URN, ENTERPRISE_USER_URN],
  userName: 'ada',
  emails: VALUES,
  phoneNumbers: VALUES,
  roles: VALUES,
};

describe('a user of long lists', () => {
  it.each(['POST', 'PUT'] as const)('is read by %s in steps, between which others have the thread', (method) => {
    const steps = [...USER_READINGS[method](BODY, RULES)];
    expect(steps.length).toBeGreaterThanOrEqual((3 * MAX_VALUES) / 250);
  });
});
