import { Type, type Static } from 'typebox';
import { EVENTS, type EventType } from '#contracts';
import type { NamedEntry } from '../ledger/entry.js';

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

const NAME = Type.Optional(
  Type.String({ description: 'What it is called now, or was called last; absent where that is not known.' }),
);

/** An entry as the API shows it. */
export const EntryView = Type.Object({
  id: Type.String({ format: 'uuid' }),
  sequence: Type.Integer({
    description: 'In which order it came, for `after`; 0 of what was there before entries were numbered.',
  }),
  time: Type.String({ format: 'date-time', description: 'When it was decided.' }),
  type: Type.String({ description: "The event's type." }),
  outcome: Type.Union([Type.Literal('accepted'), Type.Literal('refused')]),
  actor: Type.Object({
    connectionId: orNull(Type.String({ description: 'null where an operator acted.' })),
    connectionName: NAME,
    credentialId: orNull(Type.String()),
    credentialName: NAME,
    operator: Type.Optional(
      Type.String({
        description: 'Of an act: the name that was given, else who acted: `operator`, `name-server` or `mailbox`.',
      }),
    ),
    operatorName: NAME,
    address: Type.Optional(
      Type.String({
        description: 'Of an act: from where, the /24 of IPv4 or the /48 of IPv6; absent where no request came.',
      }),
    ),
  }),
  resourceType: orNull(
    Type.String({ description: '`User`, `Group`; of an act `credential`, `reader`, `domain`, or another object.' }),
  ),
  resourceId: orNull(Type.String()),
  resourceName: NAME,
  userName: NAME,
  resourceVersion: orNull(Type.Integer()),
  changes: Type.Array(
    Type.Object({
      path: Type.String({ description: 'In SCIM path notation.' }),
      before: Type.Unknown(),
      after: Type.Unknown(),
    }),
    {
      description:
        "Of an act the settings that it changed. Of a group's members, `before` lists who was taken out and `after` who was put in.",
    },
  ),
  requestId: Type.String(),
  reason: orNull(
    Type.String({
      description: 'created, reactivated, disabled, deleted, why it was refused, or why an operator acted.',
    }),
  ),
  method: orNull(Type.String()),
  status: orNull(Type.Integer({ description: 'What a refused request was answered.' })),
  scimType: orNull(Type.String()),
  path: Type.Optional(
    Type.String({ description: 'Of a refusal: the place in the request, by the names of its attributes.' }),
  ),
  rule: Type.Optional(Type.String({ description: 'Of a refusal: what may stand there.' })),
  act: Type.Optional(Type.String({ description: 'Of an operator’s act: what was done, such as `readers.revoke`.' })),
  count: orNull(Type.Integer({ description: 'Refusals over the cap, counted in one entry.' })),
  period: orNull(Type.Object({ from: Type.String({ format: 'date-time' }), to: Type.String({ format: 'date-time' }) })),
  kafka: orNull(
    Type.Object(
      { topic: Type.String(), partition: Type.Integer(), offset: Type.String() },
      { description: 'Where its event is; null of entries from before that was kept.' },
    ),
  ),
});

/** An entry as {@link EntryView} says, but for what was changed. */
export function viewOf(entry: NamedEntry): Omit<Static<typeof EntryView>, 'changes'> {
  const {
    tenantId: _tenant,
    changes: _changes,
    connectionId,
    connectionName,
    credentialId,
    credentialName,
    operator,
    operatorName,
    address,
    periodFrom: from,
    periodTo: to,
    topic,
    partition,
    offset,
    ...rest
  } = entry;
  return {
    ...rest,
    actor: {
      connectionId,
      credentialId,
      ...there({ connectionName, credentialName, operator, operatorName, address }),
    },
    period: from === null || to === null ? null : { from, to },
    kafka: topic === undefined || partition === undefined || offset === undefined ? null : { topic, partition, offset },
  };
}

/** In JSON: what was changed stands last, as it was written. */
export function textOfEntry(entry: NamedEntry): string {
  return `${JSON.stringify(viewOf(entry)).slice(0, -1)},"changes":${entry.changes}}`;
}

function there<Members extends Record<string, string | undefined>>(
  members: Members,
): { [name in keyof Members]?: string } {
  const known = Object.entries(members).filter(([, text]) => text !== undefined);
  return Object.fromEntries(known) as { [name in keyof Members]?: string };
}

/** The types that have entries. */
export const ENTRY_TYPES = Object.keys(EVENTS).filter((type): type is EventType => type !== 'rollcall.TenantChanged');
