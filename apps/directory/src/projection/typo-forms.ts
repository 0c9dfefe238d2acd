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
 * wrong one (Damerau-Levenshtein 1), in order, as bytes compare. Each is looked up as a word and as a beginning, so that of two forms
 * of which one begins the other that one is enough. None of a short word, and of one that is not in an alphabet of ours alone.
 */
export function typoForms(word: string): readonly string[] {
  const letters = Array.from(word);
  const alphabet = ALPHABETS.find((one) => letters.every((letter) => one.includes(letter)));
  if (letters.length < LEAST_LETTERS || alphabet === undefined) return [];
  const forms = new Set<string>();
  const most = Math.min(letters.length, LOOKED_AT);
  for (let at = 0; at < most; at += 1) for (const form of formsAt(letters, at, alphabet)) forms.add(form);
  // Whoever has a beginning that begins with the word has the word itself: that is no mistake.
  return outermost([...forms].filter((form) => !form.startsWith(word)));
}

function* formsAt(letters: readonly string[], at: number, alphabet: string): Generator<string> {
  const [before, letter = '', next] = [letters.slice(0, at).join(''), letters[at], letters[at + 1]];
  const after = letters.slice(at + 1).join('');
  yield before + after;
  if (next !== undefined) yield before + next + letter + letters.slice(at + 2).join('');
  for (const other of alphabet) {
    yield before + other + after;
    yield before + other + letter + after;
  }
}

/** No letter of ours is outside the plane in which JavaScript compares as bytes do. */
function outermost(forms: readonly string[]): string[] {
  const kept: string[] = [];
  for (const form of [...forms].sort()) if (kept.length === 0 || !form.startsWith(kept.at(-1) ?? '')) kept.push(form);
  return kept;
}
