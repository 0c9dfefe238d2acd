import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Query, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Acting } from '#contracts';
import {
  actorOf,
  ApiParameters,
  goneOf,
  Needs,
  openApiSchema,
  pageSchema,
  parseBody,
  parseQuery,
  Problem,
  readerOf,
  Refuses,
  type Page,
} from '#service';
import { currentTraceparent } from '#telemetry';
import { EmployeeBody } from './employee-body.js';
import {
  NO_PARAMETERS,
  SegmentCountQuery,
  SegmentPeopleQuery,
  type SegmentCountParameters,
  type SegmentPeopleParameters,
} from './queries.js';
import { SegmentBody, Segments, SegmentSettings } from './segments.js';
import { pageShownTo, seesLeavers } from './sight.js';
import { CountsBody } from './totals.js';

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const NAMED = { name: 'name', schema: { type: 'string', pattern: NAME.source } } as const;

@ApiTags('segments')
@ApiBearerAuth()
@Refuses({ 400: 'A parameter or the filter is wrong.', 401: 'No valid token for this API.' })
@Controller('segments')
export class SegmentsController {
  readonly #segments: Segments;

  constructor(@Inject(Segments) segments: Segments) {
    this.#segments = segments;
  }

  @Get()
  @Needs('people:read')
  @ApiOperation({ summary: 'The segments of the company, by name', operationId: 'listSegments' })
  @ApiOkResponse({ schema: openApiSchema(pageSchema(SegmentBody)) })
  list(@Req() request: FastifyRequest, @Query(parseQuery(NO_PARAMETERS)) _query: object): Promise<Page<SegmentBody>> {
    return this.#segments.list(readerOf(request).tenantId);
  }

  @Get(':name')
  @Needs('people:read')
  @ApiOperation({ summary: 'One segment', operationId: 'getSegment' })
  @ApiParam(NAMED)
  @ApiOkResponse({ schema: openApiSchema(SegmentBody) })
  @Refuses({ 404: 'There is no such segment.' })
  find(
    @Req() request: FastifyRequest,
    @Param('name') name: string,
    @Query(parseQuery(NO_PARAMETERS)) _query: object,
  ): Promise<SegmentBody> {
    return this.#segments.find(readerOf(request).tenantId, name);
  }

  @Put(':name')
  @Needs('segments:change')
  @ApiOperation({
    summary: 'Make a segment, or change whom it means',
    description:
      'A SCIM filter over the attributes of a person (RFC 7644 §3.4.2.2), and `under "<id>"` wherever a comparison may stand: ' +
      'whoever is below that employee. A company has a hundred at most. It is one entry of the audit log.',
    operationId: 'putSegment',
  })
  @ApiParam(NAMED)
  @ApiBody({ schema: openApiSchema(SegmentSettings) })
  @ApiOkResponse({ schema: openApiSchema(SegmentBody) })
  @Refuses({ 409: 'There are as many as there may be.' })
  put(
    @Req() request: FastifyRequest,
    @Param('name') name: string,
    @Body(parseBody(SegmentSettings)) { filter, reason }: Static<typeof SegmentSettings>,
  ): Promise<SegmentBody> {
    if (!NAME.test(name)) throw WRONG_NAME;
    return this.#segments.put(readerOf(request).tenantId, { name, filter }, actingOf(request, reason));
  }

  @Delete(':name')
  @HttpCode(204)
  @Needs('segments:change')
  @ApiOperation({ summary: 'Remove a segment', operationId: 'removeSegment' })
  @ApiParam(NAMED)
  @ApiNoContentResponse()
  @Refuses({ 404: 'There is no such segment.' })
  remove(@Req() request: FastifyRequest, @Param('name') name: string): Promise<void> {
    if (!NAME.test(name)) throw WRONG_NAME;
    return this.#segments.remove(readerOf(request).tenantId, name, actingOf(request, undefined));
  }

  @Get(':name/people')
  @Needs('people:read')
  @ApiOperation({
    summary: 'Whom a segment means now, in id order',
    description: 'A page looks at 2,000 people: it may be short, or empty, and have a `next` all the same.',
    operationId: 'listSegmentPeople',
  })
  @ApiParam(NAMED)
  @ApiParameters(SegmentPeopleQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(EmployeeBody)) })
  @Refuses({ 404: 'There is no such segment.' })
  async people(
    @Req() request: FastifyRequest,
    @Param('name') name: string,
    @Query(parseQuery(SegmentPeopleQuery)) query: SegmentPeopleParameters,
  ): Promise<Page<EmployeeBody>> {
    const page = await this.#segments.people(readerOf(request).tenantId, { ...query, name }, goneOf(request));
    return pageShownTo(request, page);
  }

  @Get(':name/count')
  @Needs('people:read')
  @ApiOperation({
    summary: 'How many people a segment means, by department, title, manager or activity',
    description: 'Looks at 10,000 people; beyond them the numbers say "at least".',
    operationId: 'countSegment',
  })
  @ApiParam(NAMED)
  @ApiParameters(SegmentCountQuery)
  @ApiOkResponse({ schema: openApiSchema(CountsBody) })
  @Refuses({ 404: 'There is no such segment.' })
  count(
    @Req() request: FastifyRequest,
    @Param('name') name: string,
    @Query(parseQuery(SegmentCountQuery)) query: SegmentCountParameters,
  ): Promise<CountsBody> {
    const asked = { ...query, name, withLeavers: seesLeavers(request) };
    return this.#segments.count(readerOf(request).tenantId, asked, goneOf(request));
  }
}

function actingOf(request: FastifyRequest, reason: string | undefined): Acting {
  return { requestId: request.id, traceparent: currentTraceparent(), reason: reason ?? null, ...actorOf(request) };
}

const WRONG_NAME = new Problem(
  400,
  'invalid-parameter',
  'The name of a segment is of small letters, digits and hyphens, up to 64, and does not begin with a hyphen; choose such a one.',
  { parameter: 'name' },
);
