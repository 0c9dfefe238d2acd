import { Type, type Static } from 'typebox';
import { Actor, type Envelope } from './envelope.js';

export const WriteRefusedData = Type.Object(
  {
    actor: Actor,
    method: Type.String({ description: "The request's method; an operation of a Bulk has its own." }),
    resourceType: Type.Union([Type.Literal('User'), Type.Literal('Group'), Type.Null()], {
      title: 'RefusedResourceType',
      description: 'What the write was about, where that is known.',
    }),
    resourceId: Type.Union([Type.String(), Type.Null()], {
      title: 'RefusedResourceId',
      description: 'Which one, where it exists; null for a refused creation.',
    }),
    status: Type.Integer({ minimum: 400, maximum: 499, description: 'The status that was answered.' }),
    scimType: Type.Union([Type.String(), Type.Null()], {
      title: 'ScimType',
      description: 'The keyword of RFC 7644 §3.12, if there is one.',
    }),
    reason: Type.String({
      description: "The code of the row in scim-api's table of errors; it does not depend on the request's values.",
    }),
    path: Type.Optional(
      Type.String({
        description:
          'The place in the request that was refused, in SCIM path notation: names of attributes, without the filter of a path.',
      }),
    ),
    rule: Type.Optional(
      Type.String({
        description: 'What that place may be, in a few words: names, types and bounds, nothing that was sent.',
      }),
    ),
  },
  {
    title: 'WriteRefused',
    description: 'An authenticated write that was answered 4xx. It carries no value that the client sent.',
  },
);

export const RefusalsSuppressedData = Type.Object(
  {
    connectionId: Type.String({ description: 'The connection whose refusals were counted.' }),
    from: Type.String({ format: 'date-time', description: 'Begin of the window.' }),
    to: Type.String({ format: 'date-time', description: 'End of the window.' }),
    count: Type.Integer({ minimum: 1, description: 'Refusals of the window that are not listed one by one.' }),
  },
  {
    title: 'RefusalsSuppressed',
    description: "Refusals over a connection's cap, counted instead of listed: one event per connection and window.",
  },
);

export type WriteRefused = Envelope<'rollcall.WriteRefused', Static<typeof WriteRefusedData>>;
export type RefusalsSuppressed = Envelope<'rollcall.RefusalsSuppressed', Static<typeof RefusalsSuppressedData>>;
export type ProvisioningEvent = WriteRefused | RefusalsSuppressed;
