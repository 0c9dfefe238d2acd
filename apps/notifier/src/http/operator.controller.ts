import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { validate } from 'uuid';
import type { Acting } from '#contracts';
import { NOT_FOUND, operatorOf, parseQuery } from '#service';
import { currentTraceparent } from '#telemetry';
import { GrandfatheredQuery, Recipients, type AddressView } from './recipients.js';

const reasonQuery = parseQuery(
  Type.Object({
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$',
        'x-expected': 'a reason of 1 to 500 characters, of which one is no space and none a control character',
      }),
    ),
  }),
);

/** For whoever runs the installation, on the internal listener alone; the door before it asks for OPERATOR_TOKEN. */
@Controller('admin')
export class OperatorController {
  readonly #recipients: Recipients;

  constructor(@Inject(Recipients) recipients: Recipients) {
    this.#recipients = recipients;
  }

  @Get('tenants/:tenantId/notification-address')
  address(@Param('tenantId') tenantId: string): Promise<AddressView> {
    return this.#recipients.address(idOf(tenantId));
  }

  @Post('tenants/:tenantId/notification-address/confirmation')
  @HttpCode(202)
  askAgain(@Param('tenantId') tenantId: string, @Req() request: FastifyRequest): Promise<AddressView> {
    return this.#recipients.askAgain(idOf(tenantId), acting(request));
  }

  @Post('tenants/:tenantId/notification-address/test-mail')
  @HttpCode(202)
  testMail(@Param('tenantId') tenantId: string, @Req() request: FastifyRequest): Promise<AddressView> {
    return this.#recipients.testMail(idOf(tenantId), acting(request));
  }

  @Get('grandfathered')
  list(@Query(parseQuery(GrandfatheredQuery)) query: Static<typeof GrandfatheredQuery>): Promise<object> {
    return this.#recipients.grandfathered(query);
  }

  @Delete('grandfathered')
  endAll(@Req() request: FastifyRequest): Promise<object> {
    return this.#recipients.endAll(null, acting(request));
  }

  @Delete('tenants/:tenantId/grandfathered')
  endOfTenant(@Param('tenantId') tenantId: string, @Req() request: FastifyRequest): Promise<object> {
    return this.#recipients.endAll(idOf(tenantId), acting(request));
  }

  @Delete('tenants/:tenantId/grandfathered/:name')
  endOne(
    @Param('tenantId') tenantId: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    return this.#recipients.endOne(idOf(tenantId), name, acting(request));
  }
}

function idOf(text: string): string {
  if (!validate(text)) throw NOT_FOUND;
  return text.toLowerCase();
}

function acting(request: FastifyRequest): Acting {
  const { reason = null } = reasonQuery.transform(request.query, { type: 'query' });
  const { name, address } = operatorOf(request);
  const asked = { reason, requestId: request.id, traceparent: currentTraceparent(), address };
  return name === null ? asked : { ...asked, name };
}
