import { Type, type Static } from 'typebox';
import { Actor, type Envelope } from './envelope.js';

const nullable = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()]);

/** An authenticated write that was answered 4xx. It carries no value that the client sent. */
export const WriteRefusedData = Type.Object({
  actor: Actor,
  method: Type.String(),
  resourceType: Type.Union([Type.Literal('User'), Type.Literal('Group'), Type.Null()]),
  resourceId: nullable(Type.String()),
  status: Type.Integer({ minimum: 400, maximum: 499 }),
  scimType: nullable(Type.String()),
  /** The code of the row in the error table: one word that does not depend on the request's values. */
  reason: Type.String(),
});

/** Refusals over a connection's cap, counted instead of listed: one event per connection and window. */
export const RefusalsSuppressedData = Type.Object({
  connectionId: Type.String(),
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time' }),
  count: Type.Integer({ minimum: 1 }),
});

export type WriteRefused = Envelope<'rollcall.WriteRefused', Static<typeof WriteRefusedData>>;
export type RefusalsSuppressed = Envelope<'rollcall.RefusalsSuppressed', Static<typeof RefusalsSuppressedData>>;
export type ProvisioningEvent = WriteRefused | RefusalsSuppressed;
