import { Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Needs } from '#service';
import { Answers, ConnectionNotificationAddresses } from './address-schemas.js';
import { ConnectionAddresses, type ConnectionAddressesView } from './connection-addresses.js';
import { acting, idOf, TakesReason } from './operator-request.js';

/** Like the OperatorController: of the addresses of one connection. */
@Controller('admin/tenants/:tenantId/connections/:connectionId/notification-addresses')
export class ConnectionAddressesController {
  readonly #addresses: ConnectionAddresses;

  constructor(@Inject(ConnectionAddresses) addresses: ConnectionAddresses) {
    this.#addresses = addresses;
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({ summary: 'What became of each address', operationId: 'getConnectionNotificationAddresses' })
  @Answers(ConnectionNotificationAddresses)
  show(
    @Param('tenantId') tenantId: string,
    @Param('connectionId') connectionId: string,
  ): Promise<ConnectionAddressesView> {
    return this.#addresses.show({ tenantId: idOf(tenantId), connectionId: idOf(connectionId) });
  }

  @Post('confirmation')
  @HttpCode(202)
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Send the mail with the link again, to each address that waits for its reader',
    operationId: 'askConnectionNotificationAddresses',
  })
  @TakesReason()
  @Answers(ConnectionNotificationAddresses, 202)
  askAgain(
    @Param('tenantId') tenantId: string,
    @Param('connectionId') connectionId: string,
    @Req() request: FastifyRequest,
  ): Promise<ConnectionAddressesView> {
    return this.#addresses.askAgain({ tenantId: idOf(tenantId), connectionId: idOf(connectionId) }, acting(request));
  }

  @Post('test-mail')
  @HttpCode(202)
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Send a mail that asks nothing, to each address that is mailed',
    operationId: 'testConnectionNotificationAddresses',
  })
  @TakesReason()
  @Answers(ConnectionNotificationAddresses, 202)
  testMail(
    @Param('tenantId') tenantId: string,
    @Param('connectionId') connectionId: string,
    @Req() request: FastifyRequest,
  ): Promise<ConnectionAddressesView> {
    return this.#addresses.testMail({ tenantId: idOf(tenantId), connectionId: idOf(connectionId) }, acting(request));
  }
}
