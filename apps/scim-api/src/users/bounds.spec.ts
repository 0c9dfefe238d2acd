import { describe, expect, it } from '@jest/globals';
import { CUSTOM_USER_URN, ScimError, type UserAttributes } from '#scim';
import { assertBounds, MAX_USER_BYTES } from './bounds.js';

/** Of so many bytes as stored JSON, filled with texts of a custom attribute. */
function userOf(bytes: number, { active = true, letter = 'x' } = {}): UserAttributes {
  const user = (text: string): UserAttributes => ({ userName: 'ada', active: true, [CUSTOM_USER_URN]: { note: text } });
  const rest = bytes - Buffer.byteLength(JSON.stringify(user('')));
  const width = Buffer.byteLength(letter);
  return { ...user(letter.repeat(Math.floor(rest / width)) + 'y'.repeat(rest % width)), active };
}

const refusal = (after: UserAttributes, before: UserAttributes | null): ScimError | null => {
  try {
    assertBounds(after, before);
    return null;
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
};

describe('a user of more bytes than MAX_USER_BYTES', () => {
  it.each(['x', '漢', '"'])('is refused, and one of as many is not, whatever it is filled with: %s', (letter) => {
    expect(Buffer.byteLength(JSON.stringify(userOf(MAX_USER_BYTES)))).toBe(MAX_USER_BYTES);
    const most = letter === '"' ? MAX_USER_BYTES / 2 : MAX_USER_BYTES;
    expect(refusal(userOf(most, { letter }), null)).toBeNull();
    expect(refusal(userOf(MAX_USER_BYTES + 100, { letter }), null)).toMatchObject({
      code: 'user-too-large',
      status: 413,
    });
  });

  it('is told which attribute to shorten, and none of its values', () => {
    const message = refusal(userOf(MAX_USER_BYTES + 1), null)?.message ?? '';
    expect(message).toContain(CUSTOM_USER_URN);
    expect(message).not.toContain('xxx');
  });

  it('is written all the same where the user was as large: as it stands, disabled, and smaller', () => {
    const stored = userOf(2 * MAX_USER_BYTES);
    for (const after of [
      stored,
      userOf(2 * MAX_USER_BYTES, { active: false }),
      { ...stored, active: false },
      userOf(2 * MAX_USER_BYTES - 1),
      userOf(MAX_USER_BYTES + 1),
    ]) {
      expect(refusal(after, stored)).toBeNull();
    }
    expect(refusal(userOf(2 * MAX_USER_BYTES + 1), stored)?.code).toBe('user-too-large');
    expect(refusal({ ...stored, active: false }, { ...stored, active: false })).toBeNull();
  });
});
