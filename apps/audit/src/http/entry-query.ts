import { Type, type Static } from 'typebox';
import type { EventType } from '#contracts';
import { dateTime, PAGE } from '#service';
import type { EntryFilter } from '../storage/statements/list-entries.js';
import { ENTRY_TYPES } from './entry-schema.js';

// Every id of ours is one: a name asked for here would find nothing, and say that nothing was done.
const ID = { format: 'uuid' };

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
      'x-expected': 'the id of a user or a group (a UUID); the directory finds it by name',
    }),
  ),
  type: Type.Optional(Type.Unsafe<EventType>(Type.Union(ENTRY_TYPES.map((type) => Type.Literal(type))))),
  outcome: Type.Optional(Type.Union([Type.Literal('accepted'), Type.Literal('refused')])),
  from: Type.Optional(dateTime({ description: 'Decided at this time or later.' })),
  to: Type.Optional(dateTime({ description: 'Decided before this time.' })),
};

export const EntryQuery = Type.Object({
  ...FILTER,
  order: Type.Union([Type.Literal('newest'), Type.Literal('oldest')], { default: 'newest' }),
  ...PAGE,
});
export type EntryParameters = Static<typeof EntryQuery>;

export const ExportQuery = Type.Object(FILTER);
export type ExportParameters = Static<typeof ExportQuery>;

export const Place = Type.Object({
  time: dateTime(),
  id: Type.String({ format: 'uuid' }),
});

export function filterOf({ actor, resource, type, outcome, from, to }: ExportParameters): EntryFilter {
  return {
    ...(actor === undefined ? {} : { actor: actor.toLowerCase() }),
    ...(resource === undefined ? {} : { resource: resource.toLowerCase() }),
    ...(type === undefined ? {} : { type }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
