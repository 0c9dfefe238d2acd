import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { ApiParameters, goneOf, Needs, openApiSchema, pageSchema, parseQuery, Refuses, type Page } from '#service';
import { Deliveries, ListQuery } from './deliveries.js';
import { DeliveryView, type Shown } from './delivery-view.js';
import { idOf } from './operator-request.js';

/** For whoever runs the installation, on the internal listener alone; scim-api asks here for its export of a tenant. */
@ApiBearerAuth()
@Refuses({ 401: 'Not the operator’s credential.' })
@Controller('admin/tenants/:tenantId/deliveries')
export class OperatorDeliveriesController {
  readonly #deliveries: Deliveries;

  constructor(@Inject(Deliveries) deliveries: Deliveries) {
    this.#deliveries = deliveries;
  }

  @Get()
  @Needs('tenants:export')
  @ApiOperation({ summary: 'Mails of a tenant, newest first', operationId: 'listDeliveriesAsOperator' })
  @ApiParam({ name: 'tenantId', schema: { type: 'string', format: 'uuid' } })
  @ApiParameters(ListQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(DeliveryView)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 404: 'There is no such tenant.' })
  list(
    @Req() request: FastifyRequest,
    @Param('tenantId') tenantId: string,
    @Query(parseQuery(ListQuery)) query: Static<typeof ListQuery>,
  ): Promise<Page<Shown>> {
    return this.#deliveries.list(idOf(tenantId), query, goneOf(request));
  }
}
