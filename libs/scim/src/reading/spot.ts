import { ScimError } from '../errors/error.js';
import { isJsonArray, isJsonObject, type JsonValue } from '../json.js';
import type { Reading } from './quirks.js';

/** Where a value stands in the request, and how it is read. */
export interface Spot {
  readonly path: string;
  readonly reading: Reading;
}

export function inside(at: Spot, name: string): Spot {
  return { path: `${at.path}.${name}`, reading: at.reading };
}

/** @param whole how an attribute of an extension is written whose URN was left out */
export function unknownAttribute(path: string, name: string, whole?: string): ScimError {
  const remedy = whole === undefined ? 'remove it from the mapping' : `write ${whole}`;
  return new ScimError(
    'unknown-attribute',
    `${path}: ${shownName(name) || 'a name '}is in none of the schemas; ${remedy}.`,
    isPlain(name) ? placeOf(path, name) : null,
  );
}

/** A name that a client sent, and a space; empty for what looks like anything else, which may be a value. */
export function shownName(name: string): string {
  return isPlain(name) ? `${name} ` : '';
}

function isPlain(name: string): boolean {
  return /^[\w$:.\- ]{1,120}$/.test(name);
}

/** At the top of a resource `path` is its type, which is no part of an attribute's path. */
function placeOf(path: string, name: string): string {
  return /^[A-Z]/.test(path) ? name : `${path}.${name}`;
}

export function wrongType(at: Pick<Spot, 'path'>, expected: string, value: JsonValue): ScimError {
  return new ScimError('wrong-type', `${at.path}: expected ${expected}, got ${classOf(value)}; correct the mapping.`);
}

/** What a value is, without saying which: details are read by people who may not see it. */
function classOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return value.length === 1 ? 'an array of one value' : `an array of ${value.length} values`;
  if (isJsonObject(value)) return 'an object';
  return value === '' ? 'an empty string' : typeof value === 'string' ? 'a string' : `a ${typeof value}`;
}
