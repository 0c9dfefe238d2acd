import { describe, expect, it } from '@jest/globals';
import {
  customUserType,
  decodeGroup,
  decodeGroupReplacement,
  decodeUser,
  nameInReplacement,
  replaceGroupAttributes,
  replaceUser,
  type UserAttributes,
} from './index.js';
import { MAX_KEY_LENGTH, MAX_TEXT_LENGTH } from './schema/attribute.js';
import { CUSTOM_USER_URN, ENTERPRISE_USER_URN } from './urn.js';

const DAY = '2026-02-30T00:00:00Z';
const LONG = 'x'.repeat(MAX_TEXT_LENGTH + 1);
const rules = {
  type: customUserType([{ name: 'Start Date', type: 'date', description: '' }]),
  tolerance: 'tolerant',
} as const;

/** From versions that took it. */
const STANDING: UserAttributes = {
  userName: '\u3164',
  active: true,
  title: LONG,
  emails: [{ value: LONG, type: 'work' }, { value: 'a@b.example' }],
  [ENTERPRISE_USER_URN]: { department: LONG, manager: { value: LONG } },
  [CUSTOM_USER_URN]: { 'Start Date': DAY },
};

describe('a PUT over what no bound would let in today', () => {
  it('may send it again, and with it what makes it smaller or disables the person', () => {
    expect(nameInReplacement(STANDING, rules)).toBe(STANDING.userName);
    expect(replaceUser(STANDING, { ...STANDING, active: false }, rules).attributes).toEqual({
      ...STANDING,
      active: false,
    });
    const fewer = { ...STANDING, emails: STANDING.emails?.slice(0, 1), title: 'x' };
    expect(replaceUser(STANDING, fewer, rules).attributes).toEqual(fewer);
  });

  it.each([
    [{ userName: '\u2800' }, 'unfit-name'],
    [{ title: `${LONG}y` }, 'value-too-long'],
    [{ displayName: LONG }, 'value-too-long'],
    [{ userName: LONG }, 'value-too-long'],
    [{ emails: [{ value: 'a@b.example', display: LONG }] }, 'value-too-long'],
    [{ [CUSTOM_USER_URN]: { 'Start Date': '2026-02-31T00:00:00Z' } }, 'wrong-type'],
  ])('sets nothing else beyond a bound, and not in another place: %#', (part, code) => {
    expect(() => replaceUser(STANDING, { ...STANDING, ...part }, rules)).toThrow(expect.objectContaining({ code }));
  });

  it('of a group may send its name again, and no other that shows nothing', () => {
    const standing = { displayName: '   ', externalId: 'x'.repeat(MAX_KEY_LENGTH + 1) };
    const read = (displayName: string) =>
      decodeGroupReplacement({ ...standing, displayName }, { tolerance: 'tolerant' });
    expect(replaceGroupAttributes(standing, read('   ').attributes)).toEqual(standing);
    const other = read('\u2800').attributes;
    expect(() => replaceGroupAttributes(standing, other)).toThrow(expect.objectContaining({ code: 'unfit-name' }));
  });

  it('is no POST, of which nothing stands', () => {
    expect(() => decodeUser(STANDING, rules)).toThrow(expect.objectContaining({ code: 'unfit-name' }));
    expect(() => decodeGroup({ displayName: '   ' }, rules)).toThrow(expect.objectContaining({ code: 'unfit-name' }));
  });
});
