import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  ApiParameters,
  goneOf,
  Needs,
  openApiSchema,
  pageSchema,
  parseQuery,
  readerOf,
  Refuses,
  type Page,
} from '#service';
import { unlessKnown } from './conditional.js';
import { EmployeeBody, ReportBody } from './employee-body.js';
import { Employees } from './employees.js';
import { VersionBody } from './history-body.js';
import { History } from './history.js';
import { MOMENT_MEMBERS } from './moment.js';
import { OF_A_TIME, pageAtSchema } from './page-at.js';
import { FindQuery, type FindParameters } from './past-queries.js';
import { Past, type PageAt, type Told } from './past.js';
import {
  HistoryQuery,
  ListQuery,
  ReportsQuery,
  type HistoryParameters,
  type ListParameters,
  type ReportsParameters,
} from './queries.js';
import { askedBy, assertSeesTime, OF_WHOM, pageShownTo, seesLeavers, shownTo } from './sight.js';

@ApiTags('employees')
@ApiBearerAuth()
@Refuses({ 401: 'No valid token for this API.' })
@Controller('employees')
export class EmployeesController {
  readonly #employees: Employees;
  readonly #history: History;
  readonly #past: Past;

  constructor(@Inject(Employees) employees: Employees, @Inject(History) history: History, @Inject(Past) past: Past) {
    this.#employees = employees;
    this.#history = history;
    this.#past = past;
  }

  @Get()
  @Needs('directory:read')
  @ApiOperation({
    summary: 'Employees in id order or by name, filtered or searched; or those of a time, not searched',
    description: `${OF_WHOM} ${OF_A_TIME}`,
    operationId: 'listEmployees',
  })
  @ApiParameters(ListQuery)
  @ApiOkResponse({ schema: openApiSchema(pageAtSchema(EmployeeBody)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 403: 'What is asked for needs `directory:history`.' })
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query(parseQuery(ListQuery)) query: ListParameters,
  ): Promise<PageAt<EmployeeBody> | undefined> {
    const body = await this.#listed(request, query);
    return unlessKnown(request, reply, {
      body,
      said: [body.next, body.asOf, body.zone, body.settled, body.items.map(saidOf)],
    });
  }

  async #listed(request: FastifyRequest, query: ListParameters): Promise<PageAt<EmployeeBody>> {
    const { asOf, zone } = query;
    assertSeesTime(request, { asOf, zone });
    const { tenantId } = readerOf(request);
    const asked = askedBy(request, query);
    const page =
      asOf === undefined
        ? await this.#employees.list(tenantId, asked, goneOf(request))
        : await this.#past.list({ tenantId, asOf, zone, gone: goneOf(request) }, asked);
    return pageShownTo(request, page);
  }

  @Get(':id')
  @Needs('directory:read')
  @ApiOperation({
    summary: 'One employee by SCIM id, as they are or as they were',
    description: OF_WHOM,
    operationId: 'getEmployee',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(FindQuery)
  @ApiOkResponse({ schema: openApiSchema(Type.Object({ ...EmployeeBody.properties, ...MOMENT_MEMBERS })) })
  @Refuses({
    400: 'A parameter is unknown or wrong.',
    403: 'A time is asked for without `directory:history`.',
    404: 'Unknown or deleted; or not there at that time.',
  })
  async find(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
    @Query(parseQuery(FindQuery)) { asOf, zone }: FindParameters,
  ): Promise<(EmployeeBody & Told) | undefined> {
    assertSeesTime(request, { asOf, zone });
    const { tenantId } = readerOf(request);
    const found =
      asOf === undefined
        ? await this.#employees.find(tenantId, id)
        : await this.#past.find({ tenantId, asOf, zone, gone: goneOf(request) }, id);
    return unlessKnown(request, reply, { body: shownTo(request, found) });
  }

  @Get(':id/reports')
  @Needs('people:read')
  @ApiOperation({
    summary: 'Who reports to an employee, over one or more levels, in id order',
    operationId: 'listReports',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(ReportsQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(ReportBody)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 404: 'The employee is unknown or deleted.' })
  async reports(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(ReportsQuery)) query: ReportsParameters,
  ): Promise<Page<ReportBody>> {
    const asked = { ...query, onlyActive: !seesLeavers(request) };
    const page = await this.#employees.reports(readerOf(request).tenantId, id, asked, goneOf(request));
    return pageShownTo(request, page);
  }

  @Get(':id/history')
  @Needs('directory:history')
  @ApiOperation({
    summary: 'What changed about an employee, and when, newest first; of who was deleted, too',
    operationId: 'listEmployeeHistory',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(HistoryQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(VersionBody)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 404: 'There never was such an employee.' })
  history(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(HistoryQuery)) query: HistoryParameters,
  ): Promise<Page<VersionBody>> {
    return this.#history.of(readerOf(request).tenantId, id, query, goneOf(request));
  }
}

/** All that a page says of one person follows from this, and from what who asks may see: that is in the tag by what is null. */
function saidOf({ id, version, active, userName, externalId, manager, references }: EmployeeBody): unknown[] {
  return [id, version, active, userName, externalId, manager, references];
}
