import { describe, expect, it } from '@jest/globals';
import { Cursors, type CursorKeys } from './cursors.js';

const [OLD, NEW] = ['AAAAAAAAAAA', 'BBBBBBBBBBB'];
const SECRETS: Readonly<Record<string, string>> = { [OLD]: 'the old key', [NEW]: 'the new key' };
const QUESTION = { tenantId: 't', connectionId: 'c', text: 'GET /Users' };
const PLACE = { key: null, id: '0198c0de-0000-7000-8000-0000000000a1' };

/** @param opens tags that open cursors; `ours` are all that there were */
function keys(seals: string, opens: readonly string[] = [OLD, NEW], ours: readonly string[] = [OLD, NEW]): CursorKeys {
  return {
    cursorKey: { tag: seals, secret: SECRETS[seals] ?? '' },
    cursorSecret: (tag) => (opens.includes(tag) ? SECRETS[tag] : ours.includes(tag) ? null : undefined),
  };
}

describe('a cursor', () => {
  const given = new Cursors(keys(OLD)).seal(PLACE, QUESTION);

  it('goes on when its key was rotated', () => {
    expect(new Cursors(keys(NEW)).open(given, QUESTION)).toEqual(PLACE);
  });

  it('has expired when its key was withdrawn, or was rotated an hour ago', () => {
    expect(() => new Cursors(keys(NEW, [NEW])).open(given, QUESTION)).toThrow(
      expect.objectContaining({ code: 'expired-cursor' }),
    );
  });

  it('of the release before, which put no tag, goes on under the same key', () => {
    expect(new Cursors(keys(OLD)).open(given.slice(OLD.length), QUESTION)).toEqual(PLACE);
  });

  it.each([
    ['of no key of ours', `CCCCCCCCCCC${given.slice(OLD.length)}`],
    ['under the tag of another key', NEW + given.slice(OLD.length)],
    ['that is cut', given.slice(0, -2)],
    ['that is a tag alone', OLD],
    ['that is empty', ''],
  ])('%s is none', (_what, cursor) => {
    expect(() => new Cursors(keys(NEW)).open(cursor, QUESTION)).toThrow(
      expect.objectContaining({ code: 'invalid-cursor' }),
    );
  });
});
