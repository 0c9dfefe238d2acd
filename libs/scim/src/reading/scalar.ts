import { withZone } from '../date-time.js';
import { ScimError } from '../errors/error.js';
import type { JsonValue } from '../json.js';
import { foldCase, nameProblem } from '../normalise.js';
import { booleanFromString, midnightOf, numberFromString } from './quirks.js';
import { MAX_TEXT_LENGTH, type Attribute } from '../schema/attribute.js';
import { wrongType, type Spot } from './spot.js';
import { doubt } from './standing.js';

/** RFC 7643 §2.3: a value of a simple attribute, kept exactly as it was sent but for its type. */
export function readScalar(attribute: Attribute, value: JsonValue, at: Spot): JsonValue {
  switch (attribute.type) {
    case 'boolean':
      return readBoolean(value, at);
    case 'integer':
    case 'decimal':
      return readNumber(attribute, value, at);
    case 'dateTime':
      return readDateTime(attribute, value, at);
    case 'binary':
      return readPattern(attribute, value, { ...at, isValid: isBase64, expected: 'base64' });
    default:
      return readText(attribute, value, at);
  }
}

function readBoolean(value: JsonValue, at: Spot): boolean {
  const read = typeof value === 'boolean' ? value : booleanFromString(value, at.reading);
  if (read === undefined) throw wrongType(at, 'true or false', value);
  return read;
}

function readNumber(attribute: Attribute, value: JsonValue, at: Spot): number {
  const read = typeof value === 'number' ? value : numberFromString(value, at.reading);
  const isValid = attribute.type === 'integer' ? Number.isSafeInteger(read) : Number.isFinite(read);
  if (read === undefined || !isValid) throw wrongType(at, `a number of type ${attribute.type}`, value);
  return read;
}

function readDateTime(attribute: Attribute, value: JsonValue, at: Spot): string {
  const text = readText(attribute, midnightOf(value, at.reading) ?? value, at);
  const zoned = withZone(text);
  if (zoned !== undefined) return zoned;
  doubt(text, wrongType(at, 'a dateTime of a day that exists, such as 2026-01-31T08:00:00Z', value), at);
  return text;
}

function readPattern(attribute: Attribute, value: JsonValue, at: Spot & Pattern): string {
  const text = readText(attribute, value, at);
  if (!at.isValid(text)) throw wrongType(at, at.expected, value);
  return text;
}

interface Pattern {
  readonly isValid: (text: string) => boolean;
  readonly expected: string;
}

function readText(attribute: Attribute, value: JsonValue, at: Spot): string {
  if (typeof value !== 'string') throw wrongType(at, 'a string', value);
  if (!isStorable(value)) {
    throw new ScimError('unstorable-text', `${at.path}: the text holds U+0000 or half a surrogate pair; remove it.`);
  }
  const isName = attribute.uniqueness !== 'none';
  // No name of any release is as long: it is refused before it is looked at, and folded for the lock on it.
  if (isName && value.length > MAX_TEXT_LENGTH) throw tooLong(attribute, at);
  const problem = isName ? nameProblem(value) : null;
  if (problem !== null) doubt(value, new ScimError('unfit-name', `${at.path}: ${problem}.`), at);
  // What is unique is indexed in its normalised form, which may be longer: U+FDFA becomes 18 characters.
  const length = isName ? Math.max(value.length, foldCase(value).length) : value.length;
  if (length > attribute.maxLength) doubt(value, tooLong(attribute, at), at);
  return value;
}

function tooLong({ maxLength }: Attribute, { path }: Spot): ScimError {
  return new ScimError('value-too-long', `${path}: longer than ${maxLength} characters; shorten it.`);
}

/** PostgreSQL stores neither U+0000 nor half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
