import { Type, type Static } from 'typebox';
import { ERRORS, MAX_TEXT_LENGTH } from '#scim';
import { dateTime, PAGE, Problem } from '#service';
import type { ActivityFilter } from '../../activity/filter.js';
import type { StoredRequest } from '../../activity/item.js';
import { storable } from '../../activity/sought.js';

const CODES = Object.keys(ERRORS);
const ID = 'the id that an answer has in its detail and in X-Request-Id, of an operation with its index: <id>:<index>';

const FILTER = {
  requestId: Type.Optional(
    Type.String({
      pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(:\\d{1,6})?$',
      description: 'A request with its operations, or one operation: `<request>:<index>`.',
      'x-expected': ID,
    }),
  ),
  userName: Type.Optional(
    Type.String({
      minLength: 1,
      // Whoever has a longer one was refused.
      maxLength: MAX_TEXT_LENGTH,
      description: 'Of a person, in any case: also who was deleted, or was refused and never existed.',
    }),
  ),
  resourceId: Type.Optional(
    Type.String({ minLength: 1, maxLength: MAX_TEXT_LENGTH, description: 'Of a user or a group.' }),
  ),
  code: Type.Optional(
    Type.Union(
      CODES.map((code) => Type.Literal(code)),
      { description: 'Of an error; the table of errors lists them.' },
    ),
  ),
  connection: Type.Optional(
    Type.String({ format: 'uuid', description: 'The id of a connection.', 'x-expected': 'the id of a connection' }),
  ),
  from: Type.Optional(dateTime({ description: 'Begun at this time or later.' })),
  to: Type.Optional(dateTime({ description: 'Begun before this time.' })),
};

export const ActivityQuery = Type.Object({ ...FILTER, ...PAGE });
export type ActivityParameters = Static<typeof ActivityQuery>;

export const ExportQuery = Type.Object(FILTER);
export type ExportParameters = Static<typeof ExportQuery>;

const { code, connection, from, to } = FILTER;
export const GroupsQuery = Type.Object({ code, connection, from, to });
export type GroupsParameters = Static<typeof GroupsQuery>;

export const PlaceSchema = Type.Object({
  time: dateTime(),
  requestId: Type.String({ format: 'uuid' }),
  operation: Type.Integer({ minimum: -1, maximum: 1_000_000 }),
});

export function placeOf({ time, requestId, operation }: StoredRequest): Static<typeof PlaceSchema> {
  return { time: time.toISOString(), requestId, operation };
}

/** @throws Problem 400 when it begins after its end */
export function filterOf(query: ExportParameters): ActivityFilter {
  const { requestId, userName, resourceId, from: begin, to: end, connection: of, ...rest } = query;
  if (begin !== undefined && end !== undefined && Date.parse(begin) > Date.parse(end)) throw BACKWARDS;
  return {
    ...rest,
    // As they are kept: so much of a longer one.
    ...(userName === undefined ? {} : { userName: storable(userName) }),
    ...(resourceId === undefined ? {} : { resourceId: storable(resourceId) }),
    ...(requestId === undefined ? {} : { request: requestIn(requestId) }),
    ...(of === undefined ? {} : { connection: of }),
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { to: end }),
  };
}

function requestIn(text: string): { readonly id: string; readonly operation: number | null } {
  const [id = '', operation] = text.toLowerCase().split(':');
  return { id, operation: operation === undefined ? null : Number(operation) };
}

const BACKWARDS = new Problem(400, 'invalid-parameter', 'The parameter from is after to; exchange the two.', {
  parameter: 'from',
});
