import type { PipeTransform } from '@nestjs/common';
import { Type, type Static, type TObject } from 'typebox';
import { MAX_TEXT_LENGTH } from '#contracts';
import { dateTime, PAGE, parseQuery, Problem } from '#service';
import type { EntryFilter, EntryOrder } from '../storage/statements/list-entries.js';
import { ENTRY_TYPES } from './entry-schema.js';

// Every id of ours is one: a name asked for here would find nothing, and say that nothing was done.
const ID = { format: 'uuid' };
const WORDS = { minLength: 1, maxLength: MAX_TEXT_LENGTH, pattern: '\\S' };
const ONE_TYPE = `(${ENTRY_TYPES.map((type) => type.replaceAll('.', '\\.')).join('|')})`;
/** JSON's numbers are exact so far. */
const MOST_SEQUENCE = Number.MAX_SAFE_INTEGER;

// The types have names of their own: Nest takes the value of a parameter's type for its class.
const FILTER = {
  actor: Type.Optional(
    Type.String({
      ...ID,
      description: 'The id of a connection or of a credential.',
      'x-expected': 'the id of a connection or of a credential (a UUID)',
    }),
  ),
  resource: Type.Optional(
    Type.String({
      ...ID,
      description: 'The id of a user, a group, a credential or a reader.',
      'x-expected': 'the id of a user or a group (a UUID); `person` finds one by name',
    }),
  ),
  person: Type.Optional(
    Type.String({
      ...WORDS,
      description:
        'The beginning of a user name, or of a name from one of its words on, in any case; also of who is gone, or was called so.',
    }),
  ),
  type: Type.Optional(
    Type.String({
      maxLength: 1_000,
      pattern: `^${ONE_TYPE}(,${ONE_TYPE})*$`,
      description: `One or several, with commas between: ${ENTRY_TYPES.join(', ')}.`,
      'x-expected': `one or several of ${ENTRY_TYPES.join(', ')}, with commas between`,
    }),
  ),
  outcome: Type.Optional(Type.Union([Type.Literal('accepted'), Type.Literal('refused')])),
  path: Type.Optional(
    Type.String({
      ...WORDS,
      description: 'What was changed: `title`, `name` (its parts, too), `department` or its whole URN. In any case.',
    }),
  ),
  value: Type.Optional(
    Type.String({
      ...WORDS,
      description: 'A value before or after, whole, or one of several; with `path` in the same change. In any case.',
    }),
  ),
  requestId: Type.Optional(
    Type.String({
      ...WORDS,
      description: 'As the answer to the request had it; of a Bulk all of its operations, or one: `<id>:<index>`.',
    }),
  ),
  from: Type.Optional(dateTime({ description: 'Decided at this time or later.' })),
  to: Type.Optional(dateTime({ description: 'Decided before this time.' })),
  after: Type.Optional(
    // As a text: a number with a fraction would be rounded.
    Type.String({
      pattern: '^\\d{1,15}$',
      description:
        'Those alone whose `sequence` is higher, in the order in which they came, whenever they were decided; 0 begins with the ' +
        'first. Ask again with the last `sequence` that you have: none is missed.',
      'x-expected': '`sequence` of the last entry that you have, or 0',
    }),
  ),
};

export const EntryQuery = Type.Object({
  ...FILTER,
  order: Type.Optional(
    Type.Union([Type.Literal('newest'), Type.Literal('oldest')], {
      description: 'By the time of the decision; `newest` unless told. Not with `after`.',
    }),
  ),
  ...PAGE,
});
export type EntryParameters = Static<typeof EntryQuery>;

export const ExportQuery = Type.Object(FILTER);
export type ExportParameters = Static<typeof ExportQuery>;

export const Place = Type.Object({ time: dateTime(), id: Type.String({ format: 'uuid' }) });
export const ArrivalPlace = Type.Object({
  sequence: Type.Integer({ minimum: 0, maximum: MOST_SEQUENCE }),
  id: Type.String({ format: 'uuid' }),
});

/** As `parseQuery`; `type` may come several times, and what cannot be asked together is refused. */
export function parseEntryQuery<Schema extends TObject>(schema: Schema): PipeTransform<unknown, Static<Schema>> {
  const parse = parseQuery(schema);
  return {
    transform(query, metadata) {
      const given: Record<string, unknown> = { ...(typeof query === 'object' ? query : {}) };
      if (Array.isArray(given.type)) given.type = given.type.join(',');
      const parsed = parse.transform(given, metadata);
      refuseTogether(parsed as EntryParameters);
      return parsed;
    },
  };
}

function refuseTogether({ from, to, after, order }: EntryParameters): void {
  if (from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to))
    throw refused('from', 'The parameter from is after to; exchange them.');
  if (after !== undefined && order !== undefined)
    throw refused('order', 'With after, entries come in the order of arrival; leave order out.');
}

function refused(parameter: string, detail: string): Problem {
  return new Problem(400, 'invalid-parameter', detail, { parameter });
}

export function orderOf({ after, order = 'newest' }: EntryParameters): EntryOrder {
  return after === undefined ? order : 'arrival';
}

export function filterOf(query: ExportParameters): EntryFilter {
  const { actor, resource, type, person, outcome, path, value, requestId, from, to, after } = query;
  const asked = {
    actor,
    resource,
    types: type?.split(','),
    person,
    outcome,
    path,
    value,
    requestId: requestId?.toLowerCase(),
    from,
    to,
    after: after === undefined ? undefined : Number(after),
  };
  return Object.fromEntries(Object.entries(asked).filter(([, given]) => given !== undefined));
}
