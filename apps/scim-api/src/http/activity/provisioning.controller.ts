import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiParameters, decodeCursor, openApiSchema, pageOf, parseQuery } from '#service';
import { itemOf } from '../../activity/item.js';
import { provisioningSummaryOf } from '../../activity/provisioning-summary.js';
import { ActivityReader } from '../../activity/storage/activity-reader.js';
import { ActivityQuery, filterOf, placeOf, PlaceSchema, type ActivityParameters } from './activity-query.js';
import { askerOf } from './asked.js';
import { ProvisioningList } from './provisioning-schema.js';
import { VALUES, type Values } from './values.js';

/** The writes of a tenant's connections as Entra's own log shows them. */
@ApiTags('activity')
@ApiBearerAuth()
@Controller('activity')
export class ProvisioningController {
  readonly #activity: ActivityReader;
  readonly #values: Values;

  constructor(@Inject(ActivityReader) activity: ActivityReader, @Inject(VALUES) values: Values) {
    this.#activity = activity;
    this.#values = values;
  }

  @Get('provisioning')
  @ApiOperation({
    summary: 'Writes in the shape of Entra’s provisioning log, the newest first',
    operationId: 'listProvisioning',
  })
  @ApiParameters(ActivityQuery)
  @ApiOkResponse({ schema: openApiSchema(ProvisioningList) })
  async list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ActivityQuery)) { limit, cursor, ...query }: ActivityParameters,
  ): Promise<object> {
    const asker = askerOf(request);
    const after = cursor === undefined ? null : decodeCursor(PlaceSchema, cursor);
    const filter = { ...filterOf(query), isWrite: true };
    const { requests } = await this.#activity.find(asker, filter, { after, order: 'newest', limit: limit + 1 });
    const { shown, next } = pageOf(requests, { limit, place: placeOf });
    const values = await this.#values.of(asker.tenantId, shown);
    return {
      value: shown.map((one) => provisioningSummaryOf(asker.tenantId, itemOf(one), values(one))),
      next,
    };
  }
}
