import { ScimError } from '../errors/error.js';

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: '(' | ')' | '[' | ']'; readonly text: string };

/** Characters of a filter, as sent; the longest that Entra sends is a URN, two values and three operators. */
export const MAX_FILTER_LENGTH = 4_096;

const TOKEN = /\s+|([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+)/y;

/** RFC 7644 §3.4.2.2, the lexical half: brackets, JSON strings, and words (names, operators, true, 12.5). */
export function tokenise(text: string): readonly Token[] {
  if (text.length > MAX_FILTER_LENGTH) {
    throw new ScimError('invalid-filter', `The filter is longer than ${MAX_FILTER_LENGTH} characters; shorten it.`);
  }
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw new ScimError('invalid-filter', `The filter has an open quote at character ${at + 1}.`);
    const [, bracket, quoted, word] = match;
    if (word !== undefined) tokens.push({ kind: 'word', text: unquoted(word, at) });
    else if (quoted !== undefined) tokens.push({ kind: 'string', text: unquote(quoted, at) });
    else if (isBracket(bracket)) tokens.push({ kind: bracket, text: bracket });
  }
  return tokens;
}

function isBracket(text: string | undefined): text is '(' | ')' | '[' | ']' {
  return text !== undefined;
}

/**
 * A word, which may hold an apostrophe, but not begin or end with a quotation mark: `'ada'` taken for a value of six
 * characters finds nobody, and the client creates the person once more.
 */
function unquoted(word: string, at: number): string {
  if (QUOTED.test(word)) throw unreadable(at, 'is quoted with other marks than "', 'write it as "…"');
  if (CONTROL.test(word)) throw unreadable(at, 'holds a control character', 'remove it');
  return word;
}

/** String literals are JSON strings (RFC 7644 §3.4.2.2, compValue). */
function unquote(quoted: string, at: number): string {
  const text = parsed(quoted);
  if (text === undefined) throw unreadable(at, 'has an escape that JSON does not know', 'write it as a JSON string');
  if (CONTROL.test(text)) throw unreadable(at, 'holds a control character', 'remove it');
  return text;
}

function parsed(quoted: string): string | undefined {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}

/** Quotation marks of any script, what stands for them on keyboards and in print, and those that were escaped once too often. */
const MARK = '(?:[\\p{Quotation_Mark}`´′-‷❛-❠ʺˮ\\\\]|%2[27]|&(?:quot|apos|[lr][sd]quo|[lr]aquo|#\\d+|#x[0-9a-f]+);)';
const UNSEEN = '\\p{Default_Ignorable_Code_Point}*';
const QUOTED = new RegExp(`^${UNSEEN}${MARK}|${MARK}${UNSEEN}$`, 'iu');
const CONTROL = /\p{Cc}/u;

function unreadable(at: number, what: string, remedy: string): ScimError {
  return new ScimError(
    'invalid-filter',
    `The filter cannot be read: the value at character ${at + 1} ${what}; ${remedy}.`,
  );
}
