import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ApiParameters,
  callerOf,
  goneOf,
  may,
  Needs,
  NOT_FOUND,
  openApiSchema,
  pageSchema,
  parseQuery,
  readerOf,
  Refuses,
  type Page,
} from '#service';
import { AS_COLLEAGUES, askedByColleague, colleagueBody } from './colleague.js';
import { unlessKnown } from './conditional.js';
import { EmployeeBody, ReportBody } from './employee-body.js';
import { Employees } from './employees.js';
import { VersionBody } from './history-body.js';
import { History } from './history.js';
import {
  HistoryQuery,
  ListQuery,
  NO_PARAMETERS,
  ReportsQuery,
  type HistoryParameters,
  type ListParameters,
  type ReportsParameters,
} from './queries.js';

@ApiTags('employees')
@ApiBearerAuth()
@Refuses({ 401: 'No valid token for this API.' })
@Controller('employees')
export class EmployeesController {
  readonly #employees: Employees;
  readonly #history: History;

  constructor(@Inject(Employees) employees: Employees, @Inject(History) history: History) {
    this.#employees = employees;
    this.#history = history;
  }

  @Get()
  @Needs('colleagues:read')
  @ApiOperation({
    summary: 'Employees in id order or by name, filtered or searched',
    description: AS_COLLEAGUES,
    operationId: 'listEmployees',
  })
  @ApiParameters(ListQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(EmployeeBody)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.' })
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query(parseQuery(ListQuery)) query: ListParameters,
  ): Promise<Page<EmployeeBody> | undefined> {
    const body = await this.#listed(request, query);
    return unlessKnown(request, reply, { body, said: [body.next, body.items.map(saidOf)] });
  }

  async #listed(request: FastifyRequest, query: ListParameters): Promise<Page<EmployeeBody>> {
    const { tenantId } = readerOf(request);
    if (seesAll(request)) return this.#employees.list(tenantId, query, goneOf(request));
    const { items, next } = await this.#employees.list(tenantId, askedByColleague(query), goneOf(request));
    return { items: items.map(colleagueBody), next };
  }

  @Get(':id')
  @Needs('colleagues:read')
  @ApiOperation({ summary: 'One employee by SCIM id', description: AS_COLLEAGUES, operationId: 'getEmployee' })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiOkResponse({ schema: openApiSchema(EmployeeBody) })
  @Refuses({ 404: 'Unknown or deleted.' })
  async find(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
    @Query(parseQuery(NO_PARAMETERS)) _query: object,
  ): Promise<EmployeeBody | undefined> {
    const found = await this.#employees.find(readerOf(request).tenantId, id);
    if (seesAll(request)) return unlessKnown(request, reply, { body: found });
    // Who has left is nobody's colleague.
    if (!found.active) throw NOT_FOUND;
    return unlessKnown(request, reply, { body: colleagueBody(found) });
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
  reports(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(ReportsQuery)) query: ReportsParameters,
  ): Promise<Page<ReportBody>> {
    return this.#employees.reports(readerOf(request).tenantId, id, query, goneOf(request));
  }

  @Get(':id/history')
  @Needs('people:read')
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

/** Whoever has no more than a colleague sees what `colleague.ts` says. */
function seesAll(request: FastifyRequest): boolean {
  return may(callerOf(request), 'people:read');
}
