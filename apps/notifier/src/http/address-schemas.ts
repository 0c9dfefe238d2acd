import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Type, type TSchema } from 'typebox';
import { openApiSchema, pageSchema, Refuses } from '#service';

const time = Type.String({ format: 'date-time' });
const orNull = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

const TestMail = Type.Object({
  deliveryId: Type.String({ format: 'uuid' }),
  address: Type.String(),
  madeAt: time,
  status: Type.String(),
  reason: orNull(Type.String()),
});

const STATE = Type.Union([Type.Literal('confirmed'), Type.Literal('waiting'), Type.Literal('refused')], {
  description:
    'confirmed: mails go there. waiting: for its reader, and none goes there before. refused: the mail server has refused the last one for good.',
});

const STANDING = {
  refused: orNull(
    Type.Object({ code: Type.String(), since: time, lastAt: time }),
    'As the mail server answered, and since when; null: it does not refuse.',
  ),
  isMailed: Type.Boolean(),
  confirmedAt: orNull(time),
  mailDueAt: orNull(time, 'Of the mail with the link: when it is due.'),
  mailedAt: orNull(time, 'When the last mail with a link was made.'),
  linkGoodUntil: orNull(time),
  testMail: orNull(TestMail, 'The last one; null: none was asked for.'),
};

/** Where a tenant is notified. */
export const NotificationAddress = Type.Object({
  address: orNull(Type.String()),
  state: orNull(STATE, 'null: there is no address.'),
  ...STANDING,
});

/** The addresses of a connection. */
export const ConnectionNotificationAddresses = Type.Object({
  items: Type.Array(Type.Object({ address: Type.String(), state: STATE, ...STANDING }), {
    description: 'None: the tenant’s notification address has the mails about this connection.',
  }),
});

export const GrandfatheredPage = pageSchema(
  Type.Object({
    tenantId: Type.String({ format: 'uuid' }),
    kind: Type.Union([Type.Literal('domain'), Type.Literal('address')]),
    value: Type.String(),
  }),
);

export const Ended = Type.Object({ ended: Type.Integer({ minimum: 0 }) });

/** What is answered when it worked, and where there is no such tenant, connection or name. */
export function Answers(schema: TSchema, status: 200 | 202 = 200): MethodDecorator {
  return applyDecorators(
    ApiResponse({
      status,
      description: status === 202 ? 'It will be done.' : 'As it is.',
      schema: openApiSchema(schema),
    }),
    Refuses({
      404: 'There is no such tenant, connection or name.',
      ...(status === 202 && { 409: 'Not now, and why.' }),
    }),
  );
}
