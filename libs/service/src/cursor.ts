import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { isKept } from './kept-text.js';
import { Problem } from './problem.js';

/** An opaque place in a list: base64url of JSON. It is no secret and no permission: a query applies its tenant itself. */
export function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');
}

/** @throws Problem 400 `invalid-cursor` when the text did not come from {@link encodeCursor} with such a place */
export function decodeCursor<Schema extends TSchema>(schema: Schema, text: string): Static<Schema> {
  const place = parse(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Check(schema, place)) {
    throw new Problem(
      400,
      'invalid-cursor',
      'The cursor is not one that this list gave out; send `next` of a page as it is, or begin without one.',
      { parameter: 'cursor' },
    );
  }
  return place;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, kept) as unknown;
  } catch {
    return undefined;
  }
}

/** PostgreSQL keeps no such text, and fails when it is asked for one: it is in no place of ours. */
function kept(_name: string, value: unknown): unknown {
  if (typeof value === 'string' && !isKept(value)) throw new RangeError('a text that is never kept');
  return value;
}
