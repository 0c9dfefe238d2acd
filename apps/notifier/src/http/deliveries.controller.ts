import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type, type Static, type TSchema } from 'typebox';
import {
  ApiParameters,
  actorOf,
  callerOf,
  goneOf,
  may,
  Needs,
  openApiSchema,
  pageSchema,
  parseBodyIfAny,
  parseQuery,
  readerOf,
  type Page,
} from '#service';
import { currentTraceparent } from '#telemetry';
import { DeliveryTotals } from './delivery-totals.js';
import { DeliveryView, masked, type Shown } from './delivery-view.js';
import { Deliveries, EventsQuery, ListQuery, ResendBody } from './deliveries.js';

const answer = (description: string, schema: TSchema) => ({ status: 200, description, schema: openApiSchema(schema) });

const NO_PARAMETERS = Type.Object({});
const ID = { name: 'id', schema: { type: 'string', format: 'uuid' } } as const;
const NOT_THERE = { status: 404, description: 'There is no such delivery, or it is of another tenant.' };

@Controller('deliveries')
@ApiBearerAuth()
@ApiResponse({ status: 401, description: 'No valid token for `rollcall:notifier` (application/problem+json).' })
export class DeliveriesController {
  readonly #deliveries: Deliveries;

  constructor(@Inject(Deliveries) deliveries: Deliveries) {
    this.#deliveries = deliveries;
  }

  @Get()
  @Needs('deliveries:read')
  @ApiOperation({ summary: "The tenant's mails, newest first", operationId: 'listDeliveries' })
  @ApiParameters(ListQuery)
  @ApiResponse(answer('A page.', pageSchema(DeliveryView)))
  @ApiResponse({ status: 400, description: 'A parameter is unknown or wrong.' })
  async list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ListQuery)) query: Static<typeof ListQuery>,
  ): Promise<Page<Shown>> {
    const { items, next } = await this.#deliveries.list(readerOf(request).tenantId, query, goneOf(request));
    return { items: items.map((one) => shownTo(request, one)), next };
  }

  @Get('totals')
  @Needs('deliveries:count')
  @ApiOperation({ summary: 'How many mails are in which state', operationId: 'getDeliveryTotals' })
  @ApiResponse(answer('By state.', DeliveryTotals))
  totals(@Req() request: FastifyRequest, @Query(parseQuery(NO_PARAMETERS)) _query: unknown): Promise<DeliveryTotals> {
    return this.#deliveries.totals(readerOf(request).tenantId, goneOf(request));
  }

  @Get(':id')
  @Needs('deliveries:read')
  @ApiOperation({ summary: 'One mail', operationId: 'getDelivery' })
  @ApiParam(ID)
  @ApiResponse(answer('The delivery.', DeliveryView))
  @ApiResponse(NOT_THERE)
  async find(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(NO_PARAMETERS)) _query: unknown,
  ): Promise<Shown> {
    return shownTo(request, await this.#deliveries.find(readerOf(request).tenantId, id));
  }

  @Get(':id/events')
  @Needs('deliveries:read')
  @ApiOperation({
    summary: 'The ids of all events that one mail is about, oldest first',
    operationId: 'listDeliveryEvents',
  })
  @ApiParam(ID)
  @ApiParameters(EventsQuery)
  @ApiResponse(answer('A page.', pageSchema(Type.String({ format: 'uuid' }))))
  @ApiResponse(NOT_THERE)
  events(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(EventsQuery)) query: Static<typeof EventsQuery>,
  ): Promise<Page<string>> {
    return this.#deliveries.events(readerOf(request).tenantId, id, query);
  }

  @Post(':id/resend')
  @HttpCode(202)
  @Needs('deliveries:resend')
  @ApiOperation({
    summary: 'Send an uncertain or failed mail again',
    operationId: 'resendDelivery',
    description: 'The reader may get the mail twice, under the same Message-ID: an uncertain one may have arrived.',
  })
  @ApiParam(ID)
  @ApiBody({ schema: openApiSchema(ResendBody), required: false })
  @ApiResponse({ ...answer('It will be sent.', DeliveryView), status: 202 })
  @ApiResponse({ status: 400, description: 'The body is none that can be taken (application/problem+json).' })
  @ApiResponse(NOT_THERE)
  @ApiResponse({ status: 409, description: 'It is neither uncertain nor failed.' })
  resend(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Body(parseBodyIfAny(ResendBody)) { reason }: Static<typeof ResendBody>,
  ): Promise<Shown> {
    const asked = { requestId: request.id, traceparent: currentTraceparent(), reason: reason ?? null };
    return this.#deliveries.resend(readerOf(request).tenantId, id, { ...asked, ...actorOf(request) });
  }
}

function shownTo(request: FastifyRequest, delivery: Shown): Shown {
  return may(callerOf(request), 'deliveries:addresses') ? delivery : masked(delivery);
}
