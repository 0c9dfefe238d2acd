import { ScimError } from '../error.js';

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
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (quoted !== undefined) tokens.push({ kind: 'string', text: unquote(quoted, at) });
    else if (isBracket(bracket)) tokens.push({ kind: bracket, text: bracket });
  }
  return tokens;
}

function isBracket(text: string | undefined): text is '(' | ')' | '[' | ']' {
  return text !== undefined;
}

/** String literals are JSON strings (RFC 7644 §3.4.2.2, compValue). */
function unquote(quoted: string, at: number): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new ScimError('invalid-filter', `The string at character ${at + 1} has an escape that JSON does not know.`);
  }
}
