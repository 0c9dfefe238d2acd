import { searchable } from './searchable.js';

/** Words of a search term that count; more are ignored, not refused. */
const MOST_WORDS = 8;

/**
 * A LIKE pattern per word of a search term, the longest first: it selects best. What LIKE reads as a wild card is
 * escaped, so that `%` and `_` are looked for as they are.
 */
export function likePatterns(term: string): string[] {
  return searchable(term)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS)
    .sort((one, other) => other.length - one.length)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}
