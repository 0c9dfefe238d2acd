import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import {
  ApiParameters,
  callerOf,
  goneOf,
  Problem,
  Needs,
  openApiSchema,
  pageSchema,
  parseQuery,
  Refuses,
  type Page,
} from '#service';
import { Deliveries, ListQuery } from './deliveries.js';
import { DeliveryView, type Shown } from './delivery-view.js';
import { idOf } from './operator-request.js';
import { Recipients } from './recipients.js';

const OF_A_TENANT = new Problem(
  403,
  'not-permitted',
  'Mails of a tenant are its own: an operator who signed in counts them, and has them in an export of the tenant.',
);

/** For whoever runs the installation, on the internal listener alone; scim-api asks here for its export of a tenant. */
@ApiBearerAuth()
@Refuses({ 401: 'Not the operator’s credential.' })
@Controller('admin/tenants/:tenantId/deliveries')
export class OperatorDeliveriesController {
  readonly #deliveries: Deliveries;
  readonly #recipients: Recipients;

  constructor(@Inject(Deliveries) deliveries: Deliveries, @Inject(Recipients) recipients: Recipients) {
    this.#deliveries = deliveries;
    this.#recipients = recipients;
  }

  @Get()
  @Needs('tenants:export')
  @ApiOperation({ summary: 'Mails of a tenant, newest first', operationId: 'listDeliveriesAsOperator' })
  @ApiParam({ name: 'tenantId', schema: { type: 'string', format: 'uuid' } })
  @ApiParameters(ListQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(DeliveryView)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 404: 'There is no such tenant.' })
  async list(
    @Req() request: FastifyRequest,
    @Param('tenantId') tenantId: string,
    @Query(parseQuery(ListQuery)) query: Static<typeof ListQuery>,
  ): Promise<Page<Shown>> {
    const id = idOf(tenantId);
    const { kind, exports } = callerOf(request);
    if (kind !== 'operator' && exports !== id) throw OF_A_TENANT;
    const page = await this.#deliveries.list(id, query, goneOf(request));
    if (page.items.length === 0) await this.#recipients.assertKnown(id);
    return page;
  }
}
