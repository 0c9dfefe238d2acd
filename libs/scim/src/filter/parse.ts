import { ScimError } from '../errors/error.js';
import { excuse, startReading, type QuirkName, type ReadingRules } from '../reading/quirks.js';
import type { AttributeRef } from '../schema/lookup.js';
import { comparison } from './compare.js';
import { elementScope, resourceScope, type Scope } from './scope.js';
import { tokenise, type Token } from './tokenise.js';
import { COMPARISONS, type Comparison, type Filter } from './tree.js';

export interface ParsedFilter {
  readonly filter: Filter;
  readonly quirks: readonly QuirkName[];
}

/** Brackets and `not` inside each other. */
export const MAX_FILTER_DEPTH = 16;

/** The whole grammar of RFC 7644 §3.4.2.2. Throws ScimError `invalid-filter`, never guesses. */
export function parseFilter(text: string, rules: ReadingRules): ParsedFilter {
  const reading = startReading(rules);
  const filter = parseInScope(text, resourceScope(rules.type, reading));
  return { filter, quirks: [...reading.applied] };
}

/** For a query over several types: what only another type has compares false (RFC 7644 §3.4.2.1). */
export function parseForeignFilter(text: string, rules: ReadingRules): ParsedFilter {
  const reading = startReading(rules);
  const filter = parseInScope(text, resourceScope(rules.type, reading, true));
  return { filter, quirks: [...reading.applied] };
}

export function parseInScope(text: string, scope: Scope): Filter {
  const cursor: Cursor = { tokens: tokenise(text), next: 0, depth: 0 };
  const filter = parseOr(cursor, scope);
  const extra = peek(cursor);
  if (extra !== undefined) throw invalid(`unexpected ${extra.kind} after the end of the filter`);
  return filter;
}

interface Cursor {
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
}

/** Precedence: brackets, not, and, or (RFC 7644 §3.4.2.2, table 5). */
function parseOr(cursor: Cursor, scope: Scope): Filter {
  const operands = [parseAnd(cursor, scope)];
  while (acceptWord(cursor, 'or')) operands.push(parseAnd(cursor, scope));
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { kind: 'or', operands };
}

function parseAnd(cursor: Cursor, scope: Scope): Filter {
  const operands = [parseOperand(cursor, scope)];
  while (acceptWord(cursor, 'and')) operands.push(parseOperand(cursor, scope));
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { kind: 'and', operands };
}

function parseOperand(cursor: Cursor, scope: Scope): Filter {
  if (peek(cursor)?.kind === '(') return parseGroup(cursor, scope, ')');
  const word = take(cursor);
  if (word?.kind !== 'word') throw invalid('an attribute name is missing');
  if (word.text.toLowerCase() === 'not' && peek(cursor)?.kind === '(') {
    return { kind: 'not', operand: parseGroup(cursor, scope, ')') };
  }
  const name = readName(cursor, word.text, scope);
  if (scope.mayBeForeign && scope.find(name) === undefined) return skipForeign(cursor);
  const path = resolve(name, scope);
  return peek(cursor)?.kind === '['
    ? parseValuePath(cursor, path, scope)
    : parseAttributeExpression(cursor, path, scope);
}

/** Of a comparison or a value path of another type only the form is read. Nothing matches it. */
function skipForeign(cursor: Cursor): Filter {
  if (peek(cursor)?.kind === '[') {
    for (let open = 0, token = take(cursor); ; token = take(cursor)) {
      if (token === undefined) throw invalid('a ] is missing');
      if (token.kind === '[') open += 1;
      if (token.kind === ']' && (open -= 1) === 0) break;
    }
    return NOTHING;
  }
  const operator = take(cursor)?.text.toLowerCase();
  if (operator === 'pr') return NOTHING;
  if (!isComparison(operator)) throw invalid('an attribute is followed by no operator');
  if (take(cursor) === undefined) throw invalid('an operator is followed by no value');
  return NOTHING;
}

/** An `or` of nothing. */
const NOTHING: Filter = { kind: 'or', operands: [] };

/** From the opening bracket to the closing one. */
function parseGroup(cursor: Cursor, scope: Scope, closing: ')' | ']'): Filter {
  take(cursor);
  cursor.depth += 1;
  if (cursor.depth > MAX_FILTER_DEPTH) throw invalid(`brackets nest deeper than ${MAX_FILTER_DEPTH}`);
  const filter = parseOr(cursor, scope);
  if (take(cursor)?.kind !== closing) throw invalid(`a ${closing} is missing`);
  cursor.depth -= 1;
  return filter;
}

function parseValuePath(cursor: Cursor, path: AttributeRef, scope: Scope): Filter {
  if (path.sub !== null || path.attribute.type !== 'complex') throw invalid(`${path.key} takes no value filter`);
  const inner = elementScope(path.attribute, scope.reading);
  const filter = parseGroup(cursor, inner, ']');
  const after = peek(cursor);
  if (after?.kind !== 'word' || !after.text.startsWith('.')) return { kind: 'valuePath', path, filter };
  // emails[type eq "work"].value eq "v": not in the RFC's grammar, but its meaning is plain.
  if (!excuse(scope.reading, 'value-path-comparison')) throw invalid('nothing may follow a value path');
  take(cursor);
  const compared = parseAttributeExpression(cursor, resolve(after.text.slice(1), inner), inner);
  return { kind: 'valuePath', path, filter: { kind: 'and', operands: [filter, compared] } };
}

function parseAttributeExpression(cursor: Cursor, path: AttributeRef, scope: Scope): Filter {
  const operator = take(cursor)?.text.toLowerCase();
  if (operator === 'pr') return { kind: 'present', path };
  if (!isComparison(operator)) throw invalid(`${path.key} is followed by no operator`);
  const literal = take(cursor);
  if (literal === undefined) throw invalid(`${path.key} ${operator} is followed by no value`);
  return comparison(path, operator, { token: literal, reading: scope.reading });
}

/** A name, with the words that belong to it: `urn:…:User:Business Unit`. */
function readName(cursor: Cursor, first: string, scope: Scope): string {
  let name = first;
  for (let word = peek(cursor); scope.mayContinue(name) && isNameWord(word); word = peek(cursor)) {
    name += ` ${word.text}`;
    take(cursor);
  }
  return name;
}

function isNameWord(token: Token | undefined): token is Token {
  if (token?.kind !== 'word') return false;
  const lower = token.text.toLowerCase();
  return lower !== 'pr' && !isComparison(lower);
}

function resolve(name: string, scope: Scope): AttributeRef {
  const found = scope.find(name);
  if (found !== undefined) return found;
  const whole = scope.wholeName(name);
  throw invalid(
    whole === undefined
      ? 'it names an attribute that is in none of the schemas'
      : `it names an attribute of an extension without its URN; write ${whole}`,
  );
}

function isComparison(text: string | undefined): text is Comparison {
  return COMPARISONS.some((operator) => operator === text);
}

function peek(cursor: Cursor): Token | undefined {
  return cursor.tokens[cursor.next];
}

function take(cursor: Cursor): Token | undefined {
  return cursor.tokens[cursor.next++];
}

function acceptWord(cursor: Cursor, word: string): boolean {
  const token = peek(cursor);
  if (token?.kind !== 'word' || token.text.toLowerCase() !== word) return false;
  cursor.next += 1;
  return true;
}

function invalid(reason: string): ScimError {
  return new ScimError('invalid-filter', `The filter cannot be read: ${reason}.`);
}
