import { UsageError } from '../session/usage-error.js';

/** A change as it is typed: what, to whom, and the values. */
export interface TypedChange {
  /** Where it stands in its list, for whoever has to mend it. */
  readonly line: number;
  readonly words: readonly string[];
}

// Double quotes keep spaces together, as a shell's do: jobTitle="Chief engineer".
const WORD = /(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g;
const QUOTED = /"((?:[^"\\]|\\.)*)"/g;

/** The lines of a list of changes; empty ones and those that begin with # say nothing. */
export function readChanges(text: string): TypedChange[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const typed = line.trim();
    if (typed === '' || typed.startsWith('#')) return [];
    if (typed.replace(WORD, '').trim() !== '') throw new UsageError(`line ${at + 1}: a quote is not closed: ${typed}`);
    return [{ line: at + 1, words: (typed.match(WORD) ?? []).map(unquoted) }];
  });
}

function unquoted(word: string): string {
  return word.replace(QUOTED, (_, inner: string) => inner.replace(/\\(.)/g, '$1'));
}
