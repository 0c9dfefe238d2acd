import { Type, type Static } from 'typebox';
import { EVENTS, type EventType } from '#contracts';
import type { StoredEntry } from '../ledger/entry.js';

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

/** An entry as the API shows it. */
export const EntryView = Type.Object({
  id: Type.String({ format: 'uuid' }),
  time: Type.String({ format: 'date-time', description: 'When it was decided.' }),
  type: Type.String({ description: "The event's type." }),
  outcome: Type.Union([Type.Literal('accepted'), Type.Literal('refused')]),
  actor: Type.Object({
    connectionId: orNull(Type.String({ description: 'null where an operator acted.' })),
    credentialId: orNull(Type.String()),
    operator: Type.Optional(
      Type.String({
        description: 'Of an act: the name that was given, else who acted: `operator`, `name-server` or `mailbox`.',
      }),
    ),
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
});

/** An entry as {@link EntryView} says, in JSON: what was changed stands last, as it was written. */
export function textOfEntry(entry: StoredEntry): string {
  const {
    tenantId: _tenant,
    connectionId,
    credentialId,
    operator,
    address,
    changes,
    periodFrom: from,
    periodTo: to,
    ...rest
  } = entry;
  const view: Omit<Static<typeof EntryView>, 'changes'> = {
    ...rest,
    actor: {
      connectionId,
      credentialId,
      ...(operator === undefined ? {} : { operator }),
      ...(address === undefined ? {} : { address }),
    },
    period: from === null || to === null ? null : { from, to },
  };
  return `${JSON.stringify(view).slice(0, -1)},"changes":${changes}}`;
}

/** The types that have entries. */
export const ENTRY_TYPES = Object.keys(EVENTS).filter((type): type is EventType => type !== 'rollcall.TenantChanged');
