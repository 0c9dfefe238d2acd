import { createHash } from 'node:crypto';

/** Characters that a key holds as they are; with the hash at most 2,112 bytes, where a B-tree takes 2,704. */
export const INDEXED_CHARACTERS = 512;

/**
 * What stands in an index for a text of any length: the text itself, or its first characters and its SHA-256. Two texts
 * have one key only when they are equal (a key with a hash is longer than any without), and keys sort as the texts do, as
 * far as their first characters tell them apart.
 */
export function indexKey(text: string, characters: number = INDEXED_CHARACTERS): string {
  if (text.length <= characters) return text;
  const beginning = Array.from(text).slice(0, characters).join('');
  return beginning.length === text.length ? text : beginning + createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The same in SQL, for a column of a backfill. */
export function indexKeySql(column: string, characters: number = INDEXED_CHARACTERS): string {
  return `case when length(${column}) <= ${characters} then ${column}
               else left(${column}, ${characters}) || encode(sha256(convert_to(${column}, 'UTF8')), 'hex') end`;
}
