import { Type, type Static } from 'typebox';
import { dateTime, PAGE } from '#service';
import { CYCLE_COUNTS, CYCLE_KINDS } from '../../activity/cycles.js';
import { DRIFT_KINDS } from '../../activity/drift.js';
import { orNull, text, time } from './activity-schema.js';

const connection = Type.Optional(
  Type.String({ format: 'uuid', description: 'The id of a connection.', 'x-expected': 'the id of a connection' }),
);

export const CyclesQuery = Type.Object({ connection, ...PAGE });
export type CyclesParameters = Static<typeof CyclesQuery>;

export const CyclePlaceSchema = Type.Object({ beganAt: dateTime(), connectionId: Type.String({ format: 'uuid' }) });
export const DriftPlaceSchema = Type.Object({ lastAt: dateTime(), key: Type.String({ maxLength: 800 }) });

const COUNTS = Object.fromEntries(CYCLE_COUNTS.map((name) => [name, Type.Integer({ minimum: 0 })]));

const CycleView = Type.Object({
  connectionId: Type.String({ format: 'uuid' }),
  beganAt: time('Of its first request.'),
  lastAt: time('Of its last request, so far.'),
  isUnderWay: Type.Boolean({ description: 'Whether more may come: then everything is so far.' }),
  kind: Type.Union(
    CYCLE_KINDS.map((kind) => Type.Literal(kind)),
    { description: 'full: four in five of the known people were seen.' },
  ),
  durationMs: Type.Integer({ minimum: 0 }),
  known: Type.Integer({ description: 'People that the tenant had when it ended, or has now.' }),
  counts: Type.Object(COUNTS, {
    description: '`people` were seen; `unchanged` were looked at or written and stayed as they were.',
  }),
  progress: orNull(
    Type.Number({ minimum: 0, maximum: 1, description: 'While it is under way: of the known people, those seen.' }),
  ),
});

export const CycleList = Type.Object({
  items: Type.Array(CycleView, { description: 'The newest first; what is under way on the first page.' }),
  next: text('The cursor of the next page; null at the end.'),
});

const DriftView = Type.Object({
  connectionId: Type.String({ format: 'uuid' }),
  kind: Type.Union(
    DRIFT_KINDS.map((kind) => Type.Literal(kind)),
    {
      description:
        'not-seen: active, and a full cycle did not ask for them. resent: written without a change, three times a week or ' +
        'more. back-and-forth: a value that was taken back. unknown-here: asked for by an id that we do not have.',
    },
  ),
  resourceId: Type.String(),
  userName: text('The name that this id had last.'),
  path: text('Of a value that went back and forth.'),
  since: time('When it was seen first.'),
  lastAt: time('When it was seen last.'),
  times: Type.Integer(),
});

export const DriftList = Type.Object({
  items: Type.Array(DriftView, { description: 'The newest first.' }),
  next: text('The cursor of the next page; null at the end.'),
  silent: Type.Array(
    Type.Object({
      connectionId: Type.String({ format: 'uuid' }),
      lastAt: time('When it was heard last.'),
      everyMs: Type.Integer({ description: 'What is usual: the median of its last ten cycles, else 40 minutes.' }),
      missed: Type.Integer({ description: 'Cycles that did not come.' }),
    }),
    { description: 'Connections that were not heard for more than three cycles.' },
  ),
});
