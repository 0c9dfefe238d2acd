import type { PipeTransform } from '@nestjs/common';
import { Type, type Static, type TInteger, type TObject, type TOptional, type TString } from 'typebox';
import { Convert, Default, Errors } from 'typebox/value';
import { explain } from './explain.js';
import { idsAsStored } from './ids-as-stored.js';
import { Problem } from './problem.js';

export const MAX_PAGE = 200;

/** What every list takes: `Type.Object({ ...PAGE, active: … })`. */
export const PAGE: { readonly limit: TInteger; readonly cursor: TOptional<TString> } = {
  limit: Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 1000, 'x-expected': '`next` of the page before' })),
};

/**
 * A time that PostgreSQL takes, too: TypeBox's `date-time` alone knows the year 0000, offsets up to a day, and the
 * suffixes of RFC 9557. An offset on the first day or the last would lead to a year that has no four digits in UTC.
 */
export function dateTime(options: { readonly description?: string; readonly examples?: string[] } = {}): TString {
  return Type.String({ 'x-expected': EXPECTED_TIME, ...options, format: 'date-time', pattern: DATE_TIME });
}

const EXPECTED_TIME = 'a time with its zone, such as 2026-11-24T08:00:00Z';
export const DATE_TIME =
  '^(?!0000|0001-01-01.*\\+|9999-12-31.*-\\d\\d:\\d\\d$)\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:[0-5]\\d(\\.\\d{1,9})?([Zz]|[+-](0\\d|1[0-4]):\\d{2})$';

/**
 * A pipe for `@Query()`: converts from text, fills in defaults, and refuses with a 400 that names the parameter what
 * is unknown, given twice, wrong or holds a NUL. No value is quoted: a search is for a person. Ids come as they are stored.
 */
export function parseQuery<Schema extends TObject>(schema: Schema): PipeTransform<unknown, Static<Schema>> {
  const allowed = Object.keys(schema.properties);
  return {
    transform(query) {
      const given = { ...(typeof query === 'object' ? query : {}) };
      for (const [name, value] of Object.entries(given)) {
        if (!allowed.includes(name)) throw unknownParameter(name, allowed);
        if (Array.isArray(value) && !isSeveral(schema, name))
          throw refused(name, 'is given more than once; send it once');
        // PostgreSQL's text cannot hold it: asked for one, it would answer with an error.
        if ([value].flat().some((text) => typeof text === 'string' && text.includes('\0')))
          throw refused(name, 'holds the character U+0000; remove it');
      }
      // Before `Convert`, which changes what it is given.
      const texts = notWhole(schema, given);
      const parsed: unknown = Object.assign(Convert(schema, Default(schema, given)) as object, texts);
      const errors = Errors(schema, parsed);
      if (errors.length === 0) return idsAsStored(schema, parsed as Static<Schema>); // Errors() found none for this schema.
      const { member, sentence } = explain(schema, errors);
      throw refused(member, sentence);
    },
  };
}

/** `Convert` makes 1 of `1.5` and 100 of `1e2`: what is not a whole number as it is written stays a text, and is refused. */
function notWhole({ properties }: TObject, given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const texts = Object.entries(given).filter(
    (one): one is [string, string] =>
      isOfType(properties[one[0]], 'integer') && typeof one[1] === 'string' && !WHOLE.test(one[1]),
  );
  return Object.fromEntries(texts);
}

const WHOLE = /^-?(0|[1-9]\d*)$/u;

/** True for what may be given several times: an array of its schema. */
function isSeveral({ properties }: TObject, name: string): boolean {
  return isOfType(properties[name], 'array');
}

function isOfType(schema: unknown, type: string): boolean {
  return typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === type;
}

/** What a 400 says of a parameter that the address does not take. */
export function unknownParameter(name: string, allowed: readonly string[]): Problem {
  const parameter = name.slice(0, 50);
  const there = allowed.length === 0 ? 'this address takes none' : `allowed are: ${allowed.join(', ')}`;
  const detail = `The parameter ${parameter} is unknown; ${there}.`;
  return new Problem(400, 'unknown-parameter', detail, { parameter, allowed });
}

function refused(parameter: string, why: string): Problem {
  return new Problem(400, 'invalid-parameter', `The parameter ${parameter} ${why}.`, { parameter });
}
