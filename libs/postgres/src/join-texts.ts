const SEPARATOR = '\u001e';

/**
 * Texts as one parameter, for {@link joinedTexts}. pg escapes each element of an array, and PostgreSQL takes it apart a character at a
 * time; here neither is done. They are JSON, which holds the separator, a control character, only escaped; none is null or empty.
 */
export function joinTexts(texts: readonly unknown[]): string {
  return texts.join(SEPARATOR);
}

/** The array that a parameter of {@link joinTexts} is. @param at its number */
export function joinedTexts(at: number): string {
  return `string_to_array($${at}::text, chr(30))`;
}
