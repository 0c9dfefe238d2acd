const LEAST = 2;
/** A word in these may be of one character: 王, 林, 김. */
const WORDS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Whether names are asked for by it: of one letter of an alphabet everybody would be found. */
export function isEnough(text: string): boolean {
  return text.length >= LEAST || WORDS.test(text);
}
