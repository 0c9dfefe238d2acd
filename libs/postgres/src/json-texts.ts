/**
 * JSON texts as the array that PostgreSQL reads (`text[]`), each as it is. pg escapes an element by two replacements, which copy
 * it twice; JSON has no bare control character, so its own way to quote a text is that of an array's element, in one go.
 *
 * @param texts what `JSON.stringify` has written
 */
export function jsonTexts(texts: readonly string[]): string {
  return `{${texts.map((text) => JSON.stringify(text)).join(',')}}`;
}
