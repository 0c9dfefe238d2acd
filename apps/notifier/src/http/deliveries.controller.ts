import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type, type Static, type TSchema } from 'typebox';
import { goneOf, openApiSchema, parseQuery, readerOf } from '#service';
import { DeliveryView, STATUSES, type Shown } from './delivery-view.js';
import { ReaderGuard } from './reader.guard.js';
import { Deliveries, EventsQuery, ListQuery, type Page } from './deliveries.js';

const listOf = (item: TSchema) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });
const answer = (description: string, schema: TSchema) => ({ status: 200, description, schema: openApiSchema(schema) });

const NO_PARAMETERS = Type.Object({});
const LIMIT = {
  name: 'limit',
  required: false,
  schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
} as const;
const CURSOR = {
  name: 'cursor',
  required: false,
  schema: { type: 'string' },
  description: '`next` of the page before.',
} as const;
const ID = { name: 'id', schema: { type: 'string', format: 'uuid' } } as const;
const NOT_THERE = { status: 404, description: 'There is no such delivery, or it is of another tenant.' };

@Controller('deliveries')
@UseGuards(ReaderGuard)
@ApiBearerAuth()
@ApiResponse({ status: 401, description: 'No valid token for `rollcall:notifier` (application/problem+json).' })
export class DeliveriesController {
  constructor(@Inject(Deliveries) private readonly deliveries: Deliveries) {}

  @Get()
  @ApiOperation({ summary: "The tenant's mails, newest first" })
  @ApiQuery(LIMIT)
  @ApiQuery(CURSOR)
  @ApiQuery({ name: 'status', required: false, schema: { type: 'string', enum: [...STATUSES] } })
  @ApiResponse(answer('A page.', listOf(DeliveryView)))
  @ApiResponse({ status: 400, description: 'A parameter is unknown or wrong.' })
  list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ListQuery)) query: Static<typeof ListQuery>,
  ): Promise<Page<Shown>> {
    return this.deliveries.list(readerOf(request).tenantId, query, goneOf(request));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One mail' })
  @ApiParam(ID)
  @ApiResponse(answer('The delivery.', DeliveryView))
  @ApiResponse(NOT_THERE)
  find(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(NO_PARAMETERS)) _query: unknown,
  ): Promise<Shown> {
    return this.deliveries.find(readerOf(request).tenantId, id);
  }

  @Get(':id/events')
  @ApiOperation({ summary: 'The ids of all events that one mail is about, oldest first' })
  @ApiParam(ID)
  @ApiQuery(LIMIT)
  @ApiQuery(CURSOR)
  @ApiResponse(answer('A page.', listOf(Type.String({ format: 'uuid' }))))
  @ApiResponse(NOT_THERE)
  events(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(EventsQuery)) query: Static<typeof EventsQuery>,
  ): Promise<Page<string>> {
    return this.deliveries.events(readerOf(request).tenantId, id, query);
  }

  @Post(':id/resend')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send an uncertain or failed mail again',
    description: 'The reader may get the mail twice, under the same Message-ID: an uncertain one may have arrived.',
  })
  @ApiParam(ID)
  @ApiResponse({ ...answer('It will be sent.', DeliveryView), status: 202 })
  @ApiResponse(NOT_THERE)
  @ApiResponse({ status: 409, description: 'It is neither uncertain nor failed.' })
  resend(@Req() request: FastifyRequest, @Param('id') id: string): Promise<Shown> {
    return this.deliveries.resend(readerOf(request).tenantId, id);
  }
}
