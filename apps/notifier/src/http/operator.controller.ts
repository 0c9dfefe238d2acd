import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { ApiParameters, Needs, parseQuery } from '#service';
import { Answers, Ended, GrandfatheredPage, NotificationAddress } from './address-schemas.js';
import { acting, idOf, TakesReason } from './operator-request.js';
import { GrandfatheredQuery, Recipients, type AddressView } from './recipients.js';

/** For whoever runs the installation, on the internal listener alone; behind the operator's door. */
@Controller('admin')
export class OperatorController {
  readonly #recipients: Recipients;

  constructor(@Inject(Recipients) recipients: Recipients) {
    this.#recipients = recipients;
  }

  @Get('tenants/:tenantId/notification-address')
  @Needs('settings:read')
  @ApiOperation({ summary: 'Where a tenant is notified', operationId: 'getNotificationAddress' })
  @Answers(NotificationAddress)
  address(@Param('tenantId') tenantId: string): Promise<AddressView> {
    return this.#recipients.address(idOf(tenantId));
  }

  @Post('tenants/:tenantId/notification-address/confirmation')
  @Needs('settings:change')
  @ApiOperation({ summary: 'Send the mail with the link again', operationId: 'askForConfirmation' })
  @TakesReason()
  @Answers(NotificationAddress, 202)
  @HttpCode(202)
  askAgain(@Param('tenantId') tenantId: string, @Req() request: FastifyRequest): Promise<AddressView> {
    return this.#recipients.askAgain(idOf(tenantId), acting(request));
  }

  @Post('tenants/:tenantId/notification-address/test-mail')
  @Needs('settings:change')
  @ApiOperation({ summary: 'Send a test mail', operationId: 'sendTestMail' })
  @TakesReason()
  @Answers(NotificationAddress, 202)
  @HttpCode(202)
  testMail(@Param('tenantId') tenantId: string, @Req() request: FastifyRequest): Promise<AddressView> {
    return this.#recipients.testMail(idOf(tenantId), acting(request));
  }

  @Get('grandfathered')
  @Needs('installation:read')
  @ApiOperation({
    summary: 'Domains and addresses that were mailed before they were to be proved',
    operationId: 'listGrandfathered',
  })
  @ApiParameters(GrandfatheredQuery)
  @Answers(GrandfatheredPage)
  list(@Query(parseQuery(GrandfatheredQuery)) query: Static<typeof GrandfatheredQuery>): Promise<object> {
    return this.#recipients.grandfathered(query);
  }

  @Delete('grandfathered')
  @Needs('installation:change')
  @ApiOperation({ summary: 'End all of them', operationId: 'endAllGrandfathered' })
  @TakesReason()
  @Answers(Ended)
  endAll(@Req() request: FastifyRequest): Promise<object> {
    return this.#recipients.endAll(null, acting(request));
  }

  @Delete('tenants/:tenantId/grandfathered')
  @Needs('installation:change')
  @ApiOperation({ summary: 'End those of a tenant', operationId: 'endGrandfatheredOfTenant' })
  @TakesReason()
  @Answers(Ended)
  endOfTenant(@Param('tenantId') tenantId: string, @Req() request: FastifyRequest): Promise<object> {
    return this.#recipients.endAll(idOf(tenantId), acting(request));
  }

  @Delete('tenants/:tenantId/grandfathered/:name')
  @Needs('installation:change')
  @ApiOperation({ summary: 'End one of them', operationId: 'endGrandfathered' })
  @TakesReason()
  @Answers(Ended)
  endOne(
    @Param('tenantId') tenantId: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    return this.#recipients.endOne(idOf(tenantId), name, acting(request));
  }
}
