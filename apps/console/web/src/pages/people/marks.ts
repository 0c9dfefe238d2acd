interface Part {
  readonly text: string;
  readonly isHit: boolean;
}

/**
 * Marks of Latin, Greek, Cyrillic, Hebrew and Arabic letters, the tatweel, and apostrophes: they need not be typed, as the directory's
 * search has it. Those of other scripts carry meaning.
 */
const LEFT_OUT = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed'’‘ʼ`]/gu;
const WORD = /[\p{L}\p{N}\p{M}'’‘ʼ`]+/gu;
/** Written without spaces: a word may begin anywhere. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+$/u;
const MOST_WORDS = 8;

function folded(text: string): string {
  const plain = text.normalize('NFD').replace(LEFT_OUT, '').normalize('NFC').toLowerCase();
  return plain.replace(OTHERWISE, (letter) => WRITTEN.get(letter) ?? letter);
}

/** Letters that no mark is taken from, as the directory's search writes them. */
const WRITTEN: ReadonlyMap<string, string> = new Map(
  'łl øo đd ðd æae œoe þth ħh ıi ςσ یي ىي کك'.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);
const OTHERWISE = new RegExp(`[${[...WRITTEN.keys()].join('')}]`, 'gu');

/** The text in parts: those that were typed are hits. What was found by another spelling has none. */
export function markedIn(text: string, q: string): readonly Part[] {
  const typed = (q.match(WORD) ?? [])
    .slice(0, MOST_WORDS)
    .map(folded)
    .filter((word) => word !== '');
  const hits = [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => hitIn(word, index, typed));
  const parts: Part[] = [];
  let at = 0;
  for (const [from, to] of hits) {
    parts.push({ text: text.slice(at, from), isHit: false }, { text: text.slice(from, to), isHit: true });
    at = to;
  }
  return [...parts, { text: text.slice(at), isHit: false }].filter((part) => part.text !== '');
}

/** The longest of what was typed that the word begins with, as its place in the text. */
function hitIn(word: string, index: number, typed: readonly string[]): readonly (readonly [number, number])[] {
  const found = typed.map((one): readonly [number, number] => {
    const from = UNSPACED.test(one) ? Math.max(0, word.indexOf(one)) : 0;
    return [from, from + lengthOfBeginning(word.slice(from), one)];
  });
  const [from, to] = found.reduce<readonly [number, number]>(
    (best, one) => (one[1] - one[0] > best[1] - best[0] ? one : best),
    [0, 0],
  );
  return to > from ? [[index + from, index + to]] : [];
}

/** How much of the word is what was typed; 0: it begins otherwise. */
function lengthOfBeginning(word: string, typed: string): number {
  let length = 0;
  for (const letter of word) {
    if (folded(word.slice(0, length)).length >= typed.length && folded(letter) !== '') break;
    length += letter.length;
  }
  return folded(word.slice(0, length)) === typed ? length : 0;
}
