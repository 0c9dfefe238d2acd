import type { PipeTransform } from '@nestjs/common';
import { Type, type Static, type TInteger, type TObject, type TOptional, type TString } from 'typebox';
import { Convert, Default, Errors } from 'typebox/value';
import { Problem } from './problem.js';

export const MAX_PAGE = 200;

/** What every list takes: `Type.Object({ ...PAGE, active: … })`. */
export const PAGE: { readonly limit: TInteger; readonly cursor: TOptional<TString> } = {
  limit: Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
};

/**
 * A time that PostgreSQL takes, too: TypeBox's `date-time` alone knows the year 0000, offsets up to a day, and the
 * suffixes of RFC 9557.
 */
export function dateTime(options: { readonly description?: string; readonly examples?: string[] } = {}): TString {
  return Type.String({ ...options, format: 'date-time', pattern: DATE_TIME });
}

const DATE_TIME =
  '^(?!0000)\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:[0-5]\\d(\\.\\d{1,9})?([Zz]|[+-](0\\d|1[0-4]):\\d{2})$';

/**
 * A pipe for `@Query()`: converts from text, fills in defaults, and refuses with a 400 that names the parameter what
 * is unknown, given twice, wrong or holds a NUL. No value is quoted: a search is for a person.
 */
export function parseQuery<Schema extends TObject>(schema: Schema): PipeTransform<unknown, Static<Schema>> {
  const allowed = Object.keys(schema.properties);
  return {
    transform(query) {
      const given = { ...(typeof query === 'object' ? query : {}) };
      for (const [name, value] of Object.entries(given)) {
        if (!allowed.includes(name)) throw unknownParameter(name, allowed);
        if (Array.isArray(value)) throw refused(name, 'is given more than once');
        // PostgreSQL's text cannot hold it: asked for one, it would answer with an error.
        if (typeof value === 'string' && value.includes('\0')) throw refused(name, 'holds the character U+0000');
      }
      const parsed: unknown = Convert(schema, Default(schema, given));
      const [error] = Errors(schema, parsed);
      if (error === undefined) return parsed as Static<Schema>; // Errors() found none for this schema.
      if (error.keyword === 'required') throw refused(error.params.requiredProperties[0] ?? '', 'is missing');
      throw refused(error.instancePath.split('/')[1] ?? '', error.message);
    },
  };
}

function unknownParameter(name: string, allowed: readonly string[]): Problem {
  const parameter = name.slice(0, 50);
  const detail = `The parameter ${parameter} is unknown; allowed are: ${allowed.join(', ')}.`;
  return new Problem(400, 'unknown-parameter', detail, { parameter, allowed });
}

function refused(parameter: string, why: string): Problem {
  return new Problem(400, 'invalid-parameter', `The parameter ${parameter} ${why}.`, { parameter });
}
