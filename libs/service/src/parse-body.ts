import type { PipeTransform } from '@nestjs/common';
import type { Static, TObject } from 'typebox';
import { Compile } from 'typebox/compile';
import { explain } from './explain.js';
import { idsAsStored } from './ids-as-stored.js';
import { isKept } from './kept-text.js';
import { Problem } from './problem.js';

/** A pipe for `@Body()`: a 400 names the first member that does not match `schema`, says what to send, and quotes no value. */
export function parseBody<Schema extends TObject>(schema: Schema): PipeTransform<unknown, Static<Schema>> {
  const validator = Compile(schema);
  return {
    transform(body) {
      const unkept = unkeptIn(body, []);
      if (unkept !== undefined) throw refused(unkept.join('.'), 'holds U+0000 or half a surrogate pair; remove it');
      if (validator.Check(body)) return idsAsStored(schema, body);
      const { member, sentence } = explain(schema, validator.Errors(body));
      throw refused(member, sentence);
    },
  };
}

/** The same where there need be none: then none of its members is there. */
export function parseBodyIfAny<Schema extends TObject>(schema: Schema): PipeTransform<unknown, Static<Schema>> {
  const pipe = parseBody(schema);
  return { transform: (body, metadata) => pipe.transform(body ?? {}, metadata) };
}

function refused(member: string, sentence: string): Problem {
  const where = member === '' ? 'The body' : `${member.slice(0, 100)}:`;
  return new Problem(400, 'invalid-body', `${where} ${sentence}.`, { member: member || 'body' });
}

/** Where a text stands that PostgreSQL would not keep as it is: what is answered is what is kept. */
function unkeptIn(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') return isKept(value) ? undefined : path;
  if (typeof value !== 'object' || value === null || path.length > MOST_LEVELS) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = isKept(name) ? unkeptIn(inner, [...path, name]) : path;
    if (found !== undefined) return found;
  }
  return undefined;
}

// No body of ours is deeper; what is has no match in its schema.
const MOST_LEVELS = 5;
