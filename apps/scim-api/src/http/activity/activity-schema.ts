import { Type, type TNull, type TSchema, type TString, type TUnion } from 'typebox';
import { OUTCOMES } from '../../activity/line.js';

export function orNull<Schema extends TSchema>(schema: Schema): TUnion<[Schema, TNull]> {
  return Type.Union([schema, Type.Null()]);
}

export function text(description: string): TUnion<[TString, TNull]> {
  return orNull(Type.String({ description }));
}

export function time(description: string): TString {
  return Type.String({ format: 'date-time', description });
}

/** A request as the API shows it. */
export const ItemView = Type.Object({
  requestId: Type.String({ description: 'Of an operation of a bulk `<request>:<index>`.' }),
  time: time('When it began.'),
  connectionId: Type.String({ format: 'uuid' }),
  credentialId: orNull(Type.String({ format: 'uuid' })),
  method: text('null of a change that was filled in.'),
  path: Type.String({ description: 'Without its query.' }),
  status: Type.Integer(),
  ms: orNull(Type.Number({ description: 'null of an operation, and of what was filled in.' })),
  outcome: Type.Union(OUTCOMES.map((outcome) => Type.Literal(outcome))),
  code: text('Of the error; null: there was none.'),
  place: text('Of the error: where in the message, by the names of its attributes.'),
  remedy: text('What an administrator does about the error.'),
  resourceType: text('`User` or `Group`.'),
  resourceId: text('Whom it was about, sought or found.'),
  userName: text('Whom it sought or meant; of a request by an id, the name that this id had last.'),
  externalId: text('Sought or meant.'),
  matched: orNull(Type.Integer({ description: 'Resources that a list showed.' })),
  changed: Type.Array(Type.String(), { description: 'Paths that changed; the audit entry has their values.' }),
  followed: orNull(
    Type.Object({
      eventId: Type.String({ format: 'uuid' }),
      topic: Type.String(),
      partition: orNull(
        Type.Integer({
          description:
            'null: not published yet, or longer ago than the outbox keeps events; the audit entry has it, in `kafka`.',
        }),
      ),
      offset: text('Likewise.'),
      auditEntry: Type.String({ description: 'Its id in the audit log.' }),
      audit: Type.String({ description: '`/entries/{id}` of the audit log’s API, once the event has come there.' }),
      version: orNull(Type.Integer({ description: 'Of the resource; null of a refusal.' })),
    }),
  ),
});

const GapView = Type.Object({
  from: time('From here'),
  to: time('to here requests are missing.'),
  dropped: orNull(
    Type.Integer({
      description: 'How many; null: a process was killed. Of its time reads, no-ops and 5xx may be missing.',
    }),
  ),
});

export const ActivityPage = Type.Object({
  items: Type.Array(ItemView),
  next: text('The cursor of the next page; null at the end.'),
  gaps: Type.Array(GapView, { description: 'In the time that was asked for, the newest first, at most 100.' }),
  since: orNull(time('Nothing before is kept; null: there is nothing.')),
});

export const RequestView = Type.Object({
  item: ItemView,
  operations: Type.Array(ItemView, { description: 'Of a bulk, by their index.' }),
  values: orNull(
    Type.Array(Type.Object({ path: Type.String(), before: Type.Unknown(), after: Type.Unknown() }), {
      description: 'What the item changed; null: nothing, or its event is no longer at hand: the audit entry has it.',
    }),
  ),
});

const GroupView = Type.Object({
  code: Type.String(),
  place: text('Where in the message.'),
  remedy: text('What an administrator does about it.'),
  count: Type.Integer({ description: 'Requests and operations.' }),
  people: Type.Integer({ description: 'Names and ids that they were about.' }),
  since: time('The first of them.'),
  last: time('The last of them.'),
  mended: orNull(
    Type.Object({
      at: time('When the last of these people’s next write of the place was accepted.'),
      version: orNull(Type.Integer({ description: 'Of the resource, by that write.' })),
    }),
  ),
});
export const GroupList = Type.Object({ items: Type.Array(GroupView, { description: 'The most frequent first, 50.' }) });
