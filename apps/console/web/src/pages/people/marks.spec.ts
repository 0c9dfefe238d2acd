import { describe, expect, it } from '@jest/globals';
import { markedIn } from './marks.ts';

/** With what is a hit in brackets. */
function marked(text: string, q: string): string {
  return markedIn(text, q)
    .map((part) => (part.isHit ? `[${part.text}]` : part.text))
    .join('');
}

describe('what was typed, in what was found', () => {
  it.each([
    ['Ada Lovelace', 'lo ada', '[Ada] [Lo]velace'],
    ['Ada Lovelace', 'LOVELACE', 'Ada [Lovelace]'],
    ['Zoë O’Hara-Šimůnková', 'zoe ohara simu', '[Zoë] [O’Hara]-[Šimů]nková'],
    ['Zoe\u0308 Ada', 'zoe', '[Zoe\u0308] Ada'],
    ['佐藤 美咲', '藤', '佐[藤] 美咲'],
    ['Layla الحسن', 'الح', 'Layla [الح]سن'],
    ['خالد آلبغدادي', 'البغدادي', 'خالد [آلبغدادي]'],
    ['مُحَمَّد', 'محمد', '[مُحَمَّد]'],
    ['שָׁלוֹם', 'שלו', '[שָׁלוֹ]ם'],
    ['Łukasz Æbersø', 'lukasz aeber', '[Łukasz] [Æber]sø'],
    ['Chief engineer', 'eng engineer', 'Chief [engineer]'],
  ])('%s by %s: %s', (text, q, expected) => {
    expect(marked(text, q)).toBe(expected);
  });

  it.each([
    ['Ada Lovelace', 'ace'],
    ['Ada Lovelace', 'adda'],
    ['नेहा', 'नह'],
    ['Ada', ''],
    ['Ada', '’'],
    ['Ada', 'adam'],
    ['<b>Bobby</b>', '<'],
  ])('is nowhere in %s by %s', (text, q) => {
    expect(marked(text, q)).toBe(text);
  });

  it('leaves nothing of the text out', () => {
    const text = ' <b>Bobby</b>, "Tables"  ';
    expect(
      markedIn(text, 'bob tab b')
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
