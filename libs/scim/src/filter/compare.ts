import { withZone } from '../date-time.js';
import { ScimError } from '../errors/error.js';
import { accommodate, excuse, parseBoolean, parseDecimal, parseNumber, type Reading } from '../reading/quirks.js';
import { isStorable } from '../reading/scalar.js';
import type { Attribute } from '../schema/attribute.js';
import { findSub, leafOf, subRef, type AttributeRef } from '../schema/lookup.js';
import type { Token } from './tokenise.js';
import type { Comparison, Filter, Literal } from './tree.js';

/** `path operator literal`, with the literal in the attribute's type; refuses what RFC 7644 §3.4.2.2 gives no meaning. */
export function comparison(path: AttributeRef, operator: Comparison, { token, reading }: Sent): Filter {
  const compared = comparable(path);
  const leaf = leafOf(compared);
  const value = readLiteral(leaf, token, reading);
  if (value === null && operator !== 'eq' && operator !== 'ne') throw refuse(path, 'null knows only eq and ne');
  if (value !== null && !OPERATORS[kindOf(leaf)].includes(operator)) {
    throw refuse(path, `${operator} is not defined for the type ${leaf.type}`);
  }
  return { kind: 'compare', path: compared, operator, value };
}

interface Sent {
  readonly token: Token;
  readonly reading: Reading;
}

/** `emails eq "x"` and `manager eq "x"` compare the value (RFC 7643 §2.4); other complex attributes only know pr. */
function comparable(path: AttributeRef): AttributeRef {
  if (leafOf(path).type !== 'complex') return path;
  const value = findSub(path.attribute, 'value');
  if (value === undefined) throw refuse(path, 'it is complex; compare one of its sub-attributes');
  return subRef(path, value);
}

type Kind = 'text' | 'ordered' | 'equal';

const EQUALITY: readonly Comparison[] = ['eq', 'ne'];
const ORDER: readonly Comparison[] = [...EQUALITY, 'gt', 'ge', 'lt', 'le'];
const OPERATORS: Readonly<Record<Kind, readonly Comparison[]>> = {
  text: [...ORDER, 'co', 'sw', 'ew'],
  ordered: ORDER,
  equal: EQUALITY,
};

function kindOf({ type }: Attribute): Kind {
  if (type === 'boolean' || type === 'binary') return 'equal';
  return type === 'integer' || type === 'decimal' || type === 'dateTime' ? 'ordered' : 'text';
}

function readLiteral(leaf: Attribute, token: Token, reading: Reading): Literal {
  if (token.kind === 'string') return typed(leaf, token.text, reading);
  if (token.kind !== 'word') throw refuse(null, 'a value is missing after an operator');
  const word = token.text.toLowerCase();
  if (word === 'null') return null;
  const literal = parseBoolean(word) ?? parseNumber(word);
  if (leaf.type === 'boolean' && typeof literal === 'boolean') return literal;
  if ((leaf.type === 'integer' || leaf.type === 'decimal') && typeof literal === 'number') return literal;
  if (excuse(reading, 'unquoted-filter-value')) return typed(leaf, token.text, reading);
  throw refuse(null, 'a value is not quoted; write it as a JSON string');
}

function typed(leaf: Attribute, text: string, reading: Reading): Literal {
  if (!isStorable(text)) throw refuse(null, 'a value holds half a surrogate pair');
  if (leaf.type === 'boolean') return coerce(leaf, reading, () => parseBoolean(text));
  if (leaf.type === 'integer' || leaf.type === 'decimal') return coerce(leaf, reading, () => parseDecimal(text));
  if (leaf.type === 'dateTime') return dateTime(text);
  return text;
}

function dateTime(text: string): string {
  const zoned = withZone(text);
  if (zoned === undefined) throw refuse(null, 'a value is no dateTime of a day that exists');
  return zoned;
}

function coerce(leaf: Attribute, reading: Reading, parse: () => Literal | undefined): Literal {
  const value = accommodate(reading, 'literal-type', parse);
  if (value === undefined) throw refuse(null, `a value is not of the type ${leaf.type}`);
  return value;
}

function refuse(path: AttributeRef | null, reason: string): ScimError {
  return new ScimError(
    'invalid-filter',
    `The filter cannot be used: ${path === null ? '' : `${path.key}: `}${reason}.`,
  );
}
