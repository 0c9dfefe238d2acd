/** Letters of a word within which a mistake is looked for. */
const LOOKED_AT = 8;
/** A shorter one is one letter from too many others. */
const LEAST_LETTERS = 5;

const ALPHABETS = [
  'abcdefghijklmnopqrstuvwxyz',
  'абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ',
  'αβγδεζηθικλμνξοπρστυφχψω',
  'אבגדהוזחטיכלמנסעפצקרשתךםןףץ',
  'ابتثجحخدذرزسشصضطظعغفقكلمنهويءةپچژگ',
  'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև',
  'აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ',
] as const;

/**
 * What somebody may have meant who made one mistake in the first letters of a word: two swapped, one missing, one too many, or a
 * wrong one (Damerau-Levenshtein 1). Each is looked up as a word and as a beginning. None of a short word, and of one that is
 * not in an alphabet of ours alone.
 */
export function typoForms(word: string): readonly string[] {
  const letters = Array.from(word);
  const alphabet = ALPHABETS.find((one) => letters.every((letter) => one.includes(letter)));
  if (letters.length < LEAST_LETTERS || alphabet === undefined) return [];
  const forms = new Set<string>();
  const most = Math.min(letters.length, LOOKED_AT);
  for (let at = 0; at < most; at += 1) {
    const [before, letter = '', after] = [letters.slice(0, at).join(''), letters[at], letters.slice(at + 1).join('')];
    forms.add(before + after);
    if (at + 1 < letters.length) forms.add(before + (letters[at + 1] ?? '') + letter + letters.slice(at + 2).join(''));
    for (const other of alphabet) {
      forms.add(before + other + after);
      forms.add(before + other + letter + after);
    }
  }
  forms.delete(word);
  // Whoever has such a beginning has the word itself: that is no mistake.
  return [...forms].filter((form) => !form.startsWith(word));
}
