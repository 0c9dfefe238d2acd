import { describe, expect, it } from '@jest/globals';
import { parkedAsk } from './parked-words.js';

const ask = (...words: readonly string[]) => parkedAsk(words, () => 'kim');

describe('the words after `parked`', () => {
  it.each([
    [['list'], { verb: 'list', isJson: false, all: false }],
    [['list', '--all', '--json'], { verb: 'list', isJson: true, all: true }],
    [['show', '7'], { verb: 'show', target: '7', isJson: false, withData: false }],
    [['show', 'rollcall.users.v1/3/12', '--data'], { verb: 'show', target: 'rollcall.users.v1/3/12', withData: true }],
    [['release', '7', '--why', 'x', '--json'], { verb: 'release', target: '7', isJson: true, why: 'x', who: 'kim' }],
    [['discard', '7', '--why', ' gone '], { verb: 'discard', target: '7', why: 'gone', who: 'kim' }],
    [['discard', '7', '--why', 'x', '--who', 'lee'], { verb: 'discard', why: 'x', who: 'lee' }],
  ])('%j are understood', (words, expected) => {
    expect(ask(...words)).toMatchObject(expected);
  });

  it.each([[['help']], [['--help']], [['list', '-h']]])('%j ask for help', (words) => {
    expect(ask(...words)).toBeNull();
  });

  it.each([
    [[], /list, show, release or discard/],
    [['drop'], /parked drop: list, show/],
    [['list', '7'], /list takes no event/],
    [['release'], /name an id of the list/],
    [['release', 'x; drop table'], /name an id of the list/],
    [['release', '1', '2'], /one event at a time/],
    [['release', '1'], /^release: --why "…" is missing/],
    [['show', '1', '--why', 'x'], /--why says nothing here/],
    [['list', '--data'], /--data says nothing here/],
    [['discard', '7'], /--why "…" is missing/],
    [['discard', '7', '--why', '  '], /--why "…" is missing/],
    [['discard', '7', '--why', 'x'.repeat(1_001)], /at most 1000 characters/],
    [['discard', '7', '--why', 'x', '--who', ''], /--who "…" is missing/],
    [['list', '--nonsense'], /nonsense/],
  ])('%j are refused in one line', (words, message) => {
    expect(() => ask(...words)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(message) }),
    );
    expect(() => ask(...words)).toThrow(/^[^\n]+$/);
  });
});
