import { Type, type Static } from 'typebox';
import { EVENT_IDS_SHOWN, type DeliveryRow } from '../storage/statements/delivery-row.js';

export const STATUSES = ['pending', 'accepted', 'uncertain', 'failed', 'suppressed', 'gathered'] as const;
export type Status = (typeof STATUSES)[number];

const nullableText = Type.Union([Type.String(), Type.Null()]);

/** A delivery as the API shows it. */
export const DeliveryView = Type.Object({
  id: Type.String({ format: 'uuid' }),
  time: Type.String({ format: 'date-time', description: 'When it was decided that there is something to tell.' }),
  eventIds: Type.Array(Type.String({ format: 'uuid' }), {
    maxItems: EVENT_IDS_SHOWN,
    description: `The events that the mail is about, oldest first; at most ${EVENT_IDS_SHOWN}, all of them at /deliveries/{id}/events.`,
  }),
  eventCount: Type.Integer({
    minimum: 0,
    description: 'How many events the mail is about; a confirmation is about none.',
  }),
  recipient: Type.Union([Type.String(), Type.Null()], {
    description: 'null while, or because, it is not known; as `a***@contoso.example` to whoever may not see addresses.',
  }),
  template: Type.Union([
    Type.Literal('joiner'),
    Type.Literal('leaver'),
    Type.Literal('refusals'),
    Type.Literal('credential'),
    Type.Literal('initial-cycle'),
    Type.Literal('domain'),
    Type.Literal('confirmation'),
    Type.Literal('test'),
    Type.Literal('refusing'),
    Type.Literal('emergency'),
    Type.Literal('approval'),
    Type.Literal('sign-on'),
    Type.Literal('digest'),
  ]),
  status: Type.Union(STATUSES.map((status) => Type.Literal(status))),
  phase: Type.Union([Type.Literal('waiting'), Type.Literal('queued'), Type.Literal('sending'), Type.Null()], {
    description:
      'Of a pending one: waiting (for the manager, or for more to gather), queued (for an attempt), or sending.',
  }),
  dueAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'Of a pending one: until when it waits, or when it is tried next.',
  }),
  reason: nullableText,
  digestId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
    description: 'Of a gathered one: the delivery, of the template digest, that tells of it.',
  }),
  attempts: Type.Integer({ minimum: 0 }),
  messageId: Type.String({ description: 'Message-ID of the mail: the same in every attempt.' }),
  settledAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});
export type DeliveryView = Static<typeof DeliveryView>;

export interface Shown extends Omit<DeliveryView, 'template' | 'status' | 'phase'> {
  readonly template: string;
  readonly status: string;
  readonly phase: string | null;
}

const PHASES: Readonly<Record<string, string>> = { waiting: 'waiting', pending: 'queued', sending: 'sending' };

export function deliveryView(row: DeliveryRow, messageId: string): Shown {
  const phase = PHASES[row.status] ?? null;
  return {
    id: row.id,
    time: row.made_at.toISOString(),
    eventIds: [...row.event_ids],
    eventCount: row.event_count,
    recipient: row.recipient,
    template: row.template,
    status: phase === null ? row.status : 'pending',
    phase,
    dueAt: phase === null ? null : row.due_at.toISOString(),
    reason: row.reason,
    digestId: row.digest_id,
    attempts: row.attempts,
    messageId,
    settledAt: row.settled_at?.toISOString() ?? null,
  };
}

/** The domain stays: whether a mail left the company is what an auditor asks. */
export function masked(delivery: Shown): Shown {
  const { recipient } = delivery;
  if (recipient === null) return delivery;
  const at = recipient.lastIndexOf('@');
  return {
    ...delivery,
    recipient: at < 1 ? '***' : `${String.fromCodePoint(recipient.codePointAt(0) ?? 42)}***${recipient.slice(at)}`,
  };
}

/** The stored states behind a status of the API. */
export function storedStatuses(status: Status): readonly string[] {
  return status === 'pending' ? ['waiting', 'pending', 'sending'] : [status];
}
