import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { validate } from 'uuid';
import type { Acting } from '#contracts';
import { actorOf, ApiParameters, NOT_FOUND, parseQuery } from '#service';
import { currentTraceparent } from '#telemetry';

/** Why, of what is done at once. */
const ReasonQuery = Type.Object({
  reason: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$',
      'x-expected': 'a reason of 1 to 500 characters, of which one is no space and none a control character',
    }),
  ),
});
const reasonQuery = parseQuery(ReasonQuery);

/** A route whose entry says why, if whoever asks does; {@link acting} reads it. */
export const TakesReason = (): MethodDecorator => ApiParameters(ReasonQuery);

/** @throws NOT_FOUND */
export function idOf(text: string): string {
  if (!validate(text)) throw NOT_FOUND;
  return text.toLowerCase();
}

/** Who asks, and why. */
export function acting(request: FastifyRequest): Acting {
  const { reason = null } = reasonQuery.transform(request.query, { type: 'query' });
  return { reason, requestId: request.id, traceparent: currentTraceparent(), ...actorOf(request) };
}
